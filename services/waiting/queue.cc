#include "waiting/queue.h"

#include <absl/strings/str_cat.h>

#include <algorithm>
#include <optional>
#include <tuple>

#include "capacity/capacity.h"
#include "london/london.h"

namespace shortbreaks::waiting {
namespace {

int Minutes(const absl::TimeZone::CivilInfo& at) { return at.cs.hour() * 60 + at.cs.minute(); }

// Of the quiet hours in which `time` falls; nothing where it falls in none.
std::optional<absl::Time> EndOfQuiet(absl::Time time, const OfferTimes& times) {
  const int from = times.quiet_from_hour, until = times.quiet_until_hour;
  const absl::CivilMinute clock = london::ClockAt(time);
  const bool over_midnight = from > until, evening = clock.hour() >= from, morning = clock.hour() < until;
  const bool quiet = over_midnight ? evening || morning : evening && morning;
  if (!quiet) return std::nullopt;
  const absl::CivilDay day = absl::CivilDay(clock) + (over_midnight && evening ? 1 : 0);
  return london::FirstAt(absl::CivilMinute(absl::CivilHour(day) + until));
}

// Of a million, so that a hair's breadth counts and nothing is rounded up.
int64_t MillionthsLeft(const Waiting& entry) { return entry.granted > 0 ? entry.left * 1'000'000 / entry.granted : -1; }

int64_t RankOf(WaitingOrder order, const Waiting& entry) {
  if (order == availability::v1::WAITING_ORDER_NEED_BAND) return NeedBand(entry.ratio_staff, entry.ratio_children);
  if (order == availability::v1::WAITING_ORDER_REMAINING_BALANCE) return -MillionthsLeft(entry);
  return 0;
}

constexpr const char* kBands[] = {"", "two to one", "one to one", "one to two", "less than one to two"};

const char* RuleInWords(WaitingOrder order) {
  switch (order) {
    case availability::v1::WAITING_ORDER_NEED_BAND:
      return "Then children who need the most support: two to one, one to one, one to two, then all others; among "
             "equals whoever joined first.";
    case availability::v1::WAITING_ORDER_REMAINING_BALANCE:
      return "Then children with the larger share of their allocation left; among equals whoever joined first.";
    default:
      return "Then whoever joined first.";
  }
}

std::string CountedInWords(WaitingOrder order, const Waiting& entry) {
  const std::string day = absl::FormatTime("%e %B %Y", entry.since, london::Zone());
  const std::string since = day.substr(day.find_first_not_of(' '));
  std::string counted = entry.priority ? absl::StrCat("You lost a place that you had taken on ", since)
                                       : absl::StrCat("You joined on ", since);
  if (order == availability::v1::WAITING_ORDER_NEED_BAND) {
    absl::StrAppend(&counted, ", and your child's support counts as ",
                    kBands[NeedBand(entry.ratio_staff, entry.ratio_children)]);
  } else if (order == availability::v1::WAITING_ORDER_REMAINING_BALANCE) {
    const int64_t percent = std::max<int64_t>(MillionthsLeft(entry), 0) / 10'000;
    absl::StrAppend(&counted, ", and ", percent, "% of your child's allocation is left");
  }
  return counted + ".";
}

std::string AheadInWords(int ahead) {
  if (ahead == 0) return "You are first.";
  if (ahead == 1) return "One family is before you.";
  return absl::StrCat(ahead, " families are before you.");
}

const char* WhyNotInWords(v1::PassedOverReason reason) {
  switch (reason) {
    case v1::PASSED_OVER_REASON_BALANCE_TOO_SMALL:
      return "A place is free, but too little is left in the balance for it.";
    case v1::PASSED_OVER_REASON_BOOKED_THEN:
      return "A place is free, but your child has a place or an offer at that time.";
    case v1::PASSED_OVER_REASON_STAFF_NOT_TRAINED:
      return "A place is free, but nobody on shift is trained for something that your child needs.";
    case v1::PASSED_OVER_REASON_NOBODY_MAY_ACT:
      return "A place is free, but nobody may act for the child at the moment.";
    case v1::PASSED_OVER_REASON_PLACE_DOES_NOT_FIT:
      return "A place is free, but not one with the support that your child needs.";
    default:
      return "A place is free: you will have an offer within seconds.";
  }
}

bool HasRoomFor(const Room& room, int ratio_staff, int ratio_children) {
  return room.places > 0 &&
         (!room.staff_shares || *room.staff_shares >= capacity::StaffShares({ratio_staff, ratio_children}));
}

}  // namespace

LondonSpan LondonSpanOf(absl::Time start, absl::Time end) {
  const auto from = london::Zone().At(start), to = london::Zone().At(end);
  const absl::CivilDay date(from.cs);
  LondonSpan span{.date = date};
  span.day_bit = 1 << (static_cast<int>(absl::GetWeekday(date)) + 1);  // Weekday::monday is 0, DayOfWeek's Monday 1
  span.start_minutes = Minutes(from);
  span.end_minutes = static_cast<int>(absl::CivilDay(to.cs) - date) * 24 * 60 + Minutes(to);
  return span;
}

bool Wish::IsMetBy(const LondonSpan& session) const {
  return (days & session.day_bit) != 0 && (!earliest_date || *earliest_date <= session.date) &&
         (!latest_date || session.date <= *latest_date) &&
         (!earliest_start_minutes || *earliest_start_minutes <= session.start_minutes) &&
         (!latest_end_minutes || session.end_minutes <= *latest_end_minutes);
}

void TakeFrom(Room& room, int ratio_staff, int ratio_children) {
  --room.places;
  if (room.staff_shares) *room.staff_shares -= capacity::StaffShares({ratio_staff, ratio_children});
}

int NeedBand(int ratio_staff, int ratio_children) {
  if (ratio_staff >= 2 * ratio_children) return 1;
  if (ratio_staff >= ratio_children) return 2;
  return 2 * ratio_staff >= ratio_children ? 3 : 4;
}

void Sort(WaitingOrder order, std::vector<Waiting>& queue) {
  const auto key = [order](const Waiting& entry) {
    return std::tuple(!entry.priority, entry.priority ? 0 : RankOf(order, entry), entry.since, entry.entry_id);
  };
  std::ranges::sort(queue, {}, key);
}

v1::PassedOverReason WhyNot(const Waiting& entry, const Room& room) {
  if (!entry.somebody_may_act) return v1::PASSED_OVER_REASON_NOBODY_MAY_ACT;
  if (entry.booked_then) return v1::PASSED_OVER_REASON_BOOKED_THEN;
  if (!entry.staff_trained) return v1::PASSED_OVER_REASON_STAFF_NOT_TRAINED;
  if (!entry.group_suits || !HasRoomFor(room, entry.ratio_staff, entry.ratio_children)) {
    return v1::PASSED_OVER_REASON_PLACE_DOES_NOT_FIT;
  }
  return entry.left < entry.charge ? v1::PASSED_OVER_REASON_BALANCE_TOO_SMALL : v1::PASSED_OVER_REASON_UNSPECIFIED;
}

bool MayTakeNow(const std::vector<Waiting>& queue, Room room, const ids::Uuid& child_id, int ratio_staff,
                int ratio_children) {
  for (const Waiting& entry : queue) {
    if (entry.child_id == child_id) break;
    const bool fits = WhyNot(entry, room) == v1::PASSED_OVER_REASON_UNSPECIFIED;
    if (fits) TakeFrom(room, entry.ratio_staff, entry.ratio_children);
  }
  return HasRoomFor(room, ratio_staff, ratio_children);
}

absl::Time OfferDeadline(absl::Time now, absl::Time booking_close_time, const OfferTimes& times) {
  const absl::Duration part = (booking_close_time - now) / times.part_of_time_left;
  const absl::Time runs_out = now + std::clamp(part, times.shortest, times.longest);
  const auto quiet_ends = EndOfQuiet(runs_out, times);
  return std::min(booking_close_time, quiet_ends ? *quiet_ends + times.shortest : runs_out);
}

std::string Explain(WaitingOrder order, const Waiting& entry, int ahead, const Room& room) {
  std::string text = absl::StrCat(AheadInWords(ahead), " ", CountedInWords(order, entry),
                                  " Families who lost a place because a provider called a session off come first. ",
                                  RuleInWords(order),
                                  " Where a place that comes free is not one for the first child, the next has it.");
  if (room.places > 0) absl::StrAppend(&text, " ", WhyNotInWords(WhyNot(entry, room)));
  return text;
}

}  // namespace shortbreaks::waiting
