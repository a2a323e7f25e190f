#include "identity/token_verifier.h"

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

#include "errors/errors.h"
#include "ids/uuid.h"

namespace shortbreaks::identity {
namespace {

using errors::ReasonOf;

struct KeyPair {
  std::string private_pem, public_pem;
};

std::string TextOf(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string text(data, static_cast<size_t>(size));
  BIO_free(bio);
  return text;
}

KeyPair NewKeys() {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  BIO* secret = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(secret, key, nullptr, nullptr, 0, nullptr, nullptr);
  BIO* open = BIO_new(BIO_s_mem());
  PEM_write_bio_PUBKEY(open, key);
  EVP_PKEY_free(key);
  return {TextOf(secret), TextOf(open)};
}

std::string Encoded(const std::string& text) { return absl::WebSafeBase64Escape(text); }

class Tokens : public testing::Test {
 protected:
  void SetUp() override {
    auto verifier = MakeJwtVerifier({"https://id.example", "shortbreaks", {{"k1", keys_.public_pem}}});
    ASSERT_TRUE(verifier.ok()) << verifier.status();
    verifier_ = *std::move(verifier);
  }

  static Principal Parent() {
    return {Role::kCarer, "E08000031", ids::ResourceName("carers", ids::NewUuid()), "", "parent-app"};
  }
  std::string Sign(const Principal& principal, const std::string& issuer = "https://id.example",
                   const std::string& audience = "shortbreaks", const std::string& kid = "k1") {
    return *SignJwt(principal, issuer, audience, now_ + absl::Minutes(5), kid, keys_.private_pem);
  }
  type::v1::ErrorReason ReasonFor(const std::string& token) {
    return ReasonOf(verifier_->Verify(token, now_).status());
  }

  const KeyPair keys_ = NewKeys();
  const absl::Time now_ = absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()));
  std::unique_ptr<TokenVerifier> verifier_;
};

constexpr auto kInvalid = type::v1::ERROR_REASON_TOKEN_INVALID;

TEST_F(Tokens, AGoodTokenGivesItsPrincipal) {
  const Principal parent = Parent();
  auto principal = verifier_->Verify(Sign(parent), now_);
  ASSERT_TRUE(principal.ok()) << principal.status();
  EXPECT_EQ(principal->role, Role::kCarer);
  EXPECT_EQ(principal->subject, parent.subject);
  EXPECT_EQ(principal->council_id, "E08000031");
  EXPECT_EQ(principal->partner_id, "parent-app");
  EXPECT_EQ(principal->Actor(), absl::StrCat("carer:", parent.subject.substr(7)));
}

TEST_F(Tokens, AProvidersTokenNamesItsProvider) {
  Principal worker{Role::kProvider, "E08000031", "worker-1", ids::ResourceName("providers", ids::NewUuid()), "p-app"};
  EXPECT_EQ(verifier_->Verify(Sign(worker), now_)->provider, worker.provider);
  worker.provider = "";
  EXPECT_EQ(ReasonFor(Sign(worker)), kInvalid);
}

TEST_F(Tokens, ATokenEndsAtItsExpiry) {
  const std::string token = Sign(Parent());
  EXPECT_TRUE(verifier_->Verify(token, now_ + absl::Seconds(299)).ok());
  EXPECT_EQ(ReasonOf(verifier_->Verify(token, now_ + absl::Seconds(300)).status()),
            type::v1::ERROR_REASON_TOKEN_EXPIRED);
  const std::string old =
      *SignJwt(Parent(), "https://id.example", "shortbreaks", now_ - absl::Hours(1), "k1", keys_.private_pem);
  EXPECT_EQ(ReasonFor(old), type::v1::ERROR_REASON_TOKEN_EXPIRED);
}

