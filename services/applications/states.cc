#include "applications/states.h"

#include <algorithm>
#include <initializer_list>

namespace shortbreaks::applications {
namespace {

using State = v1::ApplicationState;
constexpr State kDraft = v1::APPLICATION_STATE_DRAFT, kSubmitted = v1::APPLICATION_STATE_SUBMITTED,
                kEvidence = v1::APPLICATION_STATE_EVIDENCE_REQUESTED,
                kIndicative = v1::APPLICATION_STATE_INDICATIVE_ELIGIBLE, kReview = v1::APPLICATION_STATE_NEEDS_REVIEW,
                kPanel = v1::APPLICATION_STATE_PANEL_LISTED, kApproved = v1::APPLICATION_STATE_APPROVED,
                kVaried = v1::APPLICATION_STATE_APPROVED_VARIED, kDeclined = v1::APPLICATION_STATE_DECLINED,
                kDeferred = v1::APPLICATION_STATE_DEFERRED, kNotified = v1::APPLICATION_STATE_NOTIFIED,
                kAnotherLook = v1::APPLICATION_STATE_REVIEW_REQUESTED;

bool In(State state, std::initializer_list<State> states) {
  return std::find(states.begin(), states.end(), state) != states.end();
}

}  // namespace

bool MayBeDone(Action action, State state) {
  switch (action) {
    case Action::kUpdate:
      return In(state, {kDraft, kEvidence});
    case Action::kSubmit:
      return state == kDraft;
    case Action::kAssess:
      return In(state, {kSubmitted, kEvidence, kIndicative, kReview, kDeferred});
    case Action::kRequestEvidence:
      return In(state, {kSubmitted, kEvidence, kIndicative, kReview, kPanel, kDeferred, kAnotherLook});
    case Action::kListForPanel:
      return In(state, {kSubmitted, kEvidence, kIndicative, kReview, kDeferred, kAnotherLook});
    case Action::kDecide:
      return In(state, {kEvidence, kIndicative, kReview, kPanel, kDeferred, kAnotherLook});
    case Action::kNotify:
      return In(state, {kApproved, kVaried, kDeclined});
    case Action::kRequestReview:
      return state == kNotified;
    case Action::kWithdraw:
      return IsOpen(state);
    case Action::kClose:
      return state == kNotified;
  }
  return false;
}

State AfterAssessment(const v1::Decision& assessment) {
  const auto whole = assessment.rules_size() > 0 ? assessment.rules(0).outcome() : v1::RULE_OUTCOME_UNSPECIFIED;
  if (whole == v1::RULE_OUTCOME_NOT_KNOWN) return kEvidence;
  if (whole == v1::RULE_OUTCOME_MET && assessment.result() != v1::DECISION_RESULT_REFER) return kIndicative;
  return kReview;
}

State AfterOutcome(v1::ApplicationOutcome outcome) {
  switch (outcome) {
    case v1::APPLICATION_OUTCOME_APPROVE:
      return kApproved;
    case v1::APPLICATION_OUTCOME_APPROVE_VARIED:
      return kVaried;
    case v1::APPLICATION_OUTCOME_DECLINE:
      return kDeclined;
    default:
      return kDeferred;
  }
}

bool IsOpen(State state) {
  return In(state, {kDraft, kSubmitted, kEvidence, kIndicative, kReview, kPanel, kDeferred, kAnotherLook});
}

}  // namespace shortbreaks::applications
