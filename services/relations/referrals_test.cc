// Practitioners and the families they referred; and what refusals cost.
#include <algorithm>

#include "relations/relations_test.h"

namespace shortbreaks::relations {
namespace {

using testing::SizeIs;

class ReferralsTest : public RelationsTest {
 protected:
  void SetUp() override {
    RelationsTest::SetUp();
    application_ = Create(Practitioner(), v1::APPLICANT_KIND_FAMILY_HUB).value();
  }
  absl::StatusOr<v1::EndReferralResponse> End(const rpc::Call& call, const std::string& application) {
    auto request = WithId<v1::EndReferralRequest>();
    request.set_application(application);
    return Run<v1::EndReferralResponse>("EndReferral", call, request);
  }
  // All that a practitioner may do with an application that was theirs.
  void ExpectEnded() {
    const rpc::Call call = Practitioner();
    const auto none = GetApplication(call, ids::ResourceName("applications", ids::NewUuid()));
    EXPECT_EQ(ReasonOf(none), ERROR_REASON_NOT_ALLOWED);
    EXPECT_EQ(GetApplication(call, application_.name()).status(), none.status());
    EXPECT_EQ((Do<v1::WithdrawApplicationRequest, v1::WithdrawApplicationResponse>("WithdrawApplication", call,
                                                                                   application_, Reasoned()))
                  .status(),
              none.status());
    EXPECT_THAT(Run<v1::ListApplicationsResponse>("ListApplications", call, v1::ListApplicationsRequest())
                    .value()
                    .applications(),
                SizeIs(0));
    const auto again = Create(call, v1::APPLICANT_KIND_FAMILY_HUB);
    EXPECT_EQ(ReasonOf(again), ERROR_REASON_DUPLICATE_APPLICATION);
    EXPECT_EQ(errors::MetadataOf(again.status(), "name"), "") << "which one it is, is not theirs any more";
  }
  static v1::WithdrawApplicationRequest Reasoned() {
    v1::WithdrawApplicationRequest request;
    request.set_reason("An example.");
    return request;
  }

  v1::Application application_;
};

TEST_F(ReferralsTest, ThePractitionerWhoAppliedFollowsTheApplicationAndNobodyElse) {
  EXPECT_TRUE(GetApplication(Practitioner(), application_.name()).ok());
  const rpc::Call other = As(identity::Role::kPractitioner, "another-hub-worker");
  const auto hidden = GetApplication(other, application_.name());
  EXPECT_EQ(ReasonOf(hidden), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(hidden.status(), GetApplication(other, ids::ResourceName("applications", ids::NewUuid())).status());
}

TEST_F(ReferralsTest, TheFamilyEndsItAtOnce) {
  EXPECT_EQ(ReasonOf(End(Practitioner(), application_.name())), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(End(CarerCall(AddCarer().name()), application_.name())), ERROR_REASON_NOT_ALLOWED);
  const auto ended = End(Family(), application_.name());
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(ended->referral().practitioner(), Practitioner().principal.Actor());
  ExpectEnded();
  EXPECT_TRUE(GetApplication(Family(), application_.name()).ok()) << "the application goes on";
  EXPECT_TRUE(GetApplication(Officer(), application_.name()).ok());
  const auto again = End(Officer(), application_.name());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->referral().end_time().seconds(), ended->referral().end_time().seconds());
  EXPECT_EQ(Number("SELECT COUNT(*) FROM audit_records WHERE council_id = ? AND method = 'EndReferral' AND kind = 2"),
            1);
}

TEST_F(ReferralsTest, ItEndsNinetyDaysAfterTheApplicationWasClosed) {
  const auto closed = Do<v1::WithdrawApplicationRequest, v1::WithdrawApplicationResponse>(
      "WithdrawApplication", Family(), application_, Reasoned());
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_TRUE(GetApplication(Practitioner(), application_.name()).ok()) << "how it ended is theirs to know";
  EXPECT_EQ(Number("SELECT DATEDIFF(referral_end_time, NOW(6)) FROM applications WHERE council_id = ?"), 90);
  ASSERT_TRUE(support::SharedMysql()
                  .AsRoot("UPDATE applications SET referral_end_time = NOW(6) - INTERVAL 1 SECOND WHERE council_id = ?",
                          {council_})
                  .ok());
  EXPECT_EQ(ReasonOf(GetApplication(Practitioner(), application_.name())), ERROR_REASON_NOT_ALLOWED);
}

TEST_F(ReferralsTest, WhatAFamilyWroteItselfIsNoReferral) {
  const auto withdrawn = Do<v1::WithdrawApplicationRequest, v1::WithdrawApplicationResponse>(
      "WithdrawApplication", Family(), application_, Reasoned());
  ASSERT_TRUE(withdrawn.ok()) << withdrawn.status();
  EXPECT_EQ(ReasonOf(End(Family(), Draft().name())), ERROR_REASON_STATE_FORBIDS);
}

// No oracle by time: what is not yours costs no more than what is not there, but for chance. Measured in turns, so that
// whatever else the machine does falls on both.
class Refusals : public RelationsTest {
 protected:
  static constexpr int kRounds = 200;
  static constexpr double kRatioMax = 3;

