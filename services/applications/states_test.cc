#include "applications/states.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace shortbreaks::applications {
namespace {

// What may be done in which state, written out a second time by hand: the states from DRAFT to CLOSED in their order; Y
// may be done.
const std::map<Action, std::string> kMatrix = {
    //                         D S E I N P A V C F T R X
    {Action::kUpdate, "Y-Y----------"},       {Action::kSubmit, "Y------------"},
    {Action::kAssess, "-YYYY----Y---"},       {Action::kRequestEvidence, "-YYYYY---Y-Y-"},
    {Action::kListForPanel, "-YYYY----Y-Y-"}, {Action::kDecide, "--YYYY---Y-Y-"},
    {Action::kNotify, "------YYY----"},       {Action::kRequestReview, "----------Y--"},
    {Action::kWithdraw, "YYYYYY---Y-Y-"},     {Action::kClose, "----------Y--"},
};

TEST(States, EveryActionInEveryState) {
  for (const auto& [action, row] : kMatrix) {
    ASSERT_EQ(row.size(), static_cast<size_t>(v1::ApplicationState_MAX));
    for (int state = v1::APPLICATION_STATE_DRAFT; state <= v1::ApplicationState_MAX; ++state) {
      EXPECT_EQ(MayBeDone(action, static_cast<v1::ApplicationState>(state)), row[static_cast<size_t>(state) - 1] == 'Y')
          << static_cast<int>(action) << " in " << v1::ApplicationState_Name(state);
    }
    EXPECT_FALSE(MayBeDone(action, v1::APPLICATION_STATE_UNSPECIFIED));
  }
}

v1::Decision AssessedAs(v1::RuleOutcome outcome, v1::DecisionResult result) {
  v1::Decision decision;
  decision.add_rules()->set_outcome(outcome);
  decision.set_result(result);
  return decision;
}

TEST(States, AnAssessmentNeverDeclines) {
  EXPECT_EQ(AfterAssessment(AssessedAs(v1::RULE_OUTCOME_MET, v1::DECISION_RESULT_ELIGIBLE)),
            v1::APPLICATION_STATE_INDICATIVE_ELIGIBLE);
  EXPECT_EQ(AfterAssessment(AssessedAs(v1::RULE_OUTCOME_MET, v1::DECISION_RESULT_INDICATIVE)),
            v1::APPLICATION_STATE_INDICATIVE_ELIGIBLE);
  EXPECT_EQ(AfterAssessment(AssessedAs(v1::RULE_OUTCOME_MET, v1::DECISION_RESULT_REFER)),
            v1::APPLICATION_STATE_NEEDS_REVIEW)
      << "an offer that always refers";
  EXPECT_EQ(AfterAssessment(AssessedAs(v1::RULE_OUTCOME_NOT_MET, v1::DECISION_RESULT_REFER)),
            v1::APPLICATION_STATE_NEEDS_REVIEW);
  EXPECT_EQ(AfterAssessment(AssessedAs(v1::RULE_OUTCOME_NOT_KNOWN, v1::DECISION_RESULT_REFER)),
            v1::APPLICATION_STATE_EVIDENCE_REQUESTED);
}

TEST(States, OnlyWhatIsNotDecidedIsOpen) {
  for (int state = v1::APPLICATION_STATE_DRAFT; state <= v1::ApplicationState_MAX; ++state) {
    const auto value = static_cast<v1::ApplicationState>(state);
    EXPECT_EQ(IsOpen(value), MayBeDone(Action::kWithdraw, value)) << v1::ApplicationState_Name(state);
  }
}

}  // namespace
}  // namespace shortbreaks::applications
