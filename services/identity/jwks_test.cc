#include "identity/jwks.h"

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <nlohmann/json.hpp>

#include "identity/signing.h"

namespace shortbreaks::identity {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

std::string Pem(EVP_PKEY* key) {
  BIO* memory = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(memory, key, nullptr, nullptr, 0, nullptr, nullptr);
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  std::string pem(data, static_cast<size_t>(size));
  BIO_free(memory);
  EVP_PKEY_free(key);
  return pem;
}

json Ec(const std::string& kid) { return json::parse(PublicJwk(NewSigningKey(), kid).value()); }
// Made once: it takes a while.
const std::string& RsaKey() {
  static const std::string key = Pem(EVP_RSA_gen(2048));
  return key;
}
json Rsa(const std::string& kid) { return json::parse(PublicJwk(RsaKey(), kid).value()); }
json With(json jwk, const std::string& name, const json& value) {
  jwk[name] = value;
  return jwk;
}
json Without(json jwk, const std::string& name) {
  jwk.erase(name);
  return jwk;
}
absl::StatusOr<KeySet> Parse(const std::vector<json>& keys, bool development = false) {
  return ParseJwks(json{{"keys", keys}}.dump(), development);
}
// What is said of the key beside a good one, which is taken all the same.
std::string Refusal(const json& jwk) {
  const auto set = Parse({Ec("good"), jwk});
  EXPECT_TRUE(set.ok()) << set.status();
  if (!set.ok()) return "";
  EXPECT_EQ(set->by_kid.size(), 1u);
  EXPECT_TRUE(set->by_kid.contains("good"));
  EXPECT_EQ(set->refused.size(), 1u) << jwk;
  return set->refused.empty() ? "" : set->refused.front();
}

TEST(Jwks, EachKeyHasOneAlgorithm) {
  const auto set = Parse({Ec("e"), Rsa("r"), Without(Ec("e2"), "alg"), Without(Rsa("r2"), "alg"),
                          With(Without(Ec("e3"), "use"), "key_ops", {"verify"})});
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_THAT(set->refused, ElementsAre());
  ASSERT_EQ(set->by_kid.size(), 5u);
  EXPECT_EQ(set->by_kid.at("e").algorithm, Algorithm::kEs256);
  EXPECT_EQ(set->by_kid.at("e2").algorithm, Algorithm::kEs256);
  EXPECT_EQ(set->by_kid.at("r").algorithm, Algorithm::kRs256);
  EXPECT_EQ(set->by_kid.at("r2").algorithm, Algorithm::kRs256);
}

TEST(Jwks, KeysThatAreNoneOfOursAreLeftOutByName) {
  EXPECT_THAT(Refusal(With(Ec("k"), "d", "AA")), HasSubstr("key k: it holds private members"));
  EXPECT_THAT(Refusal(With(Rsa("k"), "dp", "AA")), HasSubstr("key k: it holds private members"));
  EXPECT_THAT(Refusal({{"kty", "oct"}, {"kid", "k"}, {"k", "c2VjcmV0"}}), HasSubstr("it holds private members"));
  EXPECT_THAT(Refusal(With(Rsa("k"), "use", "enc")), HasSubstr("key k: its use is not sig"));
  EXPECT_THAT(Refusal(With(Rsa("k"), "use", 1)), HasSubstr("its use is not sig"));
  EXPECT_THAT(Refusal(With(Ec("k"), "key_ops", {"sign"})), HasSubstr("its key_ops do not have verify"));
  EXPECT_THAT(Refusal(With(Ec("k"), "alg", "ES384")), HasSubstr("its alg is not ES256"));
  EXPECT_THAT(Refusal(With(Ec("k"), "alg", "none")), HasSubstr("its alg is not ES256"));
  EXPECT_THAT(Refusal(With(Rsa("k"), "alg", "HS256")), HasSubstr("its alg is not RS256"));
  EXPECT_THAT(Refusal(With(Rsa("k"), "alg", "PS256")), HasSubstr("its alg is not RS256"));
  EXPECT_THAT(Refusal(With(Ec("k"), "kty", "OKP")), HasSubstr("its kty is neither EC nor RSA"));
  EXPECT_THAT(Refusal(With(Ec("k"), "crv", "P-384")), HasSubstr("its curve is not P-256"));
  EXPECT_THAT(Refusal(Without(Ec("k"), "kid")), HasSubstr("key number 2: it has no kid"));
  EXPECT_THAT(Refusal(With(Ec("k"), "kid", "a\nb")), HasSubstr("key number 2: it has no kid"));
  EXPECT_THAT(Refusal("no key"), HasSubstr("key number 2: it has no kid"));
}

TEST(Jwks, WeakAndBrokenKeysAreLeftOutByName) {
  EXPECT_THAT(Refusal(json::parse(PublicJwk(Pem(EVP_RSA_gen(1024)), "k").value())),
              HasSubstr("key k: it is weak: RSA needs 2048 bits"));
  EXPECT_THAT(Refusal(With(Rsa("k"), "e", "Aw")), HasSubstr("key k: it is weak: its exponent"));
  EXPECT_THAT(Refusal(With(Rsa("k"), "e", "AQAA")), HasSubstr("key k: it is weak: its exponent"));
  EXPECT_THAT(Refusal(With(Rsa("k"), "n", "")), HasSubstr("it is weak"));
  EXPECT_THAT(Refusal(With(Rsa("k"), "n", std::string(2000, 'A'))), HasSubstr("n and e must be numbers"));
  const std::string even = absl::WebSafeBase64Escape(std::string(255, '\xff') + '\xfe');
  EXPECT_THAT(Refusal(With(Rsa("k"), "n", even)), HasSubstr("its modulus is not sound"));
  const std::string divided_by_three = absl::WebSafeBase64Escape(std::string(256, '\xff'));
  EXPECT_THAT(Refusal(With(Rsa("k"), "n", divided_by_three)), HasSubstr("its modulus is not sound"));
  EXPECT_THAT(Refusal(With(Rsa("k"), "n", "%%%")), HasSubstr("n and e must be numbers"));
  EXPECT_THAT(Refusal(With(Ec("k"), "x", std::string(43, 'A'))), HasSubstr("its point is not on the curve"));
  EXPECT_THAT(Refusal(With(Ec("k"), "x", "AAAA")), HasSubstr("x and y must be 32 bytes"));
  EXPECT_THAT(Refusal(Without(Ec("k"), "y")), HasSubstr("x and y must be 32 bytes"));
}

TEST(Jwks, OfTwoKeysOfOneNameNeitherIsTaken) {
  const auto set = Parse({Ec("good"), Ec("k"), Rsa("k")});
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(set->by_kid.size(), 1u);
  EXPECT_THAT(set->refused, ElementsAre(HasSubstr("key k: another has"), HasSubstr("key k: another has")));
}

TEST(Jwks, WhatIsNoSetOrLeavesNoKeyIsAnErrorThatSaysWhy) {
  const auto error = [](const std::string& text) { return std::string(ParseJwks(text, false).status().message()); };
  EXPECT_THAT(error(""), HasSubstr("the key set is no JSON object"));
  EXPECT_THAT(error("[]"), HasSubstr("the key set is no JSON object"));
  EXPECT_THAT(error("-----BEGIN PUBLIC KEY-----"), HasSubstr("the key set is no JSON object"));
  EXPECT_THAT(error(R"({"keys":[],"keys":[]})"), HasSubstr("the key set names a member twice"));
  EXPECT_THAT(error("{}"), HasSubstr("no list of keys"));
  EXPECT_THAT(error(R"({"keys":[]})"), HasSubstr("no key that tokens may be signed with"));
  EXPECT_THAT(error(json{{"keys", {With(Ec("k"), "d", "AA")}}}.dump()), HasSubstr("(key k: it holds private members"));
}

TEST(Jwks, TheDevelopmentIssuersKeysAreForDevelopmentAlone) {
  const std::string key = NewSigningKey();
  const std::string kid = DevelopmentKid(key).value();
  const json jwk = json::parse(PublicJwk(key, kid).value());
  EXPECT_THAT(std::string(Parse({Ec("good"), jwk}).status().message()),
              HasSubstr(absl::StrCat("the key ", kid, " is of the development issuer")));
  EXPECT_EQ(Parse({jwk}, /*development=*/true)->by_kid.count(kid), 1u);
}

TEST(Jwks, ASignatureHoldsForItsKeyAndContentAlone) {
  for (const std::string& key : {NewSigningKey(), RsaKey()}) {
    const auto set = ParseJwks(PublicJwks({{"k", key}, {"other", NewSigningKey()}}).value(), false);
    ASSERT_TRUE(set.ok());
    const std::string token = SignParts("{}", "{}", key).value();
    const std::string content = token.substr(0, token.rfind('.'));
    std::string signature;
    ASSERT_TRUE(absl::WebSafeBase64Unescape(token.substr(token.rfind('.') + 1), &signature));
    EXPECT_TRUE(SignatureHolds(set->by_kid.at("k"), content, signature));
    EXPECT_FALSE(SignatureHolds(set->by_kid.at("k"), content + "x", signature));
    EXPECT_FALSE(SignatureHolds(set->by_kid.at("other"), content, signature));
    EXPECT_FALSE(SignatureHolds(set->by_kid.at("k"), content, ""));
    EXPECT_FALSE(SignatureHolds(set->by_kid.at("k"), content, signature + signature));
  }
}

// RFC 7638 says how: the members in this order, and nothing else.
TEST(DevelopmentIssuer, NamesItsKeyByItsThumbprint) {
  const std::string key = NewSigningKey();
  EXPECT_EQ(DevelopmentKid(key).value(), DevelopmentKid(key).value());
  EXPECT_NE(DevelopmentKid(key).value(), DevelopmentKid(NewSigningKey()).value());
  EXPECT_EQ(DevelopmentKid(key)->size(), kDevelopmentKid.size() + 43);
  EXPECT_FALSE(DevelopmentKid("no key").ok());
}

}  // namespace
}  // namespace shortbreaks::identity
