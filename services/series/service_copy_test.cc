// A season is copied to the next.
#include "series/service_test.h"

namespace shortbreaks::series {
namespace {

using testing::SizeIs;

class CopySeasonTest : public SeriesTest {
 protected:
  // A season of ten weeks, and the next begins twenty weeks after it.
  v1::CopySeasonRequest Request(const std::string& activity, const std::string& provider = {}) {
    auto request = WithId<v1::CopySeasonRequest>();
    request.set_activity(activity);
    request.set_provider(provider);
    *request.mutable_first_day() = wire::ToProto(Saturday() - 2);
    *request.mutable_last_day() = wire::ToProto(Saturday(10));
    *request.mutable_to_day() = wire::ToProto(Saturday(20) + 1);
    return request;
  }
  absl::StatusOr<v1::CopySeasonResponse> Copy(const v1::CopySeasonRequest& request) {
    return Call<v1::CopySeasonResponse>("CopySeason", Officer(), request);
  }
};

TEST_F(CopySeasonTest, KeepsWeekdayAndTimeByTheClock) {
  const std::string activity = AddActivity().name();
  const v1::Series series = Made(Weekly(activity));
  const auto copied = Copy(Request(activity));
  ASSERT_TRUE(copied.ok()) << copied.status();
  ASSERT_THAT(copied->copies(), SizeIs(1));
  EXPECT_EQ(copied->copies(0).source(), series.name());
  EXPECT_EQ(copied->copies(0).sessions(), 4);
  const auto copy = Read(copied->copies(0).copy());
  EXPECT_EQ(copy.series().copied_from(), series.name());
  ASSERT_THAT(copy.sessions(), SizeIs(4));
  for (int week = 0; week < 4; ++week) {
    EXPECT_EQ(wire::FromProto(copy.sessions(week).start_time()), At(Saturday(20 + week), 600));
  }
}

TEST_F(CopySeasonTest, RunTwiceMakesNoDouble) {
  const std::string activity = AddActivity().name();
  Made(Weekly(activity));
  const auto first = Copy(Request(activity));
  const auto second = Copy(Request(activity));
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_TRUE(second->copies(0).copied_before());
  EXPECT_EQ(second->copies(0).copy(), first->copies(0).copy());
  EXPECT_EQ(second->copies(0).sessions(), 0);
  EXPECT_EQ(CountOf("sessions"), 8);
}

TEST_F(CopySeasonTest, TheNewSeasonsCalendarApplies) {
  const std::string activity = AddActivity().name();
  v1::Series series = Weekly(activity);
  *series.mutable_recurrence()->add_except_days() = wire::ToProto(Saturday(1));
  Made(series);
  ASSERT_TRUE(SetDays(Officer(), {Closed(Saturday(22))}).ok());
  const auto copied = Copy(Request(activity));
  ASSERT_TRUE(copied.ok()) << copied.status();
  EXPECT_EQ(copied->copies(0).sessions(), 3) << "the day left out before stands, the closed one does not";
  ASSERT_THAT(copied->copies(0).skipped(), SizeIs(1));
  EXPECT_EQ(wire::FromProto(copied->copies(0).skipped(0).day()), Saturday(22));
}

TEST_F(CopySeasonTest, FailsWhereTheSeriesSaysSoAndCopiesNothing) {
  const std::string provider = AddProvider();
  Made(Weekly(AddActivity(availability::SampleActivity(provider)).name()));
  v1::Series strict = Weekly(AddActivity(availability::SampleActivity(provider)).name());
  strict.mutable_recurrence()->set_closed_days(v1::CLOSED_DAYS_FAIL);
  Made(strict);
  ASSERT_TRUE(SetDays(Officer(), {Closed(Saturday(22))}).ok());
  EXPECT_EQ(ReasonOf(Copy(Request("", provider))), type::v1::ERROR_REASON_CLOSED_DAY);
  EXPECT_EQ(CountOf("series"), 2);
}

TEST_F(CopySeasonTest, OfAProviderCopiesAllThatLiesInTheSeason) {
  const std::string provider = AddProvider();
  const std::string first = AddActivity(availability::SampleActivity(provider)).name();
  const std::string second = AddActivity(availability::SampleActivity(provider)).name();
  Made(Weekly(first));
  Made(Weekly(second, 12));  // two weeks beyond the season's end
  Made(Weekly(AddActivity().name()));
  auto request = Request("", provider);
  request.set_validate_only(true);
  const auto preview = Copy(request);
  ASSERT_TRUE(preview.ok()) << preview.status();
  EXPECT_EQ(preview->copies(0).copy(), "");
  EXPECT_EQ(CountOf("series"), 3);
  request = Request("", provider);
  request.set_as_drafts(true);
  const auto copied = Copy(request);
  ASSERT_TRUE(copied.ok()) << copied.status();
  ASSERT_THAT(copied->copies(), SizeIs(2));
  EXPECT_EQ(copied->copies(0).sessions() + copied->copies(1).sessions(), 4 + 11);
  EXPECT_EQ(Read(copied->copies(0).copy()).sessions(0).state(), v1::SESSION_STATE_DRAFT);
}

TEST_F(CopySeasonTest, AMonthlySeriesComesAsOftenByTheSameRule) {
  const std::string activity = AddActivity().name();
  v1::Series monthly = Weekly(activity);
  monthly.mutable_recurrence()->set_rule("FREQ=MONTHLY;BYDAY=1SA;COUNT=2");
  Made(monthly);
  const auto copied = Copy(Request(activity));
  ASSERT_TRUE(copied.ok()) << copied.status();
  const auto copy = Read(copied->copies(0).copy());
  ASSERT_THAT(copy.sessions(), SizeIs(2));
  for (const v1::SeriesSession& session : copy.sessions()) {
    const auto day = wire::FromProto(session.day());
    EXPECT_LE(day->day(), 7);
    EXPECT_EQ(absl::GetWeekday(*day), absl::Weekday::saturday);
    EXPECT_GE(*day, Saturday(20) + 1);
  }
}

TEST_F(CopySeasonTest, OfASeriesThatWasSplitCopiesEachPart) {
  const std::string activity = AddActivity().name();
  v1::Series series = Made(Weekly(activity));
  series.mutable_pattern()->set_start_minutes(540);
  auto split = UpdateOf(series, v1::SERIES_SCOPE_THIS_AND_LATER);
  *split.mutable_from_day() = wire::ToProto(Saturday(3));
  ASSERT_TRUE(Update(split).ok());
  const auto copied = Copy(Request(activity));
  ASSERT_TRUE(copied.ok()) << copied.status();
  ASSERT_THAT(copied->copies(), SizeIs(2));
  EXPECT_EQ(copied->copies(0).sessions(), 3);
  EXPECT_EQ(copied->copies(1).sessions(), 1);
  EXPECT_EQ(wire::FromProto(Read(copied->copies(1).copy()).sessions(0).start_time()), At(Saturday(23), 540));
}

TEST_F(CopySeasonTest, NeedsAnOwnerAndALaterSeason) {
  EXPECT_EQ(ReasonOf(Copy(Request(""))), type::v1::ERROR_REASON_INVALID_REQUEST);
  auto request = Request(AddActivity().name());
  *request.mutable_to_day() = wire::ToProto(Saturday(5));
  EXPECT_EQ(ReasonOf(Copy(request)), type::v1::ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(ReasonOf(Copy(Request("", availability::kUnknownProvider))), type::v1::ERROR_REASON_NOT_FOUND);
  const std::string provider = AddProvider();
  EXPECT_EQ(ReasonOf(Call<v1::CopySeasonResponse>("CopySeason", Staff(AddProvider("Another")), Request("", provider))),
            type::v1::ERROR_REASON_NOT_ALLOWED);
}

}  // namespace
}  // namespace shortbreaks::series
