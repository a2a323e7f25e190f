#include "series/calendar.h"

#include <algorithm>

#include "wire/times.h"

namespace shortbreaks::series {

v1::CalendarDays ToProto(const Stretch& stretch) {
  v1::CalendarDays days;
  days.set_kind(stretch.kind);
  days.set_display_name(stretch.name);
  *days.mutable_first_day() = wire::ToProto(stretch.first);
  *days.mutable_last_day() = wire::ToProto(stretch.last);
  if (!stretch.provider_id.empty()) days.set_provider(ids::ResourceName("providers", stretch.provider_id));
  if (!stretch.activity_id.empty()) days.set_activity(ids::ResourceName("activities", stretch.activity_id));
  return days;
}

const Stretch* Calendar::Find(v1::CalendarDayKind kind, absl::CivilDay first, absl::CivilDay last) const {
  const auto found = std::find_if(stretches_.begin(), stretches_.end(), [&](const Stretch& stretch) {
    return stretch.kind == kind && stretch.first <= last && first <= stretch.last;
  });
  return found == stretches_.end() ? nullptr : &*found;
}

const Stretch* Calendar::Closed(absl::CivilDay first, absl::CivilDay last, bool bank_holidays_count) const {
  const Stretch* closed = Find(v1::CALENDAR_DAY_KIND_CLOSED, first, last);
  if (closed == nullptr && bank_holidays_count) closed = Find(v1::CALENDAR_DAY_KIND_BANK_HOLIDAY, first, last);
  return closed;
}

bool Calendar::KnowsTerms(absl::CivilDay first, absl::CivilDay last) const {
  bool begun = false, lasts = false;
  for (const Stretch& stretch : stretches_) {
    if (stretch.kind != v1::CALENDAR_DAY_KIND_TERM) continue;
    begun = begun || stretch.first <= first;
    lasts = lasts || last <= stretch.last;
  }
  return begun && lasts;
}

}  // namespace shortbreaks::series
