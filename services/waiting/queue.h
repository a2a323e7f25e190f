// The queue for a session: who comes first, who could take a place that is free, and how a family is told. Pure.
#pragma once

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ids/uuid.h"
#include "shortbreaks/availability/v1/availability.pb.h"
#include "shortbreaks/bookings/v1/waiting.pb.h"

namespace shortbreaks::waiting {

namespace v1 = bookings::v1;
using availability::v1::WaitingOrder;

// When a session is, by London's clocks.
struct LondonSpan {
  int day_bit = 0;  // 1 << DayOfWeek
  absl::CivilDay date;
  int start_minutes = 0, end_minutes = 0;  // after midnight of `date`; the end may lie beyond 1,440
};
LondonSpan LondonSpanOf(absl::Time start, absl::Time end);

// Which sessions of an activity will do, where an entry names none.
struct Wish {
  int days = 254;  // bit n: DayOfWeek n
  std::optional<absl::CivilDay> earliest_date, latest_date;
  std::optional<int> earliest_start_minutes, latest_end_minutes;

  bool IsMetBy(const LondonSpan& session) const;
};

// What is free in a session.
struct Room {
  int64_t places = 0;
  std::optional<int64_t> staff_shares;  // none: staff are not counted
};
// Leaves what is free once a child with that support has its place.
void TakeFrom(Room& room, int ratio_staff, int ratio_children);

// An entry as the queue of one session sees it.
struct Waiting {
  ids::Uuid entry_id, child_id;
  bool priority = false;
  absl::Time since;
  int ratio_staff = 1, ratio_children = 20;
  // Of the child's allocations that cover the day, in the unit that the session would be charged in.
  int64_t granted = 0, left = 0;
  int64_t charge = 0;  // what the session would take of them; 0: nothing pays
  bool somebody_may_act = true;
  bool booked_then = false;   // has a place, a hold or an offer at that time
  bool staff_trained = true;  // somebody on shift is trained for all it needs
  bool group_suits = true;    // no cap is reached and nobody to be kept apart is there
};

// 1: two to one and more, 2: one to one, 3: one to two, 4: all others.
int NeedBand(int ratio_staff, int ratio_children);

// Sorts by the activity's rule: those who lost a place first, then the rule, then who joined first.
void Sort(WaitingOrder order, std::vector<Waiting>& queue);

// Why the entry could not take a place of `room` now; UNSPECIFIED: it could.
v1::PassedOverReason WhyNot(const Waiting& entry, const Room& room);

// Whether a family that has not waited, or has waited less than others, may take a place of `room` now: whoever comes
// before `child_id` in the queue and could take a place is given one first. A child that is not in the queue comes
// after all who are.
bool MayTakeNow(const std::vector<Waiting>& queue, Room room, const ids::Uuid& child_id, int ratio_staff,
                int ratio_children);

// How long an offer is kept: a part of the time left until booking closes, within bounds. One that would run out in
// the quiet hours, when families sleep, is kept until `shortest` after them. Never beyond the closing.
struct OfferTimes {
  absl::Duration longest = absl::Hours(24), shortest = absl::Minutes(30);
  int part_of_time_left = 4;
  int quiet_from_hour = 0, quiet_until_hour = 0;  // 0 to 23 by London clocks; the same twice: none
};
absl::Time OfferDeadline(absl::Time now, absl::Time booking_close_time, const OfferTimes& times);

// What the order is, what counted for the entry at `ahead` from the front, and whether a place that is free is one for
// it, in sentences for the family.
std::string Explain(WaitingOrder order, const Waiting& entry, int ahead, const Room& room);

}  // namespace shortbreaks::waiting
