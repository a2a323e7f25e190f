#include "demand/figures.h"

#include <algorithm>
#include <map>
#include <utility>

#include "disclosure/small_counts.h"
#include "london/london.h"
#include "wire/times.h"

namespace shortbreaks::demand {
namespace {

// What a line is about: a day, or an activity or a provider.
using Key = std::pair<absl::CivilDay, ids::Uuid>;

struct Sum {
  v1::SupplyLine line;
  std::map<ids::Uuid, absl::Time> waiting;  // since when, by child
};

absl::CivilDay FirstDay(v1::SupplyGroup group, absl::Time start) {
  const absl::CivilDay day = london::DayOf(start);
  if (group == v1::SUPPLY_GROUP_MONTH) return absl::CivilDay(day.year(), day.month(), 1);
  return absl::PrevWeekday(day + 1, absl::Weekday::monday);
}

bool IsByDay(v1::SupplyGroup group) { return group == v1::SUPPLY_GROUP_WEEK || group == v1::SUPPLY_GROUP_MONTH; }

// The line of an activity's session; nothing where it has no day and days are asked for.
std::optional<Key> KeyOf(v1::SupplyGroup group, const ids::Uuid& activity_id, const ids::Uuid& provider_id,
                         std::optional<absl::Time> start) {
  if (!IsByDay(group)) return Key{{}, group == v1::SUPPLY_GROUP_ACTIVITY ? activity_id : provider_id};
  if (!start) return std::nullopt;
  return Key{FirstDay(group, *start), {}};
}

void Describe(v1::SupplyGroup group, const Key& key, const ids::Uuid& provider_id, v1::SupplyLine& line) {
  if (IsByDay(group)) {
    *line.mutable_first_day() = wire::ToProto(key.first);
    return;
  }
  if (group == v1::SUPPLY_GROUP_ACTIVITY) line.set_activity(ids::ResourceName("activities", key.second));
  line.set_provider(ids::ResourceName("providers", provider_id));
}

void Add(const SessionFigures& session, v1::SupplyLine& line) {
  if (session.cancelled) {
    line.set_cancelled_sessions(line.cancelled_sessions() + 1);
    return;
  }
  line.set_sessions(line.sessions() + 1);
  line.set_places(line.places() + session.places);
  line.set_places_taken(line.places_taken() + session.places_taken);
}

// Who waits twice has waited since the first time.
void Add(const Waiting& waiting, Sum& sum) {
  const auto [at, added] = sum.waiting.emplace(waiting.child_id, waiting.since_time);
  if (!added) at->second = std::min(at->second, waiting.since_time);
}

int32_t MedianDays(const std::map<ids::Uuid, absl::Time>& waiting, absl::Time now) {
  if (waiting.empty()) return 0;
  std::vector<int64_t> days;
  for (const auto& [child, since] : waiting) days.push_back(std::max<int64_t>(0, (now - since) / absl::Hours(24)));
  // At least half have waited so long.
  const auto middle = days.begin() + static_cast<ptrdiff_t>((days.size() - 1) / 2);
  std::ranges::nth_element(days, middle);
  return static_cast<int32_t>(*middle);
}

// How full: with the most taken of what there is first, compared without division.
bool IsFuller(const v1::SupplyLine& a, const v1::SupplyLine& b) {
  return a.places_taken() * std::max<int64_t>(1, b.places()) > b.places_taken() * std::max<int64_t>(1, a.places());
}

std::vector<v1::SupplyLine> Finish(v1::SupplyGroup group, std::map<Key, Sum> sums, absl::Time now) {
  std::vector<v1::SupplyLine> lines;
  for (auto& [key, sum] : sums) {
    sum.line.set_waiting_children(static_cast<int64_t>(sum.waiting.size()));
    sum.line.set_median_waiting_days(MedianDays(sum.waiting, now));
    lines.push_back(std::move(sum.line));
  }
  disclosure::HideSmall(
      lines, [](const v1::SupplyLine& line) { return line.waiting_children(); },
      [](v1::SupplyLine& line) {
        line.clear_waiting_children();
        line.clear_median_waiting_days();
        line.set_waiting_suppressed(true);
      });
  if (!IsByDay(group)) std::ranges::stable_sort(lines, IsFuller);
  if (lines.size() > kLinesMax) lines.resize(kLinesMax);
  return lines;
}

}  // namespace

std::vector<v1::SupplyLine> SupplyLines(v1::SupplyGroup group, const std::vector<SessionFigures>& sessions,
                                        const std::vector<Waiting>& waiting, absl::Time now) {
  std::map<Key, Sum> sums;
  for (const SessionFigures& session : sessions) {
    const Key key = *KeyOf(group, session.activity_id, session.provider_id, session.start_time);
    v1::SupplyLine& line = sums[key].line;
    Describe(group, key, session.provider_id, line);
    Add(session, line);
  }
  for (const Waiting& each : waiting) {
    const auto key = KeyOf(group, each.activity_id, each.provider_id, each.start_time);
    if (!key) continue;
    Describe(group, *key, each.provider_id, sums[*key].line);
    Add(each, sums[*key]);
  }
  return Finish(group, std::move(sums), now);
}

void SuppressSmall(std::vector<v1::OutcomeLine>& lines) {
  disclosure::HideSmall(
      lines, [](const v1::OutcomeLine& line) { return line.children(); },
      [](v1::OutcomeLine& line) {
        line.clear_bookings();
        line.clear_children();
        line.set_suppressed(true);
      });
}

}  // namespace shortbreaks::demand
