#include <absl/strings/str_replace.h>

#include <algorithm>

#include "eligibility/service_test.h"
#include "support/sealed.h"

namespace shortbreaks::eligibility {
namespace {

using namespace type::v1;  // the reasons
using testing::HasSubstr;

class DecideTest : public ServiceTest {
 protected:
  void SetUp() override {
    Publish();
    carer_ = AddCarer().name();
    child_ = AddChild().name();
    Grant(carer_, child_);
    AddEvidence(GoodEvidence(child_));
    allocation_ = AddAllocation(GoodAllocation(child_)).name();
  }

  v1::Decision Decided(const std::string& session) {
    auto response = Ask(CarerCall(carer_), child_, session);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->decision() : v1::Decision();
  }
  static v1::RuleOutcome OutcomeOf(const v1::Decision& decision, const std::string& name) {
    for (const v1::RuleResult& result : decision.rules()) {
      if (result.rule() == name) return result.outcome();
    }
    return v1::RULE_OUTCOME_UNSPECIFIED;
  }

  std::string carer_, child_, allocation_;
};

TEST_F(DecideTest, AFamilyWithEverythingOnFileMayBook) {
  const std::string session = AddSession({});
  const v1::Decision decision = Decided(session);
  EXPECT_EQ(decision.result(), v1::DECISION_RESULT_ELIGIBLE) << decision.DebugString();
  EXPECT_EQ(decision.child(), child_);
  EXPECT_EQ(decision.session(), session);
  EXPECT_EQ(decision.allocation(), allocation_);
  EXPECT_EQ(decision.charge().unit(), ALLOCATION_UNIT_MINUTES);
  EXPECT_EQ(decision.charge().amount(), 180);
  EXPECT_EQ(decision.balance(), 2400);
  EXPECT_EQ(decision.price_pence(), 350);
  EXPECT_EQ(decision.child_etag(), EtagOf(child_));
  EXPECT_EQ(decision.session_etag(), "5");
  EXPECT_EQ(decision.allocation_etag(), "1");
}

TEST_F(DecideTest, CarriesWhatCancellingWouldCost) {
  const std::string session = AddSession({});
  const auto by_policy = Decided(session).cancellation();
  ASSERT_EQ(by_policy.bands_size(), 3);
  EXPECT_EQ(by_policy.bands(0).notice_hours(), 72);
  EXPECT_THAT(by_policy.waived_for(), testing::Contains(CANCEL_CAUSE_ILLNESS));
  EXPECT_EQ(by_policy.no_shows_max(), 2);
  Root("UPDATE activities SET notice_hours = 36 WHERE council_id = ?", {council_});
  const auto kinder = Decided(session).cancellation();
  ASSERT_EQ(kinder.bands_size(), 3);
  EXPECT_EQ(kinder.bands(0).notice_hours(), 36);
  EXPECT_EQ(kinder.bands(1).forfeits_percent(), 50);
}

TEST_F(DecideTest, WhatIsCommittedIsNotLeft) {
  Root("UPDATE allocations SET committed = 2300 WHERE council_id = ?", {council_});
  const v1::Decision decision = Decided(AddSession({}));
  EXPECT_EQ(decision.result(), v1::DECISION_RESULT_REFER);
  EXPECT_EQ(OutcomeOf(decision, "allocation_covers"), v1::RULE_OUTCOME_NOT_MET);
  EXPECT_EQ(decision.balance(), 100);
}

TEST_F(DecideTest, TheDayIsTheDayInLondon) {
  // 23:30 UTC on 31 March 2028 is half past midnight on 1 April in London, after the allocation's last day.
  const v1::Decision after = Decided(AddSession({.start = "2028-03-31 23:30:00", .end = "2028-04-01 02:30:00"}));
  EXPECT_EQ(OutcomeOf(after, "allocation_covers"), v1::RULE_OUTCOME_NOT_KNOWN);
  const v1::Decision before = Decided(AddSession({.start = "2028-03-31 22:30:00", .end = "2028-04-01 01:30:00"}));
  EXPECT_EQ(OutcomeOf(before, "allocation_covers"), v1::RULE_OUTCOME_MET);
}

TEST_F(DecideTest, AChildWithoutEvidenceIsReferredAndToldWhatToSend) {
  child_ = AddChild().name();
  Grant(carer_, child_);
  const v1::Decision decision = Decided(AddSession({}));
  EXPECT_EQ(decision.result(), v1::DECISION_RESULT_REFER);
  EXPECT_EQ(OutcomeOf(decision, "tier_criteria"), v1::RULE_OUTCOME_NOT_KNOWN);
  EXPECT_EQ(OutcomeOf(decision, "allocation_covers"), v1::RULE_OUTCOME_NOT_KNOWN);
  EXPECT_EQ(decision.allocation(), "");
}

TEST_F(DecideTest, AUniversalSessionNeedsNoAllocation) {
  child_ = AddChild().name();
  Grant(carer_, child_);
  const v1::Decision decision = Decided(AddSession({.tier = TIER_UNIVERSAL}));
  EXPECT_EQ(decision.result(), v1::DECISION_RESULT_ELIGIBLE) << decision.DebugString();
  EXPECT_EQ(decision.allocation(), "");
  EXPECT_FALSE(decision.has_charge());
}

TEST_F(DecideTest, NightsPayForANight) {
  v1::Allocation nights = GoodAllocation(child_);
  nights.mutable_granted()->set_unit(ALLOCATION_UNIT_NIGHTS);
  nights.mutable_granted()->set_amount(7);
  // By the panel: no officer grants nights alone.
  AllocationRecord record = RecordOf(nights);
  record.child_id = ids::IdOf("children", child_).value();
  const auto mark = idempotency::MarkOf(Officer().principal, "GrantAllocation", NewRequestId(), nights).value();
  const std::string name = store_.GrantAllocation(Officer(), mark, record, "Agreed by the panel.").value().name();
  EXPECT_EQ(Decided(AddSession({})).allocation(), allocation_);
  EXPECT_EQ(Decided(AddSession({.nights = 1})).allocation(), name);
}

TEST_F(DecideTest, NeedsThatCannotBeMetAreNamed) {
  const v1::Decision decision = Decided(AddSession({.needs_met = 1 << NEED_AUTISM}));
  EXPECT_EQ(OutcomeOf(decision, "needs_can_be_met"), v1::RULE_OUTCOME_NOT_MET);
  const auto rule = std::find_if(decision.rules().begin(), decision.rules().end(),
                                 [](const v1::RuleResult& each) { return each.rule() == "needs_can_be_met"; });
  ASSERT_NE(rule, decision.rules().end());
  EXPECT_THAT(rule->explanation(), HasSubstr("Makaton"));
}

TEST_F(DecideTest, PermissionComesBeforeExistence) {
  const std::string session = AddSession({});
  const std::string unknown_session = "sessions/0190a5e2-7c1d-7b3e-8f00-0123456789ab";
  const std::string anothers = AddChild().name();
  EXPECT_EQ(ReasonOf(Ask(CarerCall(carer_), anothers, session)), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(Ask(CarerCall(carer_), kUnknownChild, session)), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(Ask(CarerCall(carer_), anothers, unknown_session)), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(Ask(CarerCall(carer_), child_, unknown_session)), ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Ask(Officer(), kUnknownChild, session)), ERROR_REASON_NOT_FOUND);
  EXPECT_TRUE(Ask(Officer(), anothers, session).ok());
  EXPECT_EQ(ReasonOf(Ask(OtherCouncilsOfficer(), child_, session)), ERROR_REASON_NOT_FOUND);
  Revoke(carer_, child_);
  EXPECT_EQ(ReasonOf(Ask(CarerCall(carer_), child_, session)), ERROR_REASON_NOT_ALLOWED);
}

TEST_F(DecideTest, ADraftIsNotThere) {
  EXPECT_EQ(ReasonOf(Ask(CarerCall(carer_), child_, AddSession({.state = 1}))), ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Ask(Officer(), child_, AddSession({.state = 1}))), ERROR_REASON_NOT_FOUND);
  EXPECT_TRUE(Ask(CarerCall(carer_), child_, AddSession({.state = 3})).ok());
}

