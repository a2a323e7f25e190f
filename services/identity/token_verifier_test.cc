#include "identity/token_verifier.h"

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>

#include "errors/errors.h"
#include "identity/signing.h"
#include "ids/uuid.h"

namespace shortbreaks::identity {
namespace {

using errors::ReasonOf;

constexpr auto kInvalid = type::v1::ERROR_REASON_TOKEN_INVALID;
constexpr auto kExpired = type::v1::ERROR_REASON_TOKEN_EXPIRED;

class Tokens : public testing::Test {
 protected:
  void SetUp() override {
    auto verifier = MakeTokenVerifier(
        {"https://id.example", "shortbreaks"},
        std::make_shared<FixedTokenKeys>(ParseJwks(PublicJwks({{"k1", key_}}).value(), /*development=*/false).value()));
    ASSERT_TRUE(verifier.ok()) << verifier.status();
    verifier_ = *std::move(verifier);
  }

  static Principal Parent() {
    return {Role::kCarer, "E08000031", ids::ResourceName("carers", ids::NewUuid()), "", "parent-app"};
  }
  std::string Sign(const Principal& principal, const std::string& issuer = "https://id.example",
                   const std::string& audience = "shortbreaks", const std::string& kid = "k1") {
    return *SignJwt(principal, issuer, audience, now_ + absl::Minutes(5), kid, key_);
  }
  type::v1::ErrorReason ReasonFor(const std::string& token) {
    return ReasonOf(verifier_->Verify(token, now_).status());
  }

  const std::string key_ = NewSigningKey();
  const absl::Time now_ = absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()));
  std::unique_ptr<TokenVerifier> verifier_;
};

TEST_F(Tokens, AGoodTokenGivesItsPrincipal) {
  const Principal parent = Parent();
  auto principal = verifier_->Verify(Sign(parent), now_);
  ASSERT_TRUE(principal.ok()) << principal.status();
  EXPECT_EQ(principal->role, Role::kCarer);
  EXPECT_EQ(principal->subject, parent.subject);
  EXPECT_EQ(principal->council_id, "E08000031");
  EXPECT_EQ(principal->partner_id, "parent-app");
  EXPECT_EQ(principal->Actor(), absl::StrCat("carer:", parent.subject.substr(7)));
  EXPECT_FALSE(principal->scopes.has_value());
  EXPECT_EQ(principal->certificate_sha256, "");
}

TEST_F(Tokens, AProvidersTokenNamesItsProvider) {
  Principal worker{Role::kProvider, "E08000031", "worker-1", ids::ResourceName("providers", ids::NewUuid()), "p-app"};
  EXPECT_EQ(verifier_->Verify(Sign(worker), now_)->provider, worker.provider);
  worker.provider = "";
  EXPECT_EQ(ReasonFor(Sign(worker)), kInvalid);
}

TEST_F(Tokens, AnOfficersTokenNamesItsTeams) {
  Principal officer{Role::kOfficer, "E08000031", "officer-1", "", "admin"};
  EXPECT_EQ(verifier_->Verify(Sign(officer), now_)->teams, "") << "none";
  officer.teams = "north,south-2";
  EXPECT_EQ(verifier_->Verify(Sign(officer), now_)->teams, "north,south-2");
  officer.teams = "north,*,south";
  EXPECT_EQ(verifier_->Verify(Sign(officer), now_)->teams, "*") << "every team";
  Principal parent = Parent();
  parent.teams = "north";
  EXPECT_EQ(verifier_->Verify(Sign(parent), now_)->teams, "") << "nobody else has any";
}

TEST_F(Tokens, AnAppThatActsForACarerIsNamedAndHasItsScopesAlone) {
  Principal parent = Parent();
  parent.scopes = Scopes{Scope::kRead, Scope::kBook};
  const auto principal = verifier_->Verify(Sign(parent), now_);
  ASSERT_TRUE(principal.ok()) << principal.status();
  EXPECT_EQ(principal->partner_id, "parent-app");
  EXPECT_EQ(principal->subject, parent.subject);
  ASSERT_TRUE(principal->scopes.has_value());
  EXPECT_EQ(principal->scopes->ToText(), "read book");
}

TEST_F(Tokens, ATokenThatIsBoundToACertificateSaysToWhich) {
  Principal parent = Parent();
  parent.certificate_sha256 = absl::WebSafeBase64Escape(std::string(32, 'c'));
  EXPECT_EQ(verifier_->Verify(Sign(parent), now_)->certificate_sha256, parent.certificate_sha256);
}

TEST_F(Tokens, ATokenEndsAtItsExpiryAndTheClocksDifference) {
  const std::string token = Sign(Parent());
  EXPECT_TRUE(verifier_->Verify(token, now_ + absl::Seconds(304)).ok());
  EXPECT_EQ(ReasonOf(verifier_->Verify(token, now_ + absl::Seconds(305)).status()), kExpired);
  const std::string old = *SignJwt(Parent(), "https://id.example", "shortbreaks", now_ - absl::Hours(1), "k1", key_);
  EXPECT_EQ(ReasonFor(old), kExpired);
}

TEST_F(Tokens, AnotherIssuerAudienceOrKeyIsRefused) {
  EXPECT_EQ(ReasonFor(Sign(Parent(), "https://evil.example")), kInvalid);
  EXPECT_EQ(ReasonFor(Sign(Parent(), "https://id.example", "another-service")), kInvalid);
  EXPECT_EQ(ReasonFor(Sign(Parent(), "https://id.example", "shortbreaks", "k2")), kInvalid);
  const std::string stolen =
      *SignJwt(Parent(), "https://id.example", "shortbreaks", now_ + absl::Minutes(5), "k1", NewSigningKey());
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

TEST_F(Tokens, ClaimsChangedAfterSigningAreRefused) {
  const std::string token = Sign(Parent());
  const size_t first = token.find('.'), second = token.rfind('.');
  std::string claims;
  ASSERT_TRUE(absl::WebSafeBase64Unescape(token.substr(first + 1, second - first - 1), &claims));
  claims.replace(claims.find("E08000031"), 9, "E09000012");
  EXPECT_EQ(
      ReasonFor(absl::StrCat(token.substr(0, first + 1), absl::WebSafeBase64Escape(claims), token.substr(second))),
      kInvalid);
}

TEST_F(Tokens, CutOffAnywhereItIsRefused) {
  const std::string token = Sign(Parent());
  for (size_t cut = 0; cut < token.size(); ++cut) EXPECT_EQ(ReasonFor(token.substr(0, cut)), kInvalid) << cut;
}

TEST_F(Tokens, WithOneCharacterChangedAnywhereItIsRefused) {
  const std::string token = Sign(Parent());
  for (size_t at = 0; at < token.size(); ++at) {
    std::string changed = token;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    EXPECT_EQ(ReasonFor(changed), kInvalid) << at;
  }
}

}  // namespace
}  // namespace shortbreaks::identity