TEST_F(Tokens, AnotherIssuerAudienceOrKeyIsRefused) {
  EXPECT_EQ(ReasonFor(Sign(Parent(), "https://evil.example")), kInvalid);
  EXPECT_EQ(ReasonFor(Sign(Parent(), "https://id.example", "another-service")), kInvalid);
  EXPECT_EQ(ReasonFor(Sign(Parent(), "https://id.example", "shortbreaks", "k2")), kInvalid);
  const std::string stolen =
      *SignJwt(Parent(), "https://id.example", "shortbreaks", now_ + absl::Minutes(5), "k1", NewKeys().private_pem);
  EXPECT_EQ(ReasonFor(stolen), kInvalid);
}

TEST_F(Tokens, PrincipalsThatMakeNoSenseAreRefused) {
  Principal parent = Parent();
  parent.subject = "mum";
  EXPECT_EQ(ReasonFor(Sign(parent)), kInvalid);
  parent = Parent();
  parent.council_id = "Wolverhampton";
  EXPECT_EQ(ReasonFor(Sign(parent)), kInvalid);
  parent = Parent();
  parent.partner_id = "";
  EXPECT_EQ(ReasonFor(Sign(parent)), kInvalid);
  parent.partner_id = std::string(65, 'a');
  EXPECT_EQ(ReasonFor(Sign(parent)), kInvalid);
}

// Header and claims as a forger would write them, with a signature that an HMAC of the public key makes.
std::string Forged(const std::string& header, const std::string& claims, const std::string& key) {
  const std::string body = absl::StrCat(Encoded(header), ".", Encoded(claims));
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(body.data()),
       body.size(), mac, &length);
  return absl::StrCat(body, ".", Encoded(std::string(reinterpret_cast<char*>(mac), length)));
}

TEST_F(Tokens, ForgeriesAreRefused) {
  const std::string claims =
      absl::StrCat(R"({"iss":"https://id.example","aud":"shortbreaks","exp":)", absl::ToUnixSeconds(now_) + 300,
                   R"(,"sub":"officer-1","role":"officer","council":"E08000031","azp":"x"})");
  EXPECT_EQ(ReasonFor(Forged(R"({"alg":"HS256","kid":"k1"})", claims, keys_.public_pem)), kInvalid);
  EXPECT_EQ(ReasonFor(Forged(R"({"alg":"none","kid":"k1"})", claims, "")), kInvalid);
  EXPECT_EQ(ReasonFor(absl::StrCat(Encoded(R"({"alg":"none","kid":"k1"})"), ".", Encoded(claims), ".")), kInvalid);
  EXPECT_EQ(ReasonFor(Forged(R"({"alg":1,"kid":"k1"})", claims, keys_.public_pem)), kInvalid);
  EXPECT_EQ(ReasonFor(Forged(R"({"alg":"ES256","kid":"k1"})", claims, keys_.public_pem)), kInvalid);
  EXPECT_EQ(ReasonFor(Forged(R"({"alg":"ES256"})", claims, keys_.public_pem)), kInvalid);
}

TEST_F(Tokens, ClaimsChangedAfterSigningAreRefused) {
  const std::string token = Sign(Parent());
  const size_t first = token.find('.'), second = token.rfind('.');
  std::string claims;
  ASSERT_TRUE(absl::WebSafeBase64Unescape(token.substr(first + 1, second - first - 1), &claims));
  claims.replace(claims.find("E08000031"), 9, "E09000012");
  EXPECT_EQ(ReasonFor(absl::StrCat(token.substr(0, first + 1), Encoded(claims), token.substr(second))), kInvalid);
}

TEST_F(Tokens, GarbageIsRefused) {
  for (const char* token : {"", ".", "..", "a.b.c", "Bearer", "e30.e30.", "bnVsbA.bnVsbA.bnVsbA"}) {
    EXPECT_EQ(ReasonFor(token), kInvalid) << token;
  }
  EXPECT_EQ(ReasonFor(std::string(1 << 20, 'a')), kInvalid);
  const std::string token = Sign(Parent());
  for (size_t cut = 0; cut < token.size(); cut += 7) EXPECT_EQ(ReasonFor(token.substr(0, cut)), kInvalid);
}

}  // namespace
}  // namespace shortbreaks::identity
