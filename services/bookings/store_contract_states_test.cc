// Every change of a booking against every state that a booking can be in.
#include <array>
#include <set>
#include <string_view>

#include "bookings/store_contract_test.h"
#include "errors/errors.h"

namespace shortbreaks::bookings {
namespace {

using type::v1::ErrorReason;

constexpr auto kDone = type::v1::ERROR_REASON_UNSPECIFIED;
constexpr auto kForbidden = type::v1::ERROR_REASON_STATE_FORBIDS;
constexpr auto kExpired = type::v1::ERROR_REASON_HOLD_EXPIRED;

constexpr std::array kMethods = {"ExtendHold", "ConfirmBooking", "ReleaseHold", "CancelBooking"};

struct StateRow {
  const char* state;  // `HELD`, or `RAN_OUT`: held, its time over, not swept yet
  std::array<ErrorReason, kMethods.size()> answers;
};
// States that only a database brings about are asked the same where they are made.
constexpr const char* kElsewhere[] = {
    "OFFERED",                                                     // Offers.EveryChangeOfAnOfferIsDoneOrSaysWhyNot
    "ATTENDED", "PART_ATTENDED", "NO_SHOW", "ABSENT_WITH_NOTICE",  // registers/marks_test.cc
};
constexpr StateRow kMatrix[] = {
    {"HELD", {kDone, kDone, kDone, kForbidden}},
    {"RAN_OUT", {kExpired, kExpired, kDone, kForbidden}},
    {"CONFIRMED", {kForbidden, kForbidden, kForbidden, kDone}},
    {"REQUESTED", {kForbidden, kForbidden, kForbidden, kDone}},
    {"CANNOT_MEET", {kForbidden, kForbidden, kForbidden, kForbidden}},
    {"RELEASED", {kForbidden, kForbidden, kForbidden, kForbidden}},
    {"EXPIRED", {kExpired, kExpired, kExpired, kExpired}},
    {"CANCELLED_IN_TIME", {kForbidden, kForbidden, kForbidden, kForbidden}},
    {"CANCELLED_LATE", {kForbidden, kForbidden, kForbidden, kForbidden}},
    {"CANCELLED_BY_PROVIDER", {kForbidden, kForbidden, kForbidden, kForbidden}},
};

}  // namespace

v1::Booking StatesOfABooking::In(const std::string& state) {
  const ids::Uuid child = world_->AddChild(carer_);
  const bool asked = state == "REQUESTED" || state == "CANNOT_MEET";
  const ids::Uuid session = world_->AddSession({.match_hours = asked ? 72 : 0});
  const v1::Booking booking = *store().TakePlace(Carer(), AttemptFor(child, session, {}));
  const auto bring = [&](const std::string& method) { EXPECT_EQ(Change(method, booking), kDone) << state; };
  if (state == "RAN_OUT" || state == "EXPIRED") world_->RunOutHold(booking.name());
  if (state == "EXPIRED") store().ExpireHoldsInTheWay(Carer(), child, session).status().IgnoreError();
  if (state == "RELEASED") bring("ReleaseHold");
  if (asked || state == "CONFIRMED" || state.starts_with("CANCELLED")) bring("ConfirmBooking");
  if (state == "CANNOT_MEET") world_->CannotMeet(booking.name());
  if (state == "CANCELLED_LATE") world_->PassNotice(booking.name());
  if (state == "CANCELLED_IN_TIME" || state == "CANCELLED_LATE") bring("CancelBooking");
  if (state == "CANCELLED_BY_PROVIDER") {
    world_->SetSessionState(session, 4);
    EXPECT_GE(*store().EndBookingsOfCancelledSessions(absl::Now() + absl::Seconds(20), 1000), 1);
  }
  return (**store().Read(Carer(), *ids::IdOf("bookings", booking.name()))).booking;
}

ErrorReason StatesOfABooking::Change(const std::string& method, const v1::Booking& booking) {
  const BookingChange change = ChangeOf(booking, method);
  if (method == "ExtendHold") return errors::ReasonOf(store().ExtendHold(Carer(), change).status());
  if (method == "ConfirmBooking") return errors::ReasonOf(store().Confirm(Carer(), change).status());
  if (method == "ReleaseHold") return errors::ReasonOf(store().Release(Carer(), change).status());
  return errors::ReasonOf(store().Cancel(Carer(), change).status());
}

TEST_P(StatesOfABooking, EveryChangeIsDoneOrSaysWhyNotAndThenChangesNothing) {
  for (const StateRow& row : kMatrix) {
    for (size_t i = 0; i < kMethods.size(); ++i) {
      SCOPED_TRACE(absl::StrCat(kMethods[i], " in ", row.state));
      const v1::Booking before = In(row.state);
      if (std::string_view(row.state) != "RAN_OUT") {
        EXPECT_EQ(v1::BookingState_Name(before.state()), absl::StrCat("BOOKING_STATE_", row.state));
      }
      EXPECT_EQ(Change(kMethods[i], before), row.answers[i]);
      const v1::Booking after = (**store().Read(Carer(), *ids::IdOf("bookings", before.name()))).booking;
      EXPECT_EQ(after.version(), before.version() + (row.answers[i] == kDone ? 1 : 0));
    }
  }
  // Those that ran out are left for nobody else to count.
  EXPECT_TRUE(store().ExpireHolds(absl::Now() + absl::Seconds(20), 1000).ok());
}

TEST_P(StatesOfABooking, TheMatrixNamesEveryState) {
  std::set<std::string> named;
  for (const StateRow& row : kMatrix) named.insert(absl::StrCat("BOOKING_STATE_", row.state));
  for (const char* state : kElsewhere) named.insert(absl::StrCat("BOOKING_STATE_", state));
  for (int state = v1::BookingState_MIN; state <= v1::BookingState_MAX; ++state) {
    if (state == v1::BOOKING_STATE_UNSPECIFIED || !v1::BookingState_IsValid(state)) continue;
    const auto& name = v1::BookingState_Name(static_cast<v1::BookingState>(state));
    EXPECT_TRUE(named.contains(name)) << name;
  }
}

}  // namespace shortbreaks::bookings
