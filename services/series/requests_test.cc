#include "series/requests.h"

#include <gmock/gmock.h>

#include <functional>

#include "series/samples.h"

namespace shortbreaks::series {
namespace {

using absl::CivilDay;

v1::Series Good() { return SampleSeries("FREQ=WEEKLY;BYDAY=SA;COUNT=3", CivilDay(2026, 12, 5), Pattern(600, 780)); }

std::string ProblemOf(const v1::Series& series) {
  errors::FieldErrors fields;
  ReadSeries(series, fields);
  EXPECT_LE(fields.size(), 1u) << fields.ToStatus();
  return std::string(fields.ToStatus().message());
}

TEST(ReadSeries, TakesAGoodOneAndPutsItsDaysInOrder) {
  v1::Series series = Good();
  for (const int day : {19, 12, 19}) {
    *series.mutable_recurrence()->add_except_days() = wire::ToProto(CivilDay(2026, 12, day));
  }
  errors::FieldErrors fields;
  const v1::Series read = ReadSeries(series, fields);
  EXPECT_TRUE(fields.empty()) << fields.ToStatus();
  ASSERT_EQ(read.recurrence().except_days_size(), 2);
  EXPECT_EQ(read.recurrence().except_days(0).day(), 12);
}

struct Wrong {
  const char* field;
  std::function<void(v1::Series&)> spoil;
};
class WrongSeries : public testing::TestWithParam<Wrong> {};

TEST_P(WrongSeries, IsRefusedByItsField) {
  v1::Series series = Good();
  GetParam().spoil(series);
  EXPECT_THAT(ProblemOf(series), testing::HasSubstr(GetParam().field));
}

v1::SessionPattern& PatternOf(v1::Series& series) { return *series.mutable_pattern(); }
v1::Recurrence& RecurrenceOf(v1::Series& series) { return *series.mutable_recurrence(); }

INSTANTIATE_TEST_SUITE_P(
    All, WrongSeries,
    testing::Values(Wrong{"recurrence.rule", [](auto& s) { RecurrenceOf(s).set_rule("FREQ=HOURLY;COUNT=2"); }},
                    Wrong{"recurrence.first_day", [](auto& s) { RecurrenceOf(s).clear_first_day(); }},
                    Wrong{"recurrence.closed_days", [](auto& s) { RecurrenceOf(s).clear_closed_days(); }},
                    Wrong{"recurrence.extra_days[0]",
                          [](auto& s) { *RecurrenceOf(s).add_extra_days() = wire::ToProto(CivilDay(2028, 12, 6)); }},
                    Wrong{"recurrence.extra_days[0]",
                          [](auto& s) { *RecurrenceOf(s).add_extra_days() = wire::ToProto(CivilDay(2026, 12, 4)); }},
                    Wrong{"recurrence.except_days[0]",
                          [](auto& s) { RecurrenceOf(s).add_except_days()->set_year(2026); }},
                    Wrong{"pattern.start_minutes", [](auto& s) { PatternOf(s).set_start_minutes(-1); }},
                    Wrong{"pattern.end_minutes", [](auto& s) { PatternOf(s).set_end_minutes(600); }},
                    Wrong{"pattern.end_minutes", [](auto& s) { PatternOf(s).set_end_minutes(1440); }},
                    Wrong{"pattern.end_day_offset", [](auto& s) { PatternOf(s).set_end_day_offset(31); }},
                    Wrong{"pattern.places", [](auto& s) { PatternOf(s).set_places(1001); }},
                    Wrong{"pattern.staff", [](auto& s) { PatternOf(s).set_staff(1001); }},
                    Wrong{"pattern.reserve_places", [](auto& s) { PatternOf(s).set_reserve_places(9); }},
                    Wrong{"pattern.booking_opens_days", [](auto& s) { PatternOf(s).set_booking_opens_minutes(540); }},
                    Wrong{"pattern.booking_opens_days",
                          [](auto& s) {
                            PatternOf(s).set_booking_opens_days(0);
                            PatternOf(s).set_booking_opens_minutes(660);
                          }},
                    Wrong{"pattern.ratio_caps[0].support_ratio.staff",
                          [](auto& s) { PatternOf(s).add_ratio_caps()->mutable_support_ratio()->set_children(1); }}));

v1::SetCalendarDaysRequest Days(v1::CalendarDayKind kind, CivilDay first) {
  v1::SetCalendarDaysRequest request;
  *request.mutable_first_day() = wire::ToProto(CivilDay(2026, 9, 1));
  *request.mutable_last_day() = wire::ToProto(CivilDay(2027, 8, 31));
  v1::CalendarDays& days = *request.add_days();
  days.set_kind(kind);
  days.set_display_name("Autumn");
  *days.mutable_first_day() = wire::ToProto(first);
  return request;
}

size_t ProblemsOf(const v1::SetCalendarDaysRequest& request) {
  errors::FieldErrors fields;
  ReadDays(request, fields);
  return fields.size();
}

TEST(ReadDays, TermsAndBankHolidaysAreTheCouncilsAlone) {
  v1::SetCalendarDaysRequest request = Days(v1::CALENDAR_DAY_KIND_TERM, CivilDay(2026, 9, 2));
  EXPECT_EQ(ProblemsOf(request), 0u);
  request.set_provider("providers/0190a5e2-7c1d-7b3e-8f00-0123456789ab");
  EXPECT_EQ(ProblemsOf(request), 1u);
  request.mutable_days(0)->set_kind(v1::CALENDAR_DAY_KIND_CLOSED);
  EXPECT_EQ(ProblemsOf(request), 0u);
  request.set_activity("activities/0190a5e2-7c1d-7b3e-8f00-0123456789ab");
  EXPECT_EQ(ProblemsOf(request), 1u) << "one owner";
}

TEST(ReadDays, BeginInTheStretchThatIsReplaced) {
  EXPECT_EQ(ProblemsOf(Days(v1::CALENDAR_DAY_KIND_CLOSED, CivilDay(2026, 8, 31))), 1u);
  EXPECT_EQ(ProblemsOf(Days(v1::CALENDAR_DAY_KIND_UNSPECIFIED, CivilDay(2026, 9, 2))), 1u);
}

TEST(Season, MovesByWholeWeeks) {
  // Tuesday 1 September 2026 to Wednesday 1 September 2027: the Saturdays of one become Saturdays of the other.
  Season season{.first = CivilDay(2026, 9, 1), .last = CivilDay(2027, 8, 31), .to = CivilDay(2027, 9, 1)};
  EXPECT_EQ(season.Shift(), 52 * 7);
  // Sunday 6 September 2026 belongs to the week of 31 August.
  season.first = CivilDay(2026, 9, 6);
  season.to = CivilDay(2027, 9, 6);
  EXPECT_EQ(season.Shift(), 53 * 7);
}

}  // namespace
}  // namespace shortbreaks::series