TEST_F(DecideTest, MalformedNamesAreAllNamed) {
  const auto response = Ask(Officer(), "child", "session");
  EXPECT_EQ(ReasonOf(response), ERROR_REASON_INVALID_REQUEST);
}

TEST_F(DecideTest, IsKeptWithEverythingItStoodOnAndComesOutTheSameAgain) {
  const std::string session = AddSession({});
  const v1::Decision decision = Decided(session);
  EXPECT_EQ(Decided(session).name(), decision.name()) << "the same question is kept once";
  EXPECT_EQ(CountOf("decisions"), 1);
  v1::GetDecisionRequest request;
  request.set_name(decision.name());
  const auto kept = Run<v1::GetDecisionResponse>("GetDecision", CarerCall(carer_), request);
  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_EQ(kept->decision().SerializeAsString(), decision.SerializeAsString());
  EXPECT_TRUE(kept->reproduced());
  EXPECT_EQ(kept->basis().evidence_size(), 1);
  EXPECT_EQ(kept->basis().child().display_name(), "") << "a decision holds no name";
  EXPECT_NE(decision.policy_digest(), "");
  // A policy that is published later changes the next decision, not this one.
  Publish(absl::StrReplaceAll(support::SamplePolicy(council_), {{"[middle, highest]", "[middle]"}}));
  EXPECT_NE(Decided(session).name(), decision.name());
  EXPECT_EQ(Decided(session).result(), v1::DECISION_RESULT_REFER);
  EXPECT_TRUE(Run<v1::GetDecisionResponse>("GetDecision", CarerCall(carer_), request)->reproduced());
  // What was written down is not what it stood on.
  Root("UPDATE decisions SET result = CONCAT(result, 'x') WHERE council_id = ? AND decision_id = ?",
       {council_, mysql::Bytes{*ids::IdOf("decisions", decision.name())}});
  EXPECT_NE(Run<v1::GetDecisionResponse>("GetDecision", Officer(), request).ok(), true);
  const std::string stranger = AddCarer().name();
  EXPECT_EQ(ReasonOf(Run<v1::GetDecisionResponse>("GetDecision", CarerCall(stranger), request)),
            ERROR_REASON_NOT_ALLOWED);
}

