#include "bookings/cancellation.h"

#include <algorithm>
#include <utility>

#include "wire/times.h"

namespace shortbreaks::bookings {
namespace {

type::v1::Quantity Quantity(const v1::Booking& booking, int64_t amount) {
  type::v1::Quantity quantity;
  quantity.set_unit(booking.charge().unit());
  quantity.set_amount(amount);
  return quantity;
}

bool Waives(const type::v1::CancellationTerms& terms, type::v1::CancelCause cause) {
  return std::ranges::find(terms.waived_for(), static_cast<int>(cause)) != terms.waived_for().end();
}

// Lets the first of `steps` be free until `until` at least.
std::vector<CancellationStep> FreeAtLeastUntil(absl::Time until, std::vector<CancellationStep> steps) {
  if (steps.front().forfeits_percent == 0 && steps.front().until_time >= until) return steps;
  std::erase_if(steps, [&](const CancellationStep& each) { return each.until_time <= until; });
  steps.insert(steps.begin(), {until, 0});
  return steps;
}

std::vector<CancellationStep> StepsByTerms(const v1::Booking& booking, absl::Time free_until) {
  const absl::Time start = wire::FromProto(booking.start_time());
  std::vector<CancellationStep> steps;
  for (const type::v1::CancellationBand& band : booking.cancellation().bands()) {
    steps.push_back({start - absl::Hours(band.notice_hours()), band.forfeits_percent()});
  }
  if (!steps.empty()) return steps;
  if (free_until >= start) return {{start, 0}};
  return {{free_until, 0}, {start, 100}};
}

std::vector<CancellationStep> FreeUntilTheStart(const v1::Booking& booking) {
  return {{wire::FromProto(booking.start_time()), 0}};
}

}  // namespace

absl::Time FreeUntil(const type::v1::CancellationTerms& terms, absl::Time start) {
  return terms.bands().empty() ? start : start - absl::Hours(terms.bands(0).notice_hours());
}

std::vector<CancellationStep> StepsOf(const v1::Booking& booking, absl::Time free_until) {
  if (booking.state() == v1::BOOKING_STATE_REQUESTED) return FreeUntilTheStart(booking);
  std::vector<CancellationStep> steps = StepsByTerms(booking, free_until);
  if (!booking.has_adjustments_free_until_time()) return steps;
  return FreeAtLeastUntil(wire::FromProto(booking.adjustments_free_until_time()), std::move(steps));
}

Forfeit ForfeitOf(int64_t charge, int64_t second_amount, int percent) {
  const int64_t share = std::clamp(percent, 0, 100);
  return {charge * share / 100, second_amount * share / 100};
}

Cancellation CancellationAt(absl::Time now, const v1::Booking& booking, absl::Time free_until,
                            type::v1::CancelCause cause) {
  const std::vector<CancellationStep> steps = StepsOf(booking, free_until);
  auto step = std::ranges::find_if(steps, [&](const CancellationStep& each) { return now <= each.until_time; });
  if (step == steps.end()) --step;
  Cancellation result{.forfeits_percent = step->forfeits_percent,
                      .unanswered = booking.state() == v1::BOOKING_STATE_REQUESTED};
  if (step->forfeits_percent == 0) return result;
  result.transition = Transition::kCancelLate;
  result.waived = Waives(booking.cancellation(), cause);
  if (!result.waived) {
    result.forfeit = ForfeitOf(booking.charge().amount(), booking.second_charge().amount(), step->forfeits_percent);
  }
  return result;
}

v1::CancelBookingResponse CancellationAnswer(v1::Booking booking, absl::Time free_until,
                                             const Cancellation& cancellation) {
  v1::CancelBookingResponse answer;
  // The booking may be in its new state already.
  const std::vector<CancellationStep> steps =
      cancellation.unanswered ? FreeUntilTheStart(booking) : StepsOf(booking, free_until);
  if (steps.front().forfeits_percent == 0) free_until = std::max(free_until, steps.front().until_time);
  *answer.mutable_free_until_time() = wire::ToProto(free_until);
  answer.set_forfeits_percent(cancellation.forfeits_percent);
  answer.set_waived(cancellation.waived);
  const int64_t charge = booking.charge().amount();
  for (const CancellationStep& step : steps) {
    v1::CancellationStep& each = *answer.add_steps();
    *each.mutable_until_time() = wire::ToProto(step.until_time);
    each.set_forfeits_percent(step.forfeits_percent);
    if (booking.has_charge()) {
      *each.mutable_forfeited() = Quantity(booking, ForfeitOf(charge, 0, step.forfeits_percent).amount);
    }
  }
  if (booking.has_charge()) {
    *answer.mutable_refunded() = Quantity(booking, charge - cancellation.forfeit.amount);
    *answer.mutable_forfeited() = Quantity(booking, cancellation.forfeit.amount);
  }
  *answer.mutable_booking() = std::move(booking);
  return answer;
}

}  // namespace shortbreaks::bookings
