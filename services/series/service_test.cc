// Series are made, read and listed.
#include "series/service_test.h"

namespace shortbreaks::series {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

TEST_F(SeriesTest, MakesItsSessionsAtTheSameTimeByTheClock) {
  const std::string activity = AddActivity().name();
  const auto made = Create(Weekly(activity), Officer());
  ASSERT_TRUE(made.ok()) << made.status();
  ASSERT_THAT(made->dates(), SizeIs(4));
  for (int week = 0; week < 4; ++week) {
    const auto offer = Get(made->dates(week).session(), Officer());
    ASSERT_TRUE(offer.ok()) << offer.status();
    EXPECT_EQ(wire::FromProto(offer->session().start_time()), At(Saturday(week), 600));
    EXPECT_EQ(offer->session().charge_minutes(), 180);
    EXPECT_EQ(offer->session().state(), v1::SESSION_STATE_PUBLISHED);
    EXPECT_EQ(offer->session().series(), made->series().name());
    EXPECT_EQ(offer->session().activity(), activity);
  }
  EXPECT_THAT(Events(), testing::IsSupersetOf({"series.created", "session.published"}));
  EXPECT_EQ(CountOf("audit_records"), 2 + 5) << "provider, activity, the series and each session";
}

TEST_F(SeriesTest, TheSameRequestIsDoneOnce) {
  auto request = WithId<v1::CreateSeriesRequest>();
  *request.mutable_series() = Weekly(AddActivity().name());
  const auto first = Call<v1::CreateSeriesResponse>("CreateSeries", Officer(), request);
  const auto second = Call<v1::CreateSeriesResponse>("CreateSeries", Officer(), request);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
  EXPECT_EQ(CountOf("sessions"), 4);
}

TEST_F(SeriesTest, ValidatedOnlyItListsItsDatesAndMakesNothing) {
  const std::string activity = AddActivity().name();
  ASSERT_TRUE(SetDays(Officer(), {Closed(Saturday(1))}).ok());
  const auto preview = Create(Weekly(activity), Officer(), true);
  ASSERT_TRUE(preview.ok()) << preview.status();
  ASSERT_THAT(preview->dates(), SizeIs(4));
  EXPECT_EQ(preview->series().name(), "");
  EXPECT_EQ(preview->dates(0).session(), "");
  EXPECT_EQ(preview->dates(1).skipped(), v1::SKIP_REASON_CLOSED);
  EXPECT_EQ(preview->dates(1).skipped_for(), "Training day");
  EXPECT_EQ(CountOf("sessions"), 0);
  EXPECT_EQ(CountOf("series"), 0);
}

// Fault 26, on the database.
TEST_F(SeriesTest, OneClosedDayIsSkippedOrFailsTheWhole) {
  const std::string activity = AddActivity().name();
  ASSERT_TRUE(SetDays(Officer(), {Closed(Saturday(1))}).ok());
  v1::Series series = Weekly(activity);
  series.mutable_recurrence()->set_closed_days(v1::CLOSED_DAYS_FAIL);
  const auto refused = Create(series, Officer());
  EXPECT_EQ(ReasonOf(refused), type::v1::ERROR_REASON_CLOSED_DAY);
  EXPECT_EQ(errors::MetadataOf(refused.status(), "days"), absl::FormatCivilTime(Saturday(1)));
  EXPECT_EQ(CountOf("sessions"), 0);
  series.mutable_recurrence()->set_closed_days(v1::CLOSED_DAYS_SKIP);
  ASSERT_TRUE(Create(series, Officer()).ok());
  EXPECT_EQ(CountOf("sessions"), 3);
  series.mutable_recurrence()->clear_closed_days();
  EXPECT_EQ(ReasonOf(Create(series, Officer())), type::v1::ERROR_REASON_INVALID_REQUEST) << "it must be said";
}

TEST_F(SeriesTest, SessionsTakeEverythingFromThePattern) {
  v1::Series series = Weekly(AddActivity().name(), 1);
  v1::SessionPattern& pattern = *series.mutable_pattern();
  pattern.set_publish(false);
  pattern.set_staff(4);
  pattern.set_reserve_places(2);
  pattern.set_reserve_release_hours(48);
  pattern.set_booking_opens_days(14);
  pattern.set_booking_opens_minutes(540);
  pattern.set_booking_closes_hours(24);
  v1::RatioCap& cap = *pattern.add_ratio_caps();
  cap.mutable_support_ratio()->set_staff(1);
  cap.mutable_support_ratio()->set_children(1);
  cap.set_children_max(2);
  const auto made = Create(series, Officer());
  ASSERT_TRUE(made.ok()) << made.status();
  const auto offer = Get(made->dates(0).session(), Officer());
  EXPECT_EQ(offer->session().state(), v1::SESSION_STATE_DRAFT);
  EXPECT_EQ(wire::FromProto(offer->session().booking_open_time()), At(Saturday() - 14, 540));
  EXPECT_EQ(wire::FromProto(offer->session().booking_close_time()), At(Saturday(), 600) - absl::Hours(24));
  EXPECT_EQ(Number("SELECT staff FROM sessions WHERE council_id = ?"), 4);
  EXPECT_EQ(Number("SELECT reserve_places FROM sessions WHERE council_id = ?"), 2);
  EXPECT_EQ(Number("SELECT TIMESTAMPDIFF(HOUR, reserve_release_time, start_time) FROM sessions WHERE council_id = ?"),
            48);
  EXPECT_EQ(Number("SELECT children_max FROM session_ratio_caps WHERE council_id = ?"), 2);
  EXPECT_EQ(Read(made->series().name()).series().pattern().ratio_caps_size(), 1);
}

TEST_F(SeriesTest, KeysAreUniqueInTheCouncil) {
  v1::Series series = Weekly(AddActivity().name());
  series.set_external_id("SE-01");
  const std::string name = Made(series).name();
  const auto second = Create(series, Officer());
  EXPECT_EQ(ReasonOf(second), type::v1::ERROR_REASON_DUPLICATE_EXTERNAL_ID);
  EXPECT_EQ(errors::MetadataOf(second.status(), "name"), name);
  EXPECT_EQ(CountOf("sessions"), 4);
}

TEST_F(SeriesTest, WithoutASessionToComeItIsRefused) {
  v1::Series series = Weekly(AddActivity().name());
  *series.mutable_recurrence()->mutable_first_day() = wire::ToProto(Saturday() - 400);
  EXPECT_EQ(ReasonOf(Create(series, Officer())), type::v1::ERROR_REASON_INVALID_REQUEST);
  series = Weekly(availability::kUnknownActivity);
  EXPECT_EQ(ReasonOf(Create(series, Officer())), type::v1::ERROR_REASON_NOT_FOUND);
}

TEST_F(SeriesTest, IsItsProvidersAndItsOfficersAlone) {
  const std::string provider = AddProvider();
  const std::string activity = AddActivity(availability::SampleActivity(provider)).name();
  const auto made = Create(Weekly(activity), Staff(provider));
  ASSERT_TRUE(made.ok()) << made.status();
  const rpc::Call others = Staff(AddProvider("Another"));
  EXPECT_EQ(ReasonOf(Create(Weekly(activity), others)), type::v1::ERROR_REASON_NOT_ALLOWED);
  v1::GetSeriesRequest get;
  get.set_name(made->series().name());
  EXPECT_TRUE(Call<v1::GetSeriesResponse>("GetSeries", Staff(provider), get).ok());
  EXPECT_EQ(ReasonOf(Call<v1::GetSeriesResponse>("GetSeries", others, get)), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(Call<v1::GetSeriesResponse>("GetSeries", OtherCouncilsOfficer(), get)),
            type::v1::ERROR_REASON_NOT_FOUND);
  v1::ListSeriesRequest list;
  EXPECT_THAT(Call<v1::ListSeriesResponse>("ListSeries", Staff(provider), list)->series(), SizeIs(1));
  EXPECT_THAT(Call<v1::ListSeriesResponse>("ListSeries", others, list)->series(), IsEmpty());
  list.set_provider(provider);
  EXPECT_EQ(ReasonOf(Call<v1::ListSeriesResponse>("ListSeries", others, list)), type::v1::ERROR_REASON_NOT_ALLOWED);
}

TEST_F(SeriesTest, AreListedPageByPage) {
  const std::string activity = AddActivity().name();
  std::vector<std::string> names;
  for (int i = 0; i < 3; ++i) names.push_back(Made(Weekly(activity, 1)).name());
  Made(Weekly(AddActivity().name(), 1));
  v1::ListSeriesRequest list;
  list.set_activity(activity);
  list.set_page_size(2);
  std::vector<std::string> seen;
  do {
    const auto page = Call<v1::ListSeriesResponse>("ListSeries", Officer(), list);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Series& series : page->series()) seen.push_back(series.name());
    list.set_page_token(page->next_page_token());
  } while (!list.page_token().empty());
  EXPECT_EQ(seen, names);
}

}  // namespace
}  // namespace shortbreaks::series
