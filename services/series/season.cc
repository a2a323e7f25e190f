#include "series/season.h"

#include <algorithm>

#include "series/recurrence.h"
#include "wire/times.h"

namespace shortbreaks::series {

std::optional<SeriesRow> InNewSeason(const SeriesRow& source, const Season& season) {
  v1::Recurrence recurrence = source.content.recurrence();
  recurrence.clear_except_days();
  recurrence.clear_extra_days();
  Bounds bounds = source.bounds;
  bounds.from = std::max(bounds.from.value_or(season.first), season.first);
  bounds.to = std::min(bounds.to.value_or(season.last), season.last);
  const auto days = RuleDays(recurrence, bounds);
  if (days.empty()) return std::nullopt;
  if (GoesByWeeks(recurrence.rule())) {
    *recurrence.mutable_first_day() = wire::ToProto(days.front() + season.Shift());
    recurrence.set_rule(EndingOn(recurrence.rule(), days.back() + season.Shift()));
  } else {
    *recurrence.mutable_first_day() = wire::ToProto(season.to);
    recurrence.set_rule(EndingAfter(recurrence.rule(), static_cast<int>(days.size())));
  }
  SeriesRow copy{.id = ids::NewUuid(), .activity_id = source.activity_id, .provider_id = source.provider_id};
  copy.content = source.content;
  copy.content.clear_external_id();
  *copy.content.mutable_recurrence() = std::move(recurrence);
  if (season.as_drafts) copy.content.mutable_pattern()->set_publish(false);
  copy.copied_from = source.id;
  copy.season_day = season.to;
  return copy;
}

}  // namespace shortbreaks::series
