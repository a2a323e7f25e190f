// The handlers of series on a real database, as the user shortbreaks_availability, in a council of the test's own.
#pragma once

#include "availability/service_test.h"
#include "london/london.h"
#include "series/handlers.h"
#include "series/samples.h"

namespace shortbreaks::series {

using availability::ReasonOf;

class SeriesTest : public availability::ServiceTest {
 protected:
  SeriesTest() : series_store_(pool_), series_table_(MakeHandlers({series_store_, tokens_})) {}

  template <typename Response>
  absl::StatusOr<Response> Call(const char* method, const rpc::Call& call, const google::protobuf::Message& request) {
    auto response = series_table_.methods().at(method).run(call, request);
    if (!response.ok()) return response.status();
    return static_cast<const Response&>(**response);
  }

  // The first Saturday that is four weeks or more from now.
  static absl::CivilDay Saturday(int week = 0) {
    return absl::NextWeekday(london::DayOf(absl::Now()) + 27, absl::Weekday::saturday) + 7 * week;
  }
  // Saturdays, 10:00 to 13:00.
  v1::Series Weekly(const std::string& activity, int weeks = 4) {
    v1::Series series =
        SampleSeries("FREQ=WEEKLY;BYDAY=SA;COUNT=" + std::to_string(weeks), Saturday(), Pattern(600, 780));
    series.set_activity(activity);
    return series;
  }
  absl::StatusOr<v1::CreateSeriesResponse> Create(const v1::Series& series, const rpc::Call& call,
                                                  bool validate_only = false) {
    auto request = WithId<v1::CreateSeriesRequest>();
    *request.mutable_series() = series;
    request.set_validate_only(validate_only);
    return Call<v1::CreateSeriesResponse>("CreateSeries", call, request);
  }
  v1::Series Made(const v1::Series& series) {
    auto made = Create(series, Officer());
    EXPECT_TRUE(made.ok()) << made.status();
    return made.ok() ? made->series() : v1::Series();
  }
  v1::GetSeriesResponse Read(const std::string& name) {
    v1::GetSeriesRequest request;
    request.set_name(name);
    auto response = Call<v1::GetSeriesResponse>("GetSeries", Officer(), request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.value_or(v1::GetSeriesResponse());
  }
  v1::UpdateSeriesRequest UpdateOf(const v1::Series& series, v1::SeriesScope scope) {
    auto request = WithId<v1::UpdateSeriesRequest>();
    *request.mutable_series() = series;
    request.set_scope(scope);
    return request;
  }
  absl::StatusOr<v1::UpdateSeriesResponse> Update(const v1::UpdateSeriesRequest& request) {
    return Call<v1::UpdateSeriesResponse>("UpdateSeries", Officer(), request);
  }
  absl::StatusOr<v1::SetCalendarDaysResponse> SetDays(const rpc::Call& call, const std::vector<v1::CalendarDays>& days,
                                                      const std::string& provider = {},
                                                      const std::string& activity = {}) {
    auto request = WithId<v1::SetCalendarDaysRequest>();
    request.set_provider(provider);
    request.set_activity(activity);
    *request.mutable_first_day() = wire::ToProto(Saturday() - 400);
    *request.mutable_last_day() = wire::ToProto(Saturday() + 400);
    for (const v1::CalendarDays& each : days) *request.add_days() = each;
    return Call<v1::SetCalendarDaysResponse>("SetCalendarDays", call, request);
  }
  static v1::CalendarDays Days(v1::CalendarDayKind kind, const std::string& name, absl::CivilDay first,
                               absl::CivilDay last) {
    v1::CalendarDays days;
    days.set_kind(kind);
    days.set_display_name(name);
    *days.mutable_first_day() = wire::ToProto(first);
    *days.mutable_last_day() = wire::ToProto(last);
    return days;
  }
  static v1::CalendarDays Closed(absl::CivilDay day, const std::string& name = "Training day") {
    return Days(v1::CALENDAR_DAY_KIND_CLOSED, name, day, day);
  }
  // As the bookings service leaves it.
  void Book(const std::string& session, int places = 1) { Alter(session, absl::StrCat("places_taken = ", places)); }
  static absl::Time At(absl::CivilDay day, int minutes) { return london::At(absl::CivilMinute(day) + minutes); }

  SeriesStore series_store_;
  rpc::HandlerTable series_table_;
};

}  // namespace shortbreaks::series
