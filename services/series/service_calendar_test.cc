// The council's calendar.
#include "series/service_test.h"

namespace shortbreaks::series {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class CalendarDaysTest : public SeriesTest {
 protected:
  std::vector<std::string> Names(const std::string& provider = {}, const std::string& activity = {}) {
    v1::ListCalendarDaysRequest request;
    *request.mutable_first_day() = wire::ToProto(Saturday());
    *request.mutable_last_day() = wire::ToProto(Saturday() + 60);
    request.set_provider(provider);
    request.set_activity(activity);
    auto response = Call<v1::ListCalendarDaysResponse>("ListCalendarDays", Family(), request);
    std::vector<std::string> names;
    if (!response.ok()) ADD_FAILURE() << response.status();
    if (!response.ok()) return names;
    for (const v1::CalendarDays& days : response->days()) names.push_back(days.display_name());
    return names;
  }
};

TEST_F(CalendarDaysTest, AreReplacedOwnerByOwner) {
  const std::string provider = AddProvider();
  const std::string activity = AddActivity(availability::SampleActivity(provider)).name();
  ASSERT_TRUE(SetDays(Officer(), {Closed(Saturday(), "Council")}).ok());
  ASSERT_TRUE(SetDays(Officer(), {Closed(Saturday(1), "Provider")}, provider).ok());
  ASSERT_TRUE(SetDays(Officer(), {Closed(Saturday(2), "Activity")}, "", activity).ok());
  EXPECT_THAT(Names(), ElementsAre("Council"));
  EXPECT_THAT(Names(provider), ElementsAre("Council", "Provider"));
  EXPECT_THAT(Names("", activity), ElementsAre("Council", "Provider", "Activity"));
  const auto replaced = SetDays(Officer(), {Closed(Saturday(), "Council again")});
  EXPECT_EQ(replaced->removed(), 1);
  EXPECT_THAT(Names(provider), ElementsAre("Council again", "Provider"));
  ASSERT_TRUE(SetDays(Officer(), {}).ok());
  EXPECT_THAT(Names(provider), ElementsAre("Provider"));
}

TEST_F(CalendarDaysTest, OfTheCouncilAreItsOfficersAndOfAProviderItsOwn) {
  const std::string provider = AddProvider(), other = AddProvider("Another");
  const std::string others_activity = AddActivity(availability::SampleActivity(other)).name();
  EXPECT_EQ(ReasonOf(SetDays(Staff(provider), {Closed(Saturday())})), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_TRUE(SetDays(Staff(provider), {Closed(Saturday())}, provider).ok());
  EXPECT_EQ(ReasonOf(SetDays(Staff(provider), {Closed(Saturday())}, other)), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(SetDays(Staff(provider), {Closed(Saturday())}, "", others_activity)),
            type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(SetDays(Officer(), {Closed(Saturday())}, availability::kUnknownProvider)),
            type::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(
      ReasonOf(SetDays(Officer(), {Days(v1::CALENDAR_DAY_KIND_TERM, "Autumn", Saturday(), Saturday() + 50)}, provider)),
      type::v1::ERROR_REASON_INVALID_REQUEST);
}

TEST_F(CalendarDaysTest, NameTheSessionsThatRunOnThemAndChangeNone) {
  const std::string activity = AddActivity().name();
  const auto made = Create(Weekly(activity), Officer());
  ASSERT_TRUE(made.ok()) << made.status();
  Made(Weekly(AddActivity().name()));
  const auto set = SetDays(Officer(), {Closed(Saturday(2))}, "", activity);
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_THAT(set->sessions(), ElementsAre(made->dates(2).session()));
  EXPECT_EQ(Get(made->dates(2).session(), Officer())->session().state(), v1::SESSION_STATE_PUBLISHED);
  // A term is no reason not to run.
  const auto term = SetDays(Officer(), {Days(v1::CALENDAR_DAY_KIND_TERM, "Autumn", Saturday(), Saturday() + 50)});
  EXPECT_THAT(term->sessions(), IsEmpty());
}

TEST_F(CalendarDaysTest, ClosedForOneActivityAloneCloseNoOther) {
  const std::string provider = AddProvider();
  const std::string activity = AddActivity(availability::SampleActivity(provider)).name();
  const std::string sister = AddActivity(availability::SampleActivity(provider)).name();
  ASSERT_TRUE(SetDays(Officer(), {Closed(Saturday(1))}, "", activity).ok());
  EXPECT_EQ(Create(Weekly(activity), Officer())->dates(1).skipped(), v1::SKIP_REASON_CLOSED);
  EXPECT_EQ(Create(Weekly(sister), Officer())->dates(1).skipped(), v1::SKIP_REASON_UNSPECIFIED);
  ASSERT_TRUE(SetDays(Staff(provider), {Closed(Saturday(2))}, provider).ok());
  EXPECT_EQ(Create(Weekly(sister), Officer())->dates(2).skipped(), v1::SKIP_REASON_CLOSED);
}

TEST_F(CalendarDaysTest, TermsDecideWhatRunsInTermAndInHolidays) {
  const std::string activity = AddActivity().name();
  v1::Series series = Weekly(activity);
  series.mutable_recurrence()->set_only(v1::ONLY_DAYS_HOLIDAYS);
  EXPECT_EQ(ReasonOf(Create(series, Officer())), type::v1::ERROR_REASON_INVALID_REQUEST) << "no terms are known";
  ASSERT_TRUE(SetDays(Officer(), {Days(v1::CALENDAR_DAY_KIND_TERM, "First", Saturday() - 60, Saturday(1) - 1),
                                  Days(v1::CALENDAR_DAY_KIND_TERM, "Second", Saturday(3), Saturday() + 60)})
                  .ok());
  const auto made = Create(series, Officer());
  ASSERT_TRUE(made.ok()) << made.status();
  std::vector<int> skipped;
  for (const v1::SeriesDate& date : made->dates()) skipped.push_back(date.skipped());
  EXPECT_THAT(skipped, ElementsAre(v1::SKIP_REASON_NOT_HOLIDAYS, 0, 0, v1::SKIP_REASON_NOT_HOLIDAYS));
}

}  // namespace
}  // namespace shortbreaks::series
