// What cancelling a booking costs, by the terms that were fixed when its place was taken. Pure; shared by every store.
#pragma once

#include <absl/time/time.h>

#include <vector>

#include "bookings/transitions.h"
#include "shortbreaks/bookings/v1/bookings.pb.h"

namespace shortbreaks::bookings {

// A time in which cancelling costs the same. Its last instant is included; hours of notice are real hours, so a clock
// change between it and the start moves its wall-clock time.
struct CancellationStep {
  absl::Time until_time;
  int forfeits_percent = 0;
};

// Until when `terms` let a booking of a session that starts at `start` go for nothing.
absl::Time FreeUntil(const type::v1::CancellationTerms& terms, absl::Time start);

// Earliest first; the last ends with the start. A booking without terms costs nothing until `free_until`, then all. One
// that the provider has not answered costs nothing, nor does one with adjustments until their time is over.
std::vector<CancellationStep> StepsOf(const v1::Booking& booking, absl::Time free_until);

// What is lost of a charge. A part of a unit is never lost: rounded down, so in the family's favour.
struct Forfeit {
  int64_t amount = 0;         // in all
  int64_t second_amount = 0;  // of it, what the second of two allocations loses
};
// Of `charge`, of which a second allocation pays `second_amount`: neither loses more than it paid.
Forfeit ForfeitOf(int64_t charge, int64_t second_amount, int percent);

// What cancelling comes to.
struct Cancellation {
  Transition transition = Transition::kCancelInTime;
  int forfeits_percent = 0;  // at that instant
  bool waived = false;       // the terms waive the cause, so that nothing is lost although it is late
  bool unanswered = false;   // the provider had not said whether it can meet the child's needs
  Forfeit forfeit;
};
Cancellation CancellationAt(absl::Time now, const v1::Booking& booking, absl::Time free_until,
                            type::v1::CancelCause cause);
// Where the provider has called the session off and the booking was not ended yet: nothing is lost, however late.
inline constexpr Cancellation kCancelledByProvider{.transition = Transition::kCancelByProvider};

// Where an officer gives a place up for the family: as in time, however late.
inline constexpr Cancellation kGivenUp{.transition = Transition::kCancelInTime};

// The answer: `booking` as it is afterwards, or as it would stay where it was only asked.
v1::CancelBookingResponse CancellationAnswer(v1::Booking booking, absl::Time free_until,
                                             const Cancellation& cancellation);

}  // namespace shortbreaks::bookings
