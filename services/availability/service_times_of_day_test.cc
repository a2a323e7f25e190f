// Searching by day and time of day, as London's clocks show them.
#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <random>

#include "availability/places_test.h"
#include "london/london.h"

namespace shortbreaks::availability {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// What a clock in London shows, that many days after the next Monday.
absl::Time Clock(int days, int hour, int minute = 0) {
  absl::TimeZone london;
  absl::LoadTimeZone("Europe/London", &london);
  const absl::CivilDay monday = absl::NextWeekday(london::DayOf(absl::Now()), absl::Weekday::monday);
  const absl::CivilDay day = monday + days;
  return absl::FromCivil(absl::CivilMinute(day.year(), day.month(), day.day(), hour, minute), london);
}

// The last Sunday of the month, from the year after this one on.
absl::CivilDay LastSunday(int month, int years_ahead = 1) {
  const absl::CivilDay last(london::DayOf(absl::Now()).year() + years_ahead, month, 31);
  return absl::GetWeekday(last) == absl::Weekday::sunday ? last : absl::PrevWeekday(last, absl::Weekday::sunday);
}

class TimesOfDay : public PlacesTest {};

TEST_F(TimesOfDay, FindsSessionsOfTheDaysAsked) {
  for (const auto& [key, days] : {std::pair("MONDAY", 0), {"TUESDAY", 1}, {"SATURDAY", 5}, {"SUNDAY", 6}}) {
    Offer(key, Clock(days, 10));
  }
  EXPECT_THAT(Keys([](auto& r) { r.add_days(type::v1::DAY_OF_WEEK_SATURDAY); }), ElementsAre("SATURDAY"));
  EXPECT_THAT(Keys([](auto& r) {
                r.add_days(type::v1::DAY_OF_WEEK_SUNDAY);
                r.add_days(type::v1::DAY_OF_WEEK_MONDAY);
              }),
              ElementsAre("MONDAY", "SUNDAY"));
  EXPECT_THAT(Keys([](auto& r) { r.add_days(type::v1::DAY_OF_WEEK_FRIDAY); }), IsEmpty());
}

TEST_F(TimesOfDay, FindsSessionsBetweenTheHoursAsked) {
  Offer("MORNING", Clock(0, 9), absl::Hours(3));
  Offer("AFTER_SCHOOL", Clock(0, 15, 30), absl::Hours(2));
  Offer("UNTIL_MIDNIGHT", Clock(0, 20), absl::Hours(4));
  Offer("OVERNIGHT", Clock(0, 21), absl::Hours(11));
  const auto from = [](int minutes) { return [=](auto& r) { r.set_earliest_start_minutes(minutes); }; };
  const auto until = [](int minutes) { return [=](auto& r) { r.set_latest_end_minutes(minutes); }; };
  EXPECT_THAT(Keys(from(15 * 60 + 30)), ElementsAre("AFTER_SCHOOL", "UNTIL_MIDNIGHT", "OVERNIGHT"));
  EXPECT_THAT(Keys(from(15 * 60 + 31)), ElementsAre("UNTIL_MIDNIGHT", "OVERNIGHT"));
  EXPECT_THAT(Keys(until(12 * 60)), ElementsAre("MORNING"));
  EXPECT_THAT(Keys(until(12 * 60 - 1)), IsEmpty());
  // A stay over midnight ends on another day, however early.
  EXPECT_THAT(Keys(until(1'440)), ElementsAre("MORNING", "AFTER_SCHOOL", "UNTIL_MIDNIGHT"));
  EXPECT_THAT(Keys([](auto& r) {
                r.add_days(type::v1::DAY_OF_WEEK_MONDAY);
                r.set_earliest_start_minutes(9 * 60);
                r.set_latest_end_minutes(17 * 60 + 30);
              }),
              ElementsAre("MORNING", "AFTER_SCHOOL"));
}

TEST_F(TimesOfDay, PartsOfAMinuteAreKeptApart) {
  Offer("ENDS_A_SECOND_LATE", Clock(0, 9), absl::Hours(3) + absl::Seconds(1));
  Offer("STARTS_A_SECOND_EARLY", Clock(1, 9) - absl::Seconds(1), absl::Hours(3));
  EXPECT_THAT(Keys([](auto& r) { r.set_latest_end_minutes(12 * 60); }), ElementsAre("STARTS_A_SECOND_EARLY"));
  EXPECT_THAT(Keys([](auto& r) { r.set_earliest_start_minutes(9 * 60); }), ElementsAre("ENDS_A_SECOND_LATE"));
}

// peers, fault 23: half past midnight in summer is a day later in London than in UTC.
TEST_F(TimesOfDay, HalfPastMidnightInSummerBelongsToItsLondonDay) {
  const absl::Time start = london::StartOf(LastSunday(3) + 7) + absl::Minutes(30);  // a Sunday in British Summer Time
  ASSERT_EQ(absl::GetWeekday(absl::ToCivilDay(start, absl::UTCTimeZone())), absl::Weekday::saturday);
  Offer("NIGHT", start, absl::Hours(1));
  const auto on = [&](type::v1::DayOfWeek day) {
    return [=](v1::SearchSessionsRequest& r) {
      *r.mutable_start_time() = wire::ToProto(start - absl::Hours(48));
      r.add_days(day);
      r.set_earliest_start_minutes(30);
      r.set_latest_end_minutes(90);
    };
  };
  EXPECT_THAT(Keys(on(type::v1::DAY_OF_WEEK_SUNDAY)), ElementsAre("NIGHT"));
  EXPECT_THAT(Keys(on(type::v1::DAY_OF_WEEK_SATURDAY)), IsEmpty());
}

// Three in the afternoon stays that on both sides of both clock changes.
TEST_F(TimesOfDay, TheSameHourIsFoundOnBothSidesOfTheClockChanges) {
  const std::string activity = AddActivity(SampleActivity(provider_)).name();
  for (const int month : {3, 10}) {
    for (const int days : {-1, 0, 1}) {
      const absl::CivilDay day = LastSunday(month) + days;
      absl::TimeZone london;
      ASSERT_TRUE(absl::LoadTimeZone("Europe/London", &london));
      OfferOf(activity, absl::StrCat(month, "/", days),
              absl::FromCivil(absl::CivilHour(day.year(), day.month(), day.day(), 15), london));
    }
  }
  const auto sessions = [&](int month) {
    return Keys([&](auto& r) {
      *r.mutable_start_time() = wire::ToProto(london::StartOf(LastSunday(month) - 2));
      *r.mutable_end_time() = wire::ToProto(london::StartOf(LastSunday(month) + 3));
      r.set_earliest_start_minutes(15 * 60);
      r.set_latest_end_minutes(18 * 60);
    });
  };
  EXPECT_THAT(sessions(3), ElementsAre("3/-1", "3/0", "3/1"));
  EXPECT_THAT(sessions(10), ElementsAre("10/-1", "10/0", "10/1"));
}

// Whatever is asked for, what is found is what looking at each session by itself finds.
TEST_F(TimesOfDay, FindsWhatLookingAtEachSessionFinds) {
  std::mt19937 random(20261125);
  const auto pick = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
  const std::string activity = AddActivity(SampleActivity(provider_)).name();
  const absl::Time from = london::StartOf(LastSunday(10) - 10);
  std::vector<v1::Session> sessions;
  for (int i = 0; i < 120; ++i) {
    sessions.push_back(OfferOf(activity, absl::StrCat("S", i), from + absl::Minutes(30 * pick(20 * 48)),
                               absl::Minutes(30 * (1 + pick(20)))));
  }
  std::ranges::sort(sessions, {}, [](const v1::Session& s) {
    return std::pair(wire::FromProto(s.start_time()), *ids::IdOf("sessions", s.name()));
  });
  for (int round = 0; round < 60; ++round) {
    v1::SearchSessionsRequest request;
    *request.mutable_start_time() = wire::ToProto(from + absl::Minutes(pick(24 * 60)));
    *request.mutable_end_time() = wire::ToProto(from + absl::Hours(24 * 18));
    request.set_page_size(1 + pick(9));
    for (int days = pick(4); days > 0; --days) request.add_days(static_cast<type::v1::DayOfWeek>(1 + pick(7)));
    if (pick(2) == 0) request.set_earliest_start_minutes(30 * pick(40));
    if (pick(2) == 0) request.set_latest_end_minutes(request.earliest_start_minutes() + 30 * (1 + pick(8)));
    std::vector<std::string> expected;
    for (const v1::Session& session : sessions) {
      const absl::CivilMinute start = london::ClockAt(wire::FromProto(session.start_time()));
      const absl::CivilMinute end = london::ClockAt(wire::FromProto(session.end_time()));
      const absl::CivilMinute midnight(absl::CivilDay{start});
      const int weekday = static_cast<int>(absl::GetWeekday(start)) + 1;
      const bool on_day = request.days().empty() || std::ranges::count(request.days(), weekday) > 0;
      if (on_day && wire::FromProto(session.start_time()) >= wire::FromProto(request.start_time()) &&
          wire::FromProto(session.start_time()) < wire::FromProto(request.end_time()) &&
          start - midnight >= request.earliest_start_minutes() &&
          (!request.has_latest_end_minutes() || end - midnight <= request.latest_end_minutes())) {
        expected.push_back(session.external_id());
      }
    }
    EXPECT_EQ(Keys([&](auto& r) { r = request; }), expected) << request.ShortDebugString();
  }
}

// The database's own rule for London's clocks against the time zone database, from 2000 to 2199.
TEST_F(TimesOfDay, TheDatabaseReckonsLondonsClocksAsTheTimeZoneDatabaseDoes) {
  absl::TimeZone london;
  ASSERT_TRUE(absl::LoadTimeZone("Europe/London", &london));
  const v1::Session session = AddDraft(SampleSession(AddActivity(SampleActivity(provider_)).name(), Soon(24)));
  const ids::Uuid id = *ids::IdOf("sessions", session.name());
  auto root = mysql::Connection::Open(support::SharedMysql().As("root")).value();
  const auto expect_at = [&](absl::Time start, absl::Duration lasts) {
    ASSERT_TRUE(root->Execute("UPDATE sessions SET booking_open_time = '2000-01-01', booking_close_time = "
                              "'2000-01-01', start_time = ?, end_time = ? WHERE session_id = ?",
                              {start, start + lasts, mysql::Bytes{id}})
                    .ok());
    const auto rows = root->Query(
        "SELECT london_weekday, london_start_minutes, london_end_minutes FROM sessions WHERE session_id = ?",
        {mysql::Bytes{id}});
    ASSERT_TRUE(rows.ok()) << rows.status();
    const absl::CivilMinute from = absl::ToCivilMinute(start, london), to = absl::ToCivilMinute(start + lasts, london);
    const absl::CivilMinute midnight(absl::CivilDay{from});
    EXPECT_EQ(rows->front().Int(0), static_cast<int>(absl::GetWeekday(from)) + 1) << start;
    EXPECT_EQ(rows->front().Int(1), from - midnight) << start;
    EXPECT_EQ(rows->front().Int(2), to - midnight) << start;
  };
  for (int year = 2000; year < 2200; year += 7) {
    for (const int month : {3, 10}) {
      const absl::CivilDay last(year, month, 31);
      const absl::CivilDay sunday =
          absl::GetWeekday(last) == absl::Weekday::sunday ? last : absl::PrevWeekday(last, absl::Weekday::sunday);
      const absl::Time change =
          absl::FromCivil(absl::CivilHour(sunday.year(), sunday.month(), sunday.day(), 1), absl::UTCTimeZone());
      for (const int minutes : {-1, 0, 1}) expect_at(change + absl::Minutes(minutes), absl::Hours(12));
    }
    for (int day = 1; day < 365; day += 61) {
      expect_at(absl::FromCivil(absl::CivilDay(year, 1, 1) + day, absl::UTCTimeZone()) + absl::Minutes(1'415),
                absl::Minutes(95));
    }
  }
}

// peers, fault 24.
TEST_F(TimesOfDay, TheViewersZoneNeverChangesAvailability) {
  Offer("SATURDAY_MORNING", Clock(5, 9));
  Offer("SATURDAY_NIGHT", Clock(5, 23), absl::Minutes(45));
  v1::SearchSessionsRequest request;
  request.add_days(type::v1::DAY_OF_WEEK_SATURDAY);
  request.set_earliest_start_minutes(9 * 60);
  request.set_latest_end_minutes(1'440);
  const auto ask = [&] {
    auto found = Ask<v1::SearchSessionsResponse>("SearchSessions", Family(), request).value();
    return found.SerializeAsString();
  };
  const std::string here = ask();
  EXPECT_THAT(Keys([&](auto& r) { r = request; }), ElementsAre("SATURDAY_MORNING", "SATURDAY_NIGHT"));
  const char* before = std::getenv("TZ");
  const std::string restore = before == nullptr ? "" : before;
  for (const char* zone : {"Pacific/Auckland", "America/Los_Angeles", "Asia/Kathmandu"}) {
    setenv("TZ", zone, 1);
    tzset();
    EXPECT_EQ(ask(), here) << zone;
  }
  before == nullptr ? unsetenv("TZ") : setenv("TZ", restore.c_str(), 1);
  tzset();
}

}  // namespace
}  // namespace shortbreaks::availability
