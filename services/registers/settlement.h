// What a mark in the register comes to. Pure.
#pragma once

#include <absl/time/time.h>

#include <optional>
#include <vector>

#include "bookings/transitions.h"
#include "shortbreaks/bookings/v1/bookings.pb.h"
#include "shortbreaks/bookings/v1/registers.pb.h"

namespace shortbreaks::registers {

namespace v1 = bookings::v1;

// What is said of one child.
struct Mark {
  v1::AttendanceOutcome outcome = v1::ATTENDANCE_OUTCOME_UNSPECIFIED;
  int minutes = 0;                        // of PART_ATTENDED
  std::optional<absl::Time> notice_time;  // of ABSENT_WITH_NOTICE, and the cause
  type::v1::CancelCause cause = type::v1::CANCEL_CAUSE_UNSPECIFIED;
};

v1::BookingState StateOf(v1::AttendanceOutcome outcome);

// What is charged once a booking is marked. Never more than was charged when the place was taken, of either allocation.
struct Settlement {
  v1::BookingState state = v1::BOOKING_STATE_UNSPECIFIED;
  int64_t amount = 0, second_amount = 0;  // in all, and of it what the second of two allocations pays
  int64_t price_pence = 0;
  int minutes = 0;      // that the child was there
  bool waived = false;  // the terms waive the cause, so that nothing is lost although the notice was late
};

// Of a booking with its charge, price, times and terms as they were when the place was taken. A part is charged by its
// minutes, of a stay by the nights begun, of a charge in sessions whole, and the price likewise; a part of a unit is
// never charged.
// `free_until`: see bookings/cancellation.h. `nights`: of the session.
Settlement SettlementOf(const Mark& mark, const v1::Booking& booking, absl::Time free_until, int nights);

// The minutes that the session of a booking has.
int MinutesOf(const v1::Booking& booking);

}  // namespace shortbreaks::registers
