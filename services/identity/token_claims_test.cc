// Claims that say what they must not, under signatures that hold.
#include "identity/token_corpus_test.h"

namespace shortbreaks::identity {
namespace {

constexpr char kExp[] = "exp is no instant";
constexpr char kTwice[] = "the claims names a member twice";
constexpr char kNoJson[] = "the claims is no JSON object";

const Forgery kClaims[] = {
    // exp.
    {"exp missing",
     [] {
       return Claims({{"exp", nullptr}});
     },
     kExp},
    {"exp a text",
     [] {
       return Claims({{"exp", absl::StrCat(In(300))}});
     },
     kExp},
    {"exp negative",
     [] {
       return Claims({{"exp", -1}});
     },
     kExp},
    {"exp 2^63", [] { return ClaimsText(absl::StrCat(In(300)), "9223372036854775808"); }, kExp},
    {"exp 2^64", [] { return ClaimsText(absl::StrCat(In(300)), "18446744073709551616"); }, kExp},
    {"exp 2^64 - 1", [] { return ClaimsText(absl::StrCat(In(300)), "18446744073709551615"); }, kExp},
    {"exp 1e308", [] { return ClaimsText(absl::StrCat(In(300)), "1e308"); }, kExp},
    {"exp 1e999", [] { return ClaimsText(absl::StrCat(In(300)), "1e999"); }, kNoJson},
    {"exp NaN", [] { return ClaimsText(absl::StrCat(In(300)), "NaN"); }, kNoJson},
    {"exp a fraction",
     [] {
       return Claims({{"exp", static_cast<double>(In(300)) + 0.5}});
     },
     kExp},
    {"exp true",
     [] {
       return Claims({{"exp", true}});
     },
     kExp},
    {"exp a list",
     [] {
       return Claims({{"exp", {In(300)}}});
     },
     kExp},
    {"exp in milliseconds",
     [] {
       return Claims({{"exp", In(300) * 1000}});
     },
     kExp},
    {"exp past",
     [] {
       return Claims({{"iat", In(-600)}, {"exp", In(-5)}});
     },
     ""},
    {"exp 0",
     [] {
       return Claims({{"iat", 0}, {"exp", 1}});
     },
     ""},
    {"exp too far",
     [] {
       return Claims({{"exp", In(3601)}});
     },
     "exp is too long after iat"},
    {"exp before iat",
     [] {
       return Claims({{"exp", In(0)}});
     },
     "exp is not after iat"},
    // iat and nbf.
    {"iat missing",
     [] {
       return Claims({{"iat", nullptr}});
     },
     "iat is no instant"},
    {"iat a text",
     [] {
       return Claims({{"iat", "now"}});
     },
     "iat is no instant"},
    {"iat to come",
     [] {
       return Claims({{"iat", In(6)}});
     },
     "iat is still to come"},
    {"nbf to come",
     [] {
       return Claims({{"nbf", In(6)}});
     },
     "nbf is still to come"},
    {"nbf a text",
     [] {
       return Claims({{"nbf", "0"}});
     },
     "nbf is no instant"},
    {"nbf 2^64", [] { return ClaimsText("{", R"({"nbf":18446744073709551616,)"); }, "nbf is no instant"},
    // iss and aud.
    {"iss missing",
     [] {
       return Claims({{"iss", nullptr}});
     },
     "iss is another issuer"},
    {"iss another",
     [] {
       return Claims({{"iss", "https://evil.example"}});
     },
     "iss is another issuer"},
    {"iss with a slash more",
     [] {
       return Claims({{"iss", "https://id.example/"}});
     },
     "iss is another issuer"},
    {"iss a list",
     [] {
       return Claims({{"iss", {"https://id.example"}}});
     },
     "iss is another issuer"},
    {"aud missing",
     [] {
       return Claims({{"aud", nullptr}});
     },
     "aud is for others"},
    {"aud another",
     [] {
       return Claims({{"aud", "another-service"}});
     },
     "aud is for others"},
    {"aud begins like ours",
     [] {
       return Claims({{"aud", "shortbreaks.evil"}});
     },
     "aud is for others"},
    {"aud an empty list",
     [] {
       return Claims({{"aud", json::array()}});
     },
     "aud is for others"},
    {"aud a list of others",
     [] {
       return Claims({{"aud", {"a", "b"}}});
     },
     "aud is for others"},
    {"aud a list with a number",
     [] {
       return Claims({{"aud", {"shortbreaks", 1}}});
     },
     "aud is for others"},
    {"aud an object",
     [] {
       return Claims({{"aud", {{"shortbreaks", true}}}});
     },
     "aud is for others"},
    // Twice.
    {"role twice", [] { return ClaimsText(R"("role":"officer")", R"("role":"partner","role":"officer")"); }, kTwice},
    {"exp twice", [] { return ClaimsText("{", R"({"exp":1,)"); }, kTwice},
    {"exp twice, once spelt with an escape", [] { return ClaimsText("{", R"({"\u0065xp":1,)"); }, kTwice},
    {"act twice inside", [] { return ClaimsText("{", R"({"act":{"sub":"a","sub":"b"},)"); }, kTwice},
    {"alg twice", [] { return HeaderText(R"("alg":"ES256")", R"("alg":"none","alg":"ES256")"); },
     "the header names a member twice"},
    {"kid twice", [] { return HeaderText(R"("kid":"ec")", R"("kid":"ec","kid":"rsa")"); },
     "the header names a member twice"},
    // Who it is.
    {"role missing",
     [] {
       return Claims({{"role", nullptr}});
     },
     "role is none that there is"},
    {"role another",
     [] {
       return Claims({{"role", "root"}});
     },
     "role is none that there is"},
    {"role a list",
     [] {
       return Claims({{"role", {"officer"}}});
     },
     "role is none that there is"},
    {"council missing",
     [] {
       return Claims({{"council", nullptr}});
     },
     "council is no GSS code"},
    {"council a pattern",
     [] {
       return Claims({{"council", "E%"}});
     },
     "council is no GSS code"},
    {"sub missing",
     [] {
       return Claims({{"sub", nullptr}});
     },
     "sub does not name anybody"},
    {"sub with a line break",
     [] {
       return Claims({{"sub", "officer\n1"}});
     },
     "sub does not name anybody"},
    {"sub of a carer that is none",
     [] {
       return Claims({{"role", "carer"}});
     },
     "sub is no carer"},
    {"azp missing",
     [] {
       return Claims({{"azp", nullptr}});
     },
     "azp does not name the app"},
    // Who acts for it.
    {"act a text",
     [] {
       return Claims({{"act", "app"}});
     },
     "act does not name the app"},
    {"act without sub",
     [] {
       return Claims({{"act", json::object()}});
     },
     "act does not name the app"},
    {"act and azp disagree",
     [] {
       return Claims({{"act", {{"sub", "other"}}}});
     },
     "act and azp name two apps"},
    {"act for a service",
     [] {
       return Claims({{"role", "service"}, {"act", {{"sub", "admin"}}}});
     },
     "act is there, and the subject is no person"},
    {"scope a list",
     [] {
       return Claims({{"scope", {"read"}}});
     },
     "scope is no text"},
    // What it is bound to.
    {"cnf a text",
     [] {
       return Claims({{"cnf", "x"}});
     },
     "cnf is not x5t#S256 alone"},
    {"cnf empty",
     [] {
       return Claims({{"cnf", json::object()}});
     },
     "cnf is not x5t#S256 alone"},
    {"cnf of DPoP",
     [] {
       return Claims({{"cnf", {{"jkt", std::string(43, 'A')}}}});
     },
     "cnf is not x5t#S256 alone"},
    {"cnf too short",
     [] {
       return Claims({{"cnf", {{"x5t#S256", "AAAA"}}}});
     },
     "cnf is not x5t#S256 alone"},
    {"cnf with more beside",
     [] {
       return Claims({{"cnf", {{"x5t#S256", std::string(43, 'A')}, {"jkt", std::string(43, 'A')}}}});
     },
     "cnf is not x5t#S256 alone"},
    // Of an officer.
    {"teams a text",
     [] {
       return Claims({{"teams", "*"}});
     },
     "teams is no list, or too long"},
    {"teams too many",
     [] {
       return Claims({{"teams", std::vector<std::string>(51, "north")}});
     },
     "teams is no list, or too long"},
    {"teams a number",
     [] {
       return Claims({{"teams", json::array({"north", 1})}});
     },
     "teams has something that is no text"},
    {"teams with a comma",
     [] {
       return Claims({{"teams", json::array({"north,south"})}});
     },
     "teams has something that is no team"},
};

TEST_F(TokenCorpus, EachClaimIsHeldToWhatItMayBe) { AreRefused(kClaims); }

}  // namespace
}  // namespace shortbreaks::identity
