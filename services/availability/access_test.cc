#include "availability/access.h"

#include <gtest/gtest.h>

#include "errors/errors.h"

namespace shortbreaks::availability {
namespace {

using identity::Role;

rpc::Call As(Role role, const ids::Uuid& provider = {}) {
  rpc::Call call;
  call.principal.role = role;
  if (!provider.empty()) call.principal.provider = ids::ResourceName("providers", provider);
  return call;
}

type::v1::ErrorReason Refusal(const rpc::Call& call, const std::optional<ids::Uuid>& owner) {
  return errors::ReasonOf(CheckMayChange(call, owner));
}

TEST(Access, LetsOfficersChangeAllThatExists) {
  EXPECT_TRUE(CheckMayChange(As(Role::kOfficer), ids::NewUuid()).ok());
  EXPECT_EQ(Refusal(As(Role::kOfficer), std::nullopt), type::v1::ERROR_REASON_NOT_FOUND);
}

TEST(Access, LetsStaffChangeTheirOwnAndTellsThemNothingOfOthers) {
  const ids::Uuid own = ids::NewUuid();
  EXPECT_TRUE(CheckMayChange(As(Role::kProvider, own), own).ok());
  EXPECT_EQ(Refusal(As(Role::kProvider, own), ids::NewUuid()), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(Refusal(As(Role::kProvider, own), std::nullopt), type::v1::ERROR_REASON_NOT_ALLOWED);
}

TEST(Access, GivesATokenWithoutAProviderNothing) {
  EXPECT_EQ(Refusal(As(Role::kProvider), std::nullopt), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(Refusal(As(Role::kProvider), ids::NewUuid()), type::v1::ERROR_REASON_NOT_ALLOWED);
}

TEST(Access, LetsNobodyElseChangeAnything) {
  for (Role role : {Role::kPartner, Role::kCarer, Role::kService}) {
    EXPECT_EQ(Refusal(As(role), ids::NewUuid()), type::v1::ERROR_REASON_NOT_ALLOWED);
  }
}

TEST(Access, ShowsDraftsToTheirProviderAndOfficersAlone) {
  const SessionRecord draft{.provider_id = ids::NewUuid(), .state = v1::SESSION_STATE_DRAFT};
  EXPECT_TRUE(MaySee(As(Role::kOfficer), draft));
  EXPECT_TRUE(MaySee(As(Role::kProvider, draft.provider_id), draft));
  EXPECT_FALSE(MaySee(As(Role::kProvider, ids::NewUuid()), draft));
  for (Role role : {Role::kPartner, Role::kCarer, Role::kService}) EXPECT_FALSE(MaySee(As(role), draft));
}

TEST(Access, ShowsWhatIsNotADraftToAll) {
  for (auto state : {v1::SESSION_STATE_PUBLISHED, v1::SESSION_STATE_CLOSED, v1::SESSION_STATE_CANCELLED}) {
    EXPECT_TRUE(MaySee(As(Role::kPartner), SessionRecord{.state = state}));
  }
}

}  // namespace
}  // namespace shortbreaks::availability
