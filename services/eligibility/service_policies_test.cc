// Policies proposed, published, asked and replayed on a real database.
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>

#include <atomic>
#include <thread>

#include "eligibility/service_test.h"

namespace shortbreaks::eligibility {
namespace {

using namespace type::v1;  // the reasons
using testing::HasSubstr;

class PoliciesTest : public ServiceTest {
 protected:
  absl::StatusOr<v1::ProposePolicyResponse> Propose(const std::string& content) {
    auto request = WithId<v1::ProposePolicyRequest>();
    request.set_content(content);
    return Run<v1::ProposePolicyResponse>("ProposePolicy", Officer(), request);
  }
  absl::StatusOr<v1::PublishPolicyResponse> PublishAs(const rpc::Call& call, const v1::Policy& policy) {
    auto request = WithId<v1::PublishPolicyRequest>();
    request.set_name(policy.name());
    request.set_etag(policy.etag());
    return Run<v1::PublishPolicyResponse>("PublishPolicy", call, request);
  }
  absl::StatusOr<v1::WithdrawPolicyResponse> Withdraw(const v1::Policy& policy) {
    auto request = WithId<v1::WithdrawPolicyRequest>();
    request.set_name(policy.name());
    request.set_etag(policy.etag());
    return Run<v1::WithdrawPolicyResponse>("WithdrawPolicy", Officer(), request);
  }
  absl::StatusOr<v1::GetLivePolicyResponse> LiveOn(const type::v1::Date& day) {
    v1::GetLivePolicyRequest request;
    *request.mutable_day() = day;
    return Run<v1::GetLivePolicyResponse>("GetLivePolicy", As(identity::Role::kPartner, "app"), request);
  }
  std::string Content(const std::map<std::string, std::string>& changes = {}) const {
    return absl::StrReplaceAll(support::SamplePolicy(council_), changes);
  }
};

TEST_F(PoliciesTest, ASecondOfficerMakesAPolicyLive) {
  const auto proposed = Propose(Content());
  ASSERT_TRUE(proposed.ok()) << proposed.status();
  const v1::Policy& policy = proposed->policy();
  EXPECT_EQ(policy.state(), v1::POLICY_STATE_PROPOSED);
  EXPECT_EQ(policy.proposer(), "officer:officer-1");
  EXPECT_TRUE(policy.sample());
  EXPECT_EQ(ReasonOf(LiveOn(Date(2027, 1, 1))), ERROR_REASON_NO_LIVE_POLICY);
  EXPECT_EQ(ReasonOf(PublishAs(Officer(), policy)), ERROR_REASON_SECOND_PERSON_NEEDED);
  const auto published = PublishAs(SecondOfficer(), policy);
  ASSERT_TRUE(published.ok()) << published.status();
  EXPECT_EQ(published->policy().publisher(), "officer:officer-2");
  const auto live = LiveOn(Date(2027, 1, 1));
  ASSERT_TRUE(live.ok()) << live.status();
  EXPECT_EQ(live->policy().name(), policy.name());
  EXPECT_EQ(live->content(), Content());
  EXPECT_THAT(live->public_text(), HasSubstr("Targeted short breaks"));
  EXPECT_EQ(ReasonOf(PublishAs(SecondOfficer(), published->policy())), ERROR_REASON_STATE_FORBIDS);
  EXPECT_EQ(ReasonOf(PublishAs(SecondOfficer(), policy)), ERROR_REASON_ETAG_MISMATCH);
}

TEST_F(PoliciesTest, AVersionIsLiveFromItsFirstToItsLastDay) {
  const v1::Policy first = Publish(Content());
  const v1::Policy later = Publish(Content({{"from: 2000-01-01", "from: 2028-04-01\nto: 2029-03-31"}}));
  const auto live = [&](const type::v1::Date& day) { return LiveOn(day).value().policy().name(); };
  EXPECT_EQ(live(Date(2028, 3, 31)), first.name());
  EXPECT_EQ(live(Date(2028, 4, 1)), later.name());
  EXPECT_EQ(live(Date(2029, 3, 31)), later.name());
  EXPECT_EQ(live(Date(2029, 4, 1)), first.name());
  EXPECT_EQ(ReasonOf(LiveOn(Date(1999, 12, 31))), ERROR_REASON_NO_LIVE_POLICY);
  EXPECT_EQ(ReasonOf(LiveOn(Date(2027, 2, 30))), ERROR_REASON_INVALID_REQUEST);
}

TEST_F(PoliciesTest, AMistakeIsNamedWithItsPlaceAndNothingIsKept) {
  const auto broken = Propose(Content({{"then: eligible", "then: elegible"}}));
  EXPECT_EQ(ReasonOf(broken), ERROR_REASON_INVALID_REQUEST);
  EXPECT_THAT(std::string(broken.status().message()), HasSubstr("did you mean `eligible`?"));
  EXPECT_THAT(std::string(broken.status().message()), HasSubstr("content:29:11"));
  EXPECT_EQ(ReasonOf(Propose("")), ERROR_REASON_INVALID_REQUEST);
  const auto foreign = Propose(support::SamplePolicy("E08000025"));
  EXPECT_THAT(std::string(foreign.status().message()), HasSubstr("must be yours"));
  EXPECT_EQ(CountOf("policies"), 0);
}

TEST_F(PoliciesTest, WhatHasNotBegunCanBeTakenBack) {
  const v1::Policy begun = Publish(Content());
  EXPECT_EQ(ReasonOf(Withdraw(begun)), ERROR_REASON_STATE_FORBIDS);
  const v1::Policy later = Publish(Content({{"from: 2000-01-01", "from: 2199-01-01"}}));
  const auto withdrawn = Withdraw(later);
  ASSERT_TRUE(withdrawn.ok()) << withdrawn.status();
  EXPECT_EQ(withdrawn->policy().state(), v1::POLICY_STATE_WITHDRAWN);
  EXPECT_EQ(LiveOn(Date(2199, 6, 1)).value().policy().name(), begun.name());
  EXPECT_EQ(ReasonOf(Withdraw(withdrawn->policy())), ERROR_REASON_STATE_FORBIDS);
}

TEST_F(PoliciesTest, WhatIsNotPublishedDoesNotExistForFamilies) {
  const v1::Policy proposed = Propose(Content()).value().policy();
  v1::GetPolicyRequest request;
  request.set_name(proposed.name());
  EXPECT_TRUE(Run<v1::GetPolicyResponse>("GetPolicy", Officer(), request).ok());
  const rpc::Call partner = As(identity::Role::kPartner, "app");
  EXPECT_EQ(ReasonOf(Run<v1::GetPolicyResponse>("GetPolicy", partner, request)), ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Run<v1::GetPolicyResponse>("GetPolicy", OtherCouncilsOfficer(), request)), ERROR_REASON_NOT_FOUND);
  PublishAs(SecondOfficer(), proposed).value();
  EXPECT_TRUE(Run<v1::GetPolicyResponse>("GetPolicy", partner, request).ok());
}

TEST_F(PoliciesTest, OneOfTwoOfficersPublishes) {
  const v1::Policy proposed = Propose(Content()).value().policy();
  std::vector<std::thread> officers;
  std::atomic<int> done = 0, refused = 0;
  for (int i = 0; i < 8; ++i) {
    officers.emplace_back([&, i] {
      const auto answer = PublishAs(As(identity::Role::kOfficer, absl::StrCat("other-", i)), proposed);
      if (answer.ok()) ++done;
      if (ReasonOf(answer) == ERROR_REASON_ETAG_MISMATCH) ++refused;
    });
  }
  for (std::thread& officer : officers) officer.join();
  EXPECT_EQ(done, 1);
  EXPECT_EQ(refused, 7);
}

TEST_F(PoliciesTest, AReplayNamesWhoWouldBeDecidedOtherwise) {
  Publish(Content());
  const std::string with_award = AddChild().name(), without = AddChild().name();
  AddEvidence(GoodEvidence(with_award));
  // The highest rate no longer counts, and there is less to have.
  const v1::Policy proposed =
      Propose(Content({{"[middle, highest]", "[middle]"}, {"amount: 40 hours", "amount: 30 hours"}})).value().policy();
  v1::ReplayPolicyRequest request;
  request.set_name(proposed.name());
  request.set_page_size(1);
  std::vector<v1::PolicyEffect> effects;
  int examined = 0;
  do {
    const auto page = Run<v1::ReplayPolicyResponse>("ReplayPolicy", Officer(), request);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_EQ(page->children_total(), 2);
    examined += page->examined();
    for (const v1::PolicyEffect& effect : page->effects()) effects.push_back(effect);
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(examined, 2);
  ASSERT_EQ(effects.size(), 1u);
  EXPECT_EQ(effects[0].child(), with_award);
  EXPECT_EQ(effects[0].offer(), "targeted");
  EXPECT_EQ(effects[0].before(), "eligible");
  EXPECT_EQ(effects[0].after(), "refer");
  EXPECT_THAT(effects[0].rules(), testing::Contains("dla"));
  EXPECT_GT(effects[0].entitlement_before().amount(), 0);
  EXPECT_FALSE(effects[0].has_entitlement_after());
  request.set_name("policies/0190a5e2-7c1d-7b3e-8f00-0123456789ab");
  EXPECT_EQ(ReasonOf(Run<v1::ReplayPolicyResponse>("ReplayPolicy", Officer(), request)), ERROR_REASON_NOT_FOUND);
  request.set_page_size(2001);
  EXPECT_EQ(ReasonOf(Run<v1::ReplayPolicyResponse>("ReplayPolicy", Officer(), request)), ERROR_REASON_INVALID_REQUEST);
}

}  // namespace
}  // namespace shortbreaks::eligibility