TEST_F(DecideTest, AnotherEnginesDecisionStaysReadableAndIsNotMadeAgain) {
  const v1::Decision decision = Decided(AddSession({}));
  v1::GetDecisionRequest request;
  request.set_name(decision.name());
  const auto now = Run<v1::GetDecisionResponse>("GetDecision", Officer(), request).value();
  EXPECT_EQ(now.engine(), now.decision().engine());
  EXPECT_TRUE(now.reproduced());
  // As an engine of years ago kept it, in other words.
  v1::DecisionBasis basis = now.basis();
  v1::Decision old = now.decision();
  basis.clear_engine();
  old.clear_engine();
  old.mutable_rules(0)->set_explanation("You may act for the child.");
  const ids::Uuid id = *ids::IdOf("decisions", decision.name());
  const auto sealer = support::SealerOf(support::SharedMysql(), council_, *ids::IdOf("children", child_));
  Root("UPDATE decisions SET basis = ?, result = ? WHERE council_id = ? AND decision_id = ?",
       {sealer.Text("decisions.basis", id, basis.SerializeAsString()),
        sealer.Text("decisions.result", id, old.SerializeAsString()), council_, mysql::Bytes{id}});
  const auto then = Run<v1::GetDecisionResponse>("GetDecision", Officer(), request);
  ASSERT_TRUE(then.ok()) << then.status();
  EXPECT_EQ(then->decision().SerializeAsString(), old.SerializeAsString());
  EXPECT_FALSE(then->reproduced());
  EXPECT_NE(then->engine(), then->decision().engine());
}

TEST_F(DecideTest, EvidenceThatWasWithdrawnDoesNotCount) {
  const std::string session = AddSession({});
  EXPECT_EQ(Decided(session).result(), v1::DECISION_RESULT_ELIGIBLE);
  v1::ListEvidenceRequest list;
  list.set_child(child_);
  auto withdraw = WithId<v1::WithdrawEvidenceRequest>();
  withdraw.set_name(Run<v1::ListEvidenceResponse>("ListEvidence", Officer(), list)->evidence(0).name());
  withdraw.set_reason("It was another child's.");
  ASSERT_TRUE(Run<v1::WithdrawEvidenceResponse>("WithdrawEvidence", Officer(), withdraw).ok());
  EXPECT_EQ(OutcomeOf(Decided(session), "tier_criteria"), v1::RULE_OUTCOME_NOT_KNOWN);
  // Nor for an application, nor for a replay.
  const auto on_file = store_.ReadChildOnFile(Officer(), *ids::IdOf("children", child_));
  EXPECT_EQ((*on_file)->evidence_size(), 0);
  const auto all = store_.ListChildrenOnFile(Officer(), {.size = 10});
  ASSERT_EQ(all->items.size(), 1u);
  EXPECT_EQ(all->items[0].basis.evidence_size(), 0);
}

TEST_F(DecideTest, ChangesNothing) {
  const std::string session = AddSession({});
  const int64_t events = CountOf("outbox");
  const std::string etag = EtagOf(child_);
  Decided(session);
  EXPECT_EQ(CountOf("outbox"), events);
  EXPECT_EQ(EtagOf(child_), etag);
}

}  // namespace
}  // namespace shortbreaks::eligibility
