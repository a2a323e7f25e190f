#include "import/series.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include <algorithm>
#include <array>

#include "ratio_cap.h"
#include "wire/times.h"

namespace shortbreaks::cli {

const Columns kSeriesColumns = {
    {"external_id", "activity", "days", "start", "end", "places"},
    {"nights", "only", "first_date", "last_date", "booking_opens_days_before", "publish", "staff", "ratio_caps",
     "reserve", "reserve_until_days_before"},
};

namespace {

constexpr std::array<const char*, 7> kDays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

std::array<bool, 7> Weekdays(const RowReader& row) {
  std::array<bool, 7> chosen{};
  for (const auto part : absl::StrSplit(row.Required("days"), ' ', absl::SkipWhitespace())) {
    const auto day = std::find_if(kDays.begin(), kDays.end(), [part](const char* name) { return part == name; });
    if (day == kDays.end()) {
      row.Wrong("days", "Write days as Mon Tue Wed Thu Fri Sat Sun, with spaces between.");
    } else {
      chosen[static_cast<size_t>(day - kDays.begin())] = true;
    }
  }
  return chosen;
}

struct Pattern {
  std::array<bool, 7> weekdays{};
  absl::CivilDay first, last;
  enum class Only { kAny, kTerm, kHoliday } only = Only::kAny;

  bool Has(absl::CivilDay day, const Calendar& calendar) const {
    if (!weekdays[static_cast<size_t>(absl::GetWeekday(day))] || calendar.IsClosed(day)) return false;
    if (only == Only::kTerm) return calendar.IsTerm(day);
    return only == Only::kAny || calendar.IsHoliday(day);
  }
};

Pattern ReadPattern(const RowReader& row, const Period& period) {
  Pattern pattern{Weekdays(row), period.from, period.Last()};
  if (row.Has("first_date"))
    pattern.first = std::max(pattern.first, row.Value("first_date", ParseDay).value_or(period.from));
  if (row.Has("last_date"))
    pattern.last = std::min(pattern.last, row.Value("last_date", ParseDay).value_or(period.from));
  const std::string only = row.Text("only");
  if (only == "term") {
    pattern.only = Pattern::Only::kTerm;
  } else if (only == "holiday") {
    pattern.only = Pattern::Only::kHoliday;
  } else if (!only.empty() && only != "any") {
    row.Wrong("only", "Write term, holiday or any.");
  }
  return pattern;
}

}  // namespace

std::optional<Span> SpanOf(const RowReader& row, absl::CivilDay day, TimeOfDay start, TimeOfDay end, int nights) {
  const bool next_day = nights == 0 && end.Minutes() <= start.Minutes();
  const auto from = AtLondon(day, start);
  const auto to = AtLondon(day + (next_day ? 1 : nights), end);
  if (!from.ok()) row.Wrong("start", from.status());
  if (!to.ok()) row.Wrong("end", to.status());
  if (!from.ok() || !to.ok()) return std::nullopt;
  return Span{*from, *to};
}

void ReadStaffAndCaps(const RowReader& row, availability::v1::Session& session) {
  if (row.Has("staff")) session.set_staff(row.Number("staff"));
  for (const std::string& text : row.List("ratio_caps")) {
    auto cap = ParseRatioCap(text);
    if (cap.ok()) {
      *session.add_ratio_caps() = *std::move(cap);
    } else {
      row.Wrong("ratio_caps", cap.status());
    }
  }
  session.set_reserve_places(row.Number("reserve"));
}

std::vector<availability::v1::ImportSession> ExpandSeries(const RowReader& row, const Period& period,
                                                          const Calendar& calendar) {
  const std::string series = row.Required("external_id"), activity = row.Required("activity");
  const auto start = row.Value("start", ParseTimeOfDay), end = row.Value("end", ParseTimeOfDay);
  row.Required("places");
  const int32_t places = row.Number("places"), nights = row.Number("nights");
  const int32_t opens_days_before = row.Number("booking_opens_days_before", -1);
  const int32_t reserve_days_before = row.Number("reserve_until_days_before", -1);
  availability::v1::Session room;
  room.set_places(places);
  ReadStaffAndCaps(row, room);
  const bool publish = row.YesNo("publish", true);
  const Pattern pattern = ReadPattern(row, period);
  if (nights < 0 || nights > 30) row.Wrong("nights", "Write 0 to 30.");
  std::vector<availability::v1::ImportSession> sessions;
  if (!start || !end || nights < 0 || nights > 30) return sessions;
  for (absl::CivilDay day = pattern.first; day <= pattern.last; ++day) {
    if (!pattern.Has(day, calendar)) continue;
    const auto span = SpanOf(row, day, *start, *end, nights);
    if (!span || span->start <= period.now) continue;
    auto& message = sessions.emplace_back();
    message.set_activity_external_id(activity);
    message.set_publish(publish);
    auto& session = *message.mutable_session();
    session = room;
    session.set_external_id(absl::StrCat(series, absl::StrFormat("-%04d%02d%02d", day.year(), day.month(), day.day())));
    *session.mutable_start_time() = wire::ToProto(span->start);
    *session.mutable_end_time() = wire::ToProto(span->end);
    // Noon, which the clocks always pass once.
    const auto noon_before = [&](int32_t days) {
      return wire::ToProto(std::min(*AtLondon(day - days, TimeOfDay{12, 0}), span->start));
    };
    if (opens_days_before >= 0) *session.mutable_booking_open_time() = noon_before(opens_days_before);
    if (reserve_days_before >= 0) *session.mutable_reserve_release_time() = noon_before(reserve_days_before);
  }
  return sessions;
}

}  // namespace shortbreaks::cli
