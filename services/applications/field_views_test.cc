#include "applications/field_views.h"

#include <gmock/gmock.h>

namespace shortbreaks::applications {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto kEligible = v1::APPLICATION_STATE_INDICATIVE_ELIGIBLE, kListed = v1::APPLICATION_STATE_PANEL_LISTED,
               kReview = v1::APPLICATION_STATE_NEEDS_REVIEW, kApproved = v1::APPLICATION_STATE_APPROVED,
               kDeferred = v1::APPLICATION_STATE_DEFERRED, kClosed = v1::APPLICATION_STATE_CLOSED;

struct Event {
  const char* action;
  v1::ApplicationState from, to;
};

// The actions of which a family is told why.
std::vector<std::string> Told(const std::vector<Event>& events, bool awaits_second_key = false) {
  google::protobuf::RepeatedPtrField<v1::ApplicationEvent> history;
  for (const Event& each : events) {
    v1::ApplicationEvent& event = *history.Add();
    event.set_action(each.action);
    event.set_from_state(each.from);
    event.set_to_state(each.to);
    event.set_reason("Because.");
  }
  KeepForFamily(history, awaits_second_key);
  std::vector<std::string> told;
  for (const v1::ApplicationEvent& event : history) {
    if (!event.reason().empty()) told.push_back(event.action());
  }
  return told;
}

TEST(KeepForFamily, WhyIsToldOfADecisionThatCountsAtOnce) {
  EXPECT_THAT(Told({{"decided", kEligible, kApproved}}), ElementsAre("decided"));
  EXPECT_THAT(Told({{"decided", kEligible, kDeferred}, {"withdrawn", kDeferred, kClosed}}),
              ElementsAre("decided", "withdrawn"));
}

TEST(KeepForFamily, WhyIsToldOfADecisionOnceItIsConfirmed) {
  EXPECT_THAT(Told({{"decided", kListed, kListed}}, /*awaits_second_key=*/true), IsEmpty());
  EXPECT_THAT(Told({{"decided", kListed, kListed}, {"confirmed", kListed, kApproved}}),
              ElementsAre("decided", "confirmed"));
  EXPECT_THAT(Told({{"decided", kListed, kListed}, {"panel_closed", kListed, kReview}}, /*awaits_second_key=*/true),
              ElementsAre("panel_closed"));
  EXPECT_THAT(
      Told({{"decided", kListed, kListed}, {"panel_closed", kListed, kReview}, {"confirmed", kReview, kApproved}}),
      ElementsAre("decided", "panel_closed", "confirmed"));
}

TEST(KeepForFamily, WhyIsNeverToldOfADecisionThatWasTakenBackOrNeverConfirmed) {
  EXPECT_THAT(Told({{"decided", kListed, kListed},
                    {"decision_rejected", kListed, kListed},
                    {"decided", kListed, kListed},
                    {"confirmed", kListed, kApproved}}),
              ElementsAre("decided", "confirmed"));
  EXPECT_THAT(Told({{"decided", kListed, kListed}, {"withdrawn", kListed, kClosed}}), ElementsAre("withdrawn"));
}

TEST(KeepForFamily, WhatWasDeferredMayBeDeferredAgain) {
  EXPECT_THAT(Told({{"decided", kEligible, kDeferred}, {"decided", kDeferred, kDeferred}}),
              ElementsAre("decided", "decided"));
  EXPECT_THAT(Told({{"decided", kDeferred, kDeferred}, {"decided", kDeferred, kDeferred}}, /*awaits_second_key=*/true),
              ElementsAre("decided"));
}

TEST(KeepFor, AnOfficerSeesWhatWaitsAndAFamilyDoesNot) {
  v1::Application application;
  application.mutable_decision()->set_awaits_second_key(true);
  KeepFor(identity::Role::kOfficer, application);
  EXPECT_TRUE(application.has_decision());
  KeepFor(identity::Role::kCarer, application);
  EXPECT_FALSE(application.has_decision());
}

}  // namespace
}  // namespace shortbreaks::applications
