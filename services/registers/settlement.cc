#include "registers/settlement.h"

#include <algorithm>

#include "bookings/cancellation.h"
#include "registers/months.h"
#include "wire/times.h"

namespace shortbreaks::registers {
namespace {

// `part` of `whole`, as a share of anything.
struct Portion {
  int64_t part = 1, whole = 1;
  int64_t Of(int64_t amount) const { return amount * part / whole; }
};

constexpr Portion kAll{1, 1}, kNone{0, 1};

Portion ByMinutes(const Mark& mark, const v1::Booking& booking) {
  const int64_t whole = std::max(MinutesOf(booking), 1);
  return {std::clamp<int64_t>(mark.minutes, 0, whole), whole};
}

// Of the charge of a child that came for a part.
Portion PartOf(const Mark& mark, const v1::Booking& booking, int nights) {
  switch (booking.charge().unit()) {
    case type::v1::ALLOCATION_UNIT_MINUTES:
    case type::v1::ALLOCATION_UNIT_PENCE:
      return ByMinutes(mark, booking);
    case type::v1::ALLOCATION_UNIT_NIGHTS: {
      const int whole = std::max(nights, 1);
      return {NightsBegun(wire::FromProto(booking.start_time()), mark.minutes, whole), whole};
    }
    default:
      return kAll;
  }
}

// The price goes the way of the charge.
void Charge(const v1::Booking& booking, const Portion& portion, Settlement& settlement) {
  settlement.price_pence = portion.Of(booking.price_pence());
  settlement.amount = portion.Of(booking.charge().amount());
  settlement.second_amount = portion.Of(booking.second_charge().amount());
}

// As cancelling at that time would have been.
void ChargeAbsence(const Mark& mark, const v1::Booking& booking, absl::Time free_until, Settlement& settlement) {
  const bookings::Cancellation cancellation =
      bookings::CancellationAt(mark.notice_time.value_or(absl::InfiniteFuture()), booking, free_until, mark.cause);
  settlement.amount = cancellation.forfeit.amount;
  settlement.second_amount = cancellation.forfeit.second_amount;
  settlement.waived = cancellation.waived;
  const int percent = cancellation.waived ? 0 : cancellation.forfeits_percent;
  settlement.price_pence = Portion{percent, 100}.Of(booking.price_pence());
}

}  // namespace

v1::BookingState StateOf(v1::AttendanceOutcome outcome) {
  switch (outcome) {
    case v1::ATTENDANCE_OUTCOME_ATTENDED:
      return v1::BOOKING_STATE_ATTENDED;
    case v1::ATTENDANCE_OUTCOME_PART_ATTENDED:
      return v1::BOOKING_STATE_PART_ATTENDED;
    case v1::ATTENDANCE_OUTCOME_NO_SHOW:
      return v1::BOOKING_STATE_NO_SHOW;
    case v1::ATTENDANCE_OUTCOME_ABSENT_WITH_NOTICE:
      return v1::BOOKING_STATE_ABSENT_WITH_NOTICE;
    case v1::ATTENDANCE_OUTCOME_PROVIDER_CAUSE:
      return v1::BOOKING_STATE_CANCELLED_BY_PROVIDER;
    default:
      return v1::BOOKING_STATE_UNSPECIFIED;
  }
}

int MinutesOf(const v1::Booking& booking) {
  return static_cast<int>(
      absl::ToInt64Minutes(wire::FromProto(booking.end_time()) - wire::FromProto(booking.start_time())));
}

Settlement SettlementOf(const Mark& mark, const v1::Booking& booking, absl::Time free_until, int nights) {
  Settlement settlement{.state = StateOf(mark.outcome)};
  switch (mark.outcome) {
    case v1::ATTENDANCE_OUTCOME_ATTENDED:
      settlement.minutes = MinutesOf(booking);
      Charge(booking, kAll, settlement);
      break;
    case v1::ATTENDANCE_OUTCOME_PART_ATTENDED:
      settlement.minutes = mark.minutes;
      Charge(booking, PartOf(mark, booking, nights), settlement);
      break;
    case v1::ATTENDANCE_OUTCOME_NO_SHOW:
      Charge(booking, kAll, settlement);
      break;
    case v1::ATTENDANCE_OUTCOME_ABSENT_WITH_NOTICE:
      ChargeAbsence(mark, booking, free_until, settlement);
      break;
    default:
      Charge(booking, kNone, settlement);
      break;
  }
  return settlement;
}

}  // namespace shortbreaks::registers
