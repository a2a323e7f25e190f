// What may be done to an application in which state. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "shortbreaks/eligibility/v1/applications.pb.h"

namespace shortbreaks::applications {

namespace v1 = eligibility::v1;

enum class Action {
  kUpdate,
  kSubmit,
  kAssess,
  kRequestEvidence,
  kListForPanel,
  kDecide,
  kNotify,
  kRequestReview,
  kWithdraw,
  kClose,
};

bool MayBeDone(Action action, v1::ApplicationState state);

// Where an assessment leads: all met INDICATIVE_ELIGIBLE; something not known EVIDENCE_REQUESTED; else NEEDS_REVIEW. An
// offer that only ever refers leads to NEEDS_REVIEW where all is met.
v1::ApplicationState AfterAssessment(const v1::Decision& assessment);
// Where an outcome leads.
v1::ApplicationState AfterOutcome(v1::ApplicationOutcome outcome);

// Not decided and not closed: a child has one such application for an offer.
bool IsOpen(v1::ApplicationState state);

}  // namespace shortbreaks::applications
