// One council and one family whose bookings carry terms of cancelling.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "bookings/store_contract_test.h"
#include "errors/errors.h"

namespace shortbreaks::bookings {

class CancellationContract : public StoreContract {
 protected:
  using Bands = std::vector<std::pair<int, int>>;

  static type::v1::CancellationTerms Terms(const Bands& bands) {
    type::v1::CancellationTerms terms;
    for (const auto& [notice, percent] : bands) {
      auto& band = *terms.add_bands();
      band.set_notice_hours(notice);
      band.set_forfeits_percent(percent);
    }
    terms.add_waived_for(type::v1::CANCEL_CAUSE_ILLNESS);
    return terms;
  }
  // Nothing until 72 hours before, then half, and from 24 hours before all.
  static type::v1::CancellationTerms Terms() { return Terms({{72, 0}, {24, 50}, {0, 100}}); }

  // A booking, that a second allocation may share, of a session that starts in so many hours.
  v1::Booking BookIn(int hours, const type::v1::CancellationTerms& terms, int64_t minutes = 181,
                     const ids::Uuid& second = {}, int64_t second_amount = 0) {
    session_ = world_->AddSession({.starts_in = absl::Hours(hours)});
    return BookAgain(terms, minutes, second, second_amount);
  }
  v1::Booking BookAgain(const type::v1::CancellationTerms& terms, int64_t minutes = 181, const ids::Uuid& second = {},
                        int64_t second_amount = 0) {
    PlaceAttempt attempt = AttemptFor(child_, session_, allocation_, minutes, v1::BOOKING_STATE_CONFIRMED);
    attempt.terms.cancellation = terms;
    attempt.terms.second_allocation_id = second;
    attempt.terms.second_allocation_version = 1;
    attempt.terms.second_amount = second_amount;
    auto booking = store().TakePlace(Carer(), attempt);
    EXPECT_TRUE(booking.ok()) << booking.status();
    return booking.value_or(v1::Booking());
  }

  BookingChange CancelOf(const v1::Booking& booking, type::v1::CancelCause cause = type::v1::CANCEL_CAUSE_UNSPECIFIED) {
    BookingChange change = ChangeOf(booking, "CancelBooking");
    change.cause = cause;
    return change;
  }
  v1::CancelBookingResponse Cancelled(const BookingChange& change) {
    auto answer = store().Cancel(Carer(), change);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.value_or(v1::CancelBookingResponse());
  }
  rpc::Call Officer() const { return CallAs(identity::Role::kOfficer, "officer-1"); }
  BookingChange WaiveOf(const v1::Booking& booking) {
    BookingChange change = ChangeOf(booking, "WaiveCharge");
    change.reason = "The minibus broke down.";
    return change;
  }
  type::v1::ErrorReason WaiveReason(const v1::Booking& booking) {
    return errors::ReasonOf(store().WaiveCharge(Officer(), WaiveOf(booking)).status());
  }
  v1::Booking Read(const v1::Booking& booking) {
    return (*store().Read(Carer(), *ids::IdOf("bookings", booking.name())))->booking;
  }
  void ExpectProved() {
    const auto proved = store().Reconcile(Officer(), {});
    ASSERT_TRUE(proved.ok()) << proved.status();
    for (const auto& mismatch : proved->mismatches) ADD_FAILURE() << mismatch.text();
  }
};

}  // namespace shortbreaks::bookings