  using Ask = std::function<absl::Status(const std::string& name)>;
  static absl::Duration Median(std::vector<absl::Duration> times) {
    std::ranges::nth_element(times, times.begin() + kRounds / 2);
    return times[kRounds / 2];
  }
  void Compare(const char* what, const std::string& another, const Ask& ask) {
    const std::string collection = another.substr(0, another.find('/'));
    std::vector<absl::Duration> not_yours, not_there;
    for (int i = 0; i < kRounds; ++i) {
      const std::string ghost = ids::ResourceName(collection, ids::NewUuid());
      for (const std::string* name : {&another, &ghost}) {
        const absl::Time start = absl::Now();
        const absl::Status refused = ask(*name);
        (name == &another ? not_yours : not_there).push_back(absl::Now() - start);
        EXPECT_FALSE(refused.ok()) << what;
      }
    }
    const double ratio = absl::FDivDuration(Median(not_yours), Median(not_there));
    EXPECT_LT(ratio, kRatioMax) << what;
    EXPECT_GT(ratio, 1 / kRatioMax) << what;
    RecordProperty(what, absl::StrCat(ratio));
  }
};

TEST_F(Refusals, OfWhatIsNotYoursTakeAsLongAsOfWhatIsNotThere) {
  const std::string allocation = AddAllocation(GoodAllocation(child_)).name();
  AddEvidence(GoodEvidence(child_));
  const std::string application = Create(Practitioner(), v1::APPLICANT_KIND_FAMILY_HUB).value().name();
  ASSERT_TRUE(SetTeam(Officer(), child_, "north").ok());
  const std::pair<const char*, rpc::Call> callers[] = {
      {"another carer", CarerCall(AddCarer().name())},
      {"another team", OfTeams("south")},
  };
  for (const auto& caller : callers) {
    const char* who = caller.first;
    const rpc::Call& call = caller.second;
    Compare(who, child_, [&](const std::string& name) { return GetChild(call, name).status(); });
    Compare(who, child_, [&](const std::string& name) {
      v1::ListEvidenceRequest request;
      request.set_child(name);
      return Run<v1::ListEvidenceResponse>("ListEvidence", call, request).status();
    });
    Compare(who, allocation, [&](const std::string& name) {
      v1::GetAllocationRequest request;
      request.set_name(name);
      return Run<v1::GetAllocationResponse>("GetAllocation", call, request).status();
    });
    Compare(who, application, [&](const std::string& name) { return GetApplication(call, name).status(); });
  }
  const rpc::Call practitioner = As(identity::Role::kPractitioner, "another-hub-worker");
  Compare("another practitioner", application,
          [&](const std::string& name) { return GetApplication(practitioner, name).status(); });
}

}  // namespace
}  // namespace shortbreaks::relations
