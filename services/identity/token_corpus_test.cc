// Forged headers, keys and signatures, and what is no token at all.
#include "identity/token_corpus_test.h"

namespace shortbreaks::identity {
namespace {

constexpr char kAlg[] = "alg is not the key's";
constexpr char kKid[] = "kid is not known";
constexpr char kSignature[] = "the signature does not hold";

const Forgery kCorpus[] = {
    // The algorithm is the key's.
    {"alg none",
     [] {
       return Unsigned(With(GoodHeader(), {{"alg", "none"}}));
     },
     kAlg},
    {"alg None",
     [] {
       return Unsigned(With(GoodHeader(), {{"alg", "None"}}));
     },
     kAlg},
    {"alg nOnE",
     [] {
       return Unsigned(With(GoodHeader(), {{"alg", "nOnE"}}));
     },
     kAlg},
    {"alg NONE with a good signature",
     [] {
       return Header({{"alg", "NONE"}});
     },
     kAlg},
    {"alg none, no kid",
     [] {
       return Unsigned({{"alg", "none"}, {"typ", "JWT"}});
     },
     "kid is missing"},
    {"HS256 with the public key in PEM",
     [] {
       return Hmac(With(GoodHeader(), {{"alg", "HS256"}}), PublicPem(EcKey()));
     },
     kAlg},
    {"HS256 with the RSA public key in PEM",
     [] {
       return Hmac(With(GoodHeader(), {{"alg", "HS256"}, {"kid", "rsa"}}), PublicPem(RsaKey()));
     },
     kAlg},
    {"HS256 with the key set's text",
     [] {
       return Hmac(With(GoodHeader(), {{"alg", "HS256"}}), PublicJwk(EcKey(), "ec").value());
     },
     kAlg},
    {"HS256 with nothing",
     [] {
       return Hmac(With(GoodHeader(), {{"alg", "HS256"}}), "");
     },
     kAlg},
    {"ES256 said, HMAC made", [] { return Hmac(GoodHeader(), PublicPem(EcKey())); }, kSignature},
    {"alg 1",
     [] {
       return Header({{"alg", 1}});
     },
     kAlg},
    {"alg true",
     [] {
       return Header({{"alg", true}});
     },
     kAlg},
    {"alg a list",
     [] {
       return Header({{"alg", {"ES256"}}});
     },
     kAlg},
    {"alg missing",
     [] {
       return Header({{"alg", nullptr}});
     },
     kAlg},
    {"alg empty",
     [] {
       return Header({{"alg", ""}});
     },
     kAlg},
    {"alg es256",
     [] {
       return Header({{"alg", "es256"}});
     },
     kAlg},
    {"alg ES384",
     [] {
       return Header({{"alg", "ES384"}});
     },
     kAlg},
    {"alg RS256 for the EC key",
     [] {
       return Header({{"alg", "RS256"}});
     },
     kAlg},
    {"alg ES256 for the RSA key",
     [] {
       return Header({{"kid", "rsa"}});
     },
     kAlg},
    {"alg PS256 for the RSA key",
     [] {
       return Signed(With(GoodHeader(), {{"alg", "PS256"}, {"kid", "rsa"}}), GoodClaims(), RsaKey());
     },
     kAlg},
    {"EC signature under the RSA key's name",
     [] {
       return Header({{"alg", "RS256"}, {"kid", "rsa"}});
     },
     kSignature},
    // The key is ours.
    {"kid unknown",
     [] {
       return Header({{"kid", "k2"}});
     },
     kKid},
    {"kid missing",
     [] {
       return Header({{"kid", nullptr}});
     },
     "kid is missing"},
    {"kid empty",
     [] {
       return Header({{"kid", ""}});
     },
     kKid},
    {"kid a path",
     [] {
       return Header({{"kid", "../../../../dev/null"}});
     },
     kKid},
    {"kid a path to the key",
     [] {
       return Header({{"kid", "./ec"}});
     },
     kKid},
    {"kid an absolute path",
     [] {
       return Header({{"kid", "/etc/shortbreaks/token-keys.json"}});
     },
     kKid},
    {"kid SQL",
     [] {
       return Header({{"kid", "ec' OR '1'='1"}});
     },
     kKid},
    {"kid a command",
     [] {
       return Header({{"kid", "ec; cat /etc/passwd"}});
     },
     kKid},
    {"kid with NUL",
     [] {
       return Header({{"kid", std::string("ec\0", 3)}});
     },
     kKid},
    {"kid in capitals",
     [] {
       return Header({{"kid", "EC"}});
     },
     kKid},
    {"kid a number",
     [] {
       return Header({{"kid", 0}});
     },
     "kid is missing"},
    {"kid a list",
     [] {
       return Header({{"kid", {"ec"}}});
     },
     "kid is missing"},
    {"signed by a stranger", [] { return Signed(GoodHeader(), GoodClaims(), StrangersKey()); }, kSignature},
    {"jwk of a stranger",
     [] {
       return Signed(With(GoodHeader(), {{"jwk", json::parse(PublicJwk(StrangersKey(), "ec").value())}}), GoodClaims(),
                     StrangersKey());
     },
     "the header has jwk"},
    {"jku",
     [] {
       return Header({{"jku", "https://evil.example/keys"}});
     },
     "the header has jku"},
    {"jku of our own",
     [] {
       return Header({{"jku", "https://id.example/keys"}});
     },
     "the header has jku"},
    {"x5u",
     [] {
       return Header({{"x5u", "https://evil.example/chain.pem"}});
     },
     "the header has x5u"},
    {"x5c",
     [] {
       return Header({{"x5c", {"MIIB"}}});
     },
     "the header has x5c"},
    {"crit",
     [] {
       return Header({{"crit", {"exp"}}});
     },
     "the header has crit"},
    {"b64 false",
     [] {
       return Header({{"b64", false}});
     },
     "the header has b64"},
    {"zip",
     [] {
       return Header({{"zip", "DEF"}});
     },
     "the header has zip"},
    // The type.
    {"typ missing",
     [] {
       return Header({{"typ", nullptr}});
     },
     "typ is missing"},
    {"typ a number",
     [] {
       return Header({{"typ", 1}});
     },
     "typ is missing"},
    {"typ of a logout token",
     [] {
       return Header({{"typ", "logout+jwt"}});
     },
     "typ is neither at+jwt nor JWT"},
    {"typ of an ID token",
     [] {
       return Header({{"typ", "id+jwt"}});
     },
     "typ is neither at+jwt nor JWT"},
    {"typ dpop",
     [] {
       return Header({{"typ", "dpop+jwt"}});
     },
     "typ is neither at+jwt nor JWT"},
    // The signature.
    {"signature missing", [] { return Unsigned(GoodHeader()); }, kSignature},
    {"signature of zeros", [] { return Unsigned(GoodHeader(), absl::WebSafeBase64Escape(std::string(64, '\0'))); },
     kSignature},
    {"signature of ones", [] { return Unsigned(GoodHeader(), absl::WebSafeBase64Escape(std::string(64, '\xff'))); },
     kSignature},
    {"signature too short", [] { return Unsigned(GoodHeader(), absl::WebSafeBase64Escape(std::string(63, 'a'))); },
     kSignature},
    {"signature with padding", [] { return Signed(GoodHeader(), GoodClaims()) + "=="; },
     "the signature is no base64url"},
    {"signature with a line break", [] { return Signed(GoodHeader(), GoodClaims()) + "\n"; },
     "the signature is no base64url"},
    {"signature in other base64", [] { return Unsigned(GoodHeader(), std::string(85, '+') + "/"); },
     "the signature is no base64url"},
    {"claims of another token",
     [] {
       const std::string token = Signed(GoodHeader(), GoodClaims());
       const std::string other = Claims({{"role", "service"}});
       return other.substr(0, other.rfind('.')) + token.substr(token.rfind('.'));
     },
     kSignature},
    // The form.
    {"empty", [] { return std::string(); }, "the token has not three parts"},
    {"one dot", [] { return std::string("a.b"); }, "the token has not three parts"},
    {"two dots alone", [] { return std::string(".."); }, "the header is no JSON object"},
    {"three dots", [] { return std::string("..."); }, "the token has not three parts"},
    {"four dots", [] { return Signed(GoodHeader(), GoodClaims()) + ".a.b"; }, "the token has not three parts"},
    {"encrypted, in five parts", [] { return std::string("a.b.c.d.e"); }, "the token has not three parts"},
    {"not base64", [] { return std::string("!.!.!"); }, "the header is no base64url"},
    {"a megabyte", [] { return std::string(1 << 20, 'a'); }, "the token is too large"},
    {"a megabyte of dots", [] { return std::string(1 << 20, '.'); }, "the token is too large"},
    {"a good one, too large",
     [] {
       return Claims({{"note", std::string(8 << 10, 'a')}});
     },
     "the token is too large"},
    {"the header a list", [] { return SignParts("[]", GoodClaims().dump(), EcKey()).value(); },
     "the header is no JSON object"},
    {"the header null", [] { return SignParts("null", GoodClaims().dump(), EcKey()).value(); },
     "the header is no JSON object"},
    {"the header cut off", [] { return SignParts(R"({"alg":"ES256")", GoodClaims().dump(), EcKey()).value(); },
     "the header is no JSON object"},
    {"the claims a text", [] { return SignParts(GoodHeader().dump(), R"("claims")", EcKey()).value(); },
     "the claims is no JSON object"},
    {"the claims nothing", [] { return SignParts(GoodHeader().dump(), "", EcKey()).value(); },
     "the claims is no JSON object"},
    {"the claims twice", [] { return SignParts(GoodHeader().dump(), "{}{}", EcKey()).value(); },
     "the claims is no JSON object"},
    {"the claims not UTF-8", [] { return ClaimsText("officer-1", "officer-\xff"); }, "the claims is no JSON object"},
    {"nested deep",
     [] { return ClaimsText("{", absl::StrCat(R"({"a":)", std::string(2000, '['), std::string(2000, ']'), ",")); },
     "the claims is nested too deep"},
    {"nested deep in the header",
     [] { return SignParts(std::string(5000, '['), GoodClaims().dump(), EcKey()).value(); },
     "the header is nested too deep"},
    {"the header with padding",
     [] {
       const std::string token = Signed(GoodHeader(), GoodClaims());
       return Replaced(token, ".", "=.");
     },
     "the header is no base64url"},
};

TEST_F(TokenCorpus, EachIsRefusedForItsReason) { AreRefused(kCorpus); }

// Without this, what refuses everything would pass.
TEST_F(TokenCorpus, WhatTheyAreMadeFromIsGood) {
  EXPECT_EQ(Outcome(Signed(GoodHeader(), GoodClaims())), absl::OkStatus());
  EXPECT_EQ(Outcome(Signed(With(GoodHeader(), {{"alg", "RS256"}, {"kid", "rsa"}}), GoodClaims(), RsaKey())),
            absl::OkStatus());
  for (const char* type : {"at+jwt", "AT+JWT", "application/at+jwt", "JWT", "jwt"}) {
    EXPECT_EQ(Outcome(Header({{"typ", type}})), absl::OkStatus()) << type;
  }
  EXPECT_EQ(Outcome(Claims({{"aud", {"another", "shortbreaks"}}})), absl::OkStatus());
  EXPECT_EQ(Outcome(Claims({{"nbf", In(5)}, {"iat", In(5)}})), absl::OkStatus());
  EXPECT_EQ(Outcome(Claims({{"exp", In(3600)}})), absl::OkStatus());
  EXPECT_EQ(Outcome(Claims({{"iat", In(-600)}, {"exp", In(-4)}})), absl::OkStatus());
  EXPECT_EQ(Outcome(Claims({{"act", {{"sub", "admin"}, {"act", {{"sub", "earlier"}}}}}})), absl::OkStatus());
  EXPECT_EQ(Outcome(Claims({{"cnf", {{"x5t#S256", absl::WebSafeBase64Escape(std::string(32, 'x'))}}}})),
            absl::OkStatus());
}

}  // namespace
}  // namespace shortbreaks::identity
