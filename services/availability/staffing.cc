#include "availability/staffing.h"

#include <algorithm>
#include <array>

#include "capacity/capacity.h"
#include "london/london.h"

namespace shortbreaks::availability {
namespace {

constexpr std::array kTrainedNeeds = {type::v1::NEED_HOIST, type::v1::NEED_GASTROSTOMY,
                                      type::v1::NEED_RESCUE_MEDICATION};

bool TrainedOn(std::span<const TrainedDays> training, type::v1::Need need, absl::CivilDay day) {
  return std::ranges::any_of(
      training, [&](const TrainedDays& each) { return each.need == need && each.first <= day && day <= each.last; });
}

}  // namespace

bool IsTrainedNeed(type::v1::Need need) { return std::ranges::find(kTrainedNeeds, need) != kTrainedNeeds.end(); }

SessionDays DaysOf(absl::Time start, absl::Time end) {
  return {london::DayOf(start), london::DayOf(end - absl::Microseconds(1))};
}

int64_t TrainedThroughout(std::span<const TrainedDays> training, const SessionDays& days) {
  int64_t trained = 0;
  for (const type::v1::Need need : kTrainedNeeds) {
    bool throughout = true;
    for (absl::CivilDay day = days.first; throughout && day <= days.last; ++day) {
      throughout = TrainedOn(training, need, day);
    }
    if (throughout) trained |= int64_t{1} << need;
  }
  return trained;
}

int64_t StaffShort(int64_t shares_taken, int64_t staff) {
  return capacity::StaffFor(std::max<int64_t>(shares_taken - staff * capacity::kSharesOfOneStaff, 0));
}

}  // namespace shortbreaks::availability
