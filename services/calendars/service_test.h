// Feeds of a council in a real database, put there as root, and read over real HTTP.
#pragma once

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "calendars/calendars.h"
#include "errors/errors.h"
#include "support/http_get.h"
#include "support/private_mysql.h"
#include "support/sealed.h"
#include "telemetry/metrics.h"

namespace shortbreaks::calendars {

using mysql::Bytes;
using support::HttpReply;
using support::HttpSend;

inline constexpr char kTitle[] = "Hydrotherapy for Sam", kVenue[] = "Autism Centre", kProvider[] = "Epilepsy Friends";
inline constexpr int kHeld = 1, kConfirmed = 2, kExpired = 4;

inline mysql::Rows Root(std::string_view sql, const mysql::Parameters& parameters) {
  auto rows = support::SharedMysql().AsRoot(sql, parameters);
  EXPECT_TRUE(rows.ok()) << sql << ": " << mysql::DiagnosisOf(rows.status());
  return rows.ok() ? *std::move(rows) : mysql::Rows();
}

// Calendars, and the port that they are read at.
struct Served {
  int port = 0;
  std::unique_ptr<Calendars> calendars;
};

inline mysql::Pool& BookingsPool() {
  static mysql::Pool pool({.connection = support::SharedMysql().As("shortbreaks_bookings")}, telemetry::NoMetrics());
  return pool;
}

inline Served Serve(Settings settings) {
  Served served{.port = support::FreePort()};
  settings.address = absl::StrCat("http://127.0.0.1:", served.port);
  settings.http.listen_address = absl::StrCat(served.port);
  EXPECT_TRUE(settings.Check().ok()) << settings.Check();
  auto started = Calendars::Start(settings, BookingsPool(), telemetry::NoMetrics());
  EXPECT_TRUE(started.ok()) << started.status();
  served.calendars = *std::move(started);
  return served;
}

// One for all the tests that need no settings of their own: ending one takes seconds.
inline Served& SharedCalendars() {
  static Served served = [] {
    Settings settings;
    settings.fetches_per_second_max = 10'000;
    return Serve(settings);
  }();
  return served;
}

// A provider with one activity, and a carer of two children.
class CalendarsTest : public testing::Test {
 protected:
  CalendarsTest() {
    Root("INSERT INTO providers (council_id, provider_id, display_name) VALUES (?, ?, ?)",
         {council_, Bytes{provider_id_}, std::string(kProvider)});
    Root(
        "INSERT INTO activities (council_id, activity_id, provider_id, title, summary, tier, age_min_years, "
        "age_max_years, ratio_staff, ratio_children, venue_name, venue_address, venue_postcode, latitude_degrees, "
        "longitude_degrees) VALUES (?, ?, ?, ?, '', 2, 0, 25, 1, 1, ?, '1 Sample Street', 'WV1 1AA', 52.58, -2.12)",
        {council_, Bytes{activity_id_}, Bytes{provider_id_}, std::string(kTitle), std::string(kVenue)});
    support::AddSealedCarer(support::SharedMysql(), council_, carer_id_, "Pat Canary");
  }

  // From here on calendars with settings of the test's own.
  void Start(const Settings& settings) {
    own_ = Serve(settings);
    served_ = &own_;
  }

  ids::Uuid AddChild() {
    const ids::Uuid child = ids::NewUuid();
    support::AddSealedChild(support::SharedMysql(), council_, child, "Sam Canary", absl::CivilDay(2016, 5, 1), 12);
    Root("INSERT INTO care_authorities (council_id, child_id, carer_id) VALUES (?, ?, ?)",
         {council_, Bytes{child}, Bytes{carer_id_}});
    return child;
  }
  ids::Uuid AddSession(absl::Duration starts_in = absl::Hours(24), int state = 2) {
    const ids::Uuid session = ids::NewUuid();
    const absl::Time start = absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now() + starts_in));
    Root(
        "INSERT INTO sessions (council_id, session_id, activity_id, provider_id, start_time, end_time, "
        "booking_open_time, booking_close_time, charge_minutes, charge_nights, state, places, places_taken) "
        "VALUES (?, ?, ?, ?, ?, ?, '2020-01-01', ?, 180, 0, ?, 8, 6)",
        {council_, Bytes{session}, Bytes{activity_id_}, Bytes{provider_id_}, start, start + absl::Hours(3), start,
         int64_t{state}});
    return session;
  }
  ids::Uuid AddBooking(const ids::Uuid& child, const ids::Uuid& session, int state = kConfirmed) {
    const ids::Uuid booking = ids::NewUuid();
    Root(
        "INSERT INTO bookings (council_id, booking_id, child_id, session_id, live_session_id, state, start_time, "
        "end_time, free_until_time, hold_expire_time, child_version, session_version, partner_id, create_time, "
        "update_time) SELECT council_id, ?, ?, session_id, IF(? IN (1, 2), session_id, NULL), ?, start_time, end_time, "
        "start_time, IF(? = 1, NOW(6) + INTERVAL 10 MINUTE, NULL), 1, 1, 'app', NOW(6), NOW(6) "
        "FROM sessions WHERE council_id = ? AND session_id = ?",
        {Bytes{booking}, Bytes{child}, int64_t{state}, int64_t{state}, int64_t{state}, council_, Bytes{session}});
    return booking;
  }
  void SetBooking(const std::string& assignments, const ids::Uuid& booking) {
    Root(absl::StrCat("UPDATE bookings SET version = version + 1, ", assignments,
                      " WHERE council_id = ? AND booking_id = ?"),
         {council_, Bytes{booking}});
  }

  rpc::Call As(identity::Role role, const std::string& subject, const std::string& provider = {}) const {
    rpc::Call call;
    call.principal = {role, council_, subject, provider, "app"};
    call.deadline = absl::Now() + absl::Seconds(30);
    call.call_id = "call";
    return call;
  }
  rpc::Call Carer() const { return As(identity::Role::kCarer, ids::ResourceName("carers", carer_id_)); }
  rpc::Call Provider() const {
    return As(identity::Role::kProvider, "staff-1", ids::ResourceName("providers", provider_id_));
  }
  rpc::Call Officer() const { return As(identity::Role::kOfficer, "officer-1"); }

  template <typename Response>
  absl::StatusOr<Response> Run(const char* method, const rpc::Call& call, const google::protobuf::Message& request) {
    auto response = served_->calendars->Handlers().methods().at(method).run(call, request);
    if (!response.ok()) return response.status();
    return static_cast<const Response&>(**response);
  }
  static v1::CreateFeedRequest NewRequest(const std::string& name = "My phone") {
    v1::CreateFeedRequest request;
    request.set_request_id(ids::ToText(ids::NewUuid()));
    request.set_display_name(name);
    return request;
  }
  absl::StatusOr<v1::CreateFeedResponse> Create(const rpc::Call& call, const v1::CreateFeedRequest& request) {
    return Run<v1::CreateFeedResponse>("CreateFeed", call, request);
  }
  v1::CreateFeedResponse Feed(const rpc::Call& call, v1::CreateFeedRequest request = NewRequest()) {
    auto made = Create(call, request);
    EXPECT_TRUE(made.ok()) << made.status();
    return made.value_or(v1::CreateFeedResponse());
  }
  absl::StatusOr<v1::RevokeFeedResponse> Revoke(const rpc::Call& call, const std::string& name) {
    v1::RevokeFeedRequest request;
    request.set_request_id(ids::ToText(ids::NewUuid()));
    request.set_name(name);
    return Run<v1::RevokeFeedResponse>("RevokeFeed", call, request);
  }
  std::vector<std::string> NamesOf(const rpc::Call& call, const v1::ListFeedsRequest& request = {}) {
    auto list = Run<v1::ListFeedsResponse>("ListFeeds", call, request);
    EXPECT_TRUE(list.ok()) << list.status();
    std::vector<std::string> names;
    if (!list.ok()) return names;
    for (const v1::CalendarFeed& feed : list->feeds()) names.push_back(feed.name());
    return names;
  }

  HttpReply Get(const v1::CreateFeedResponse& feed, const std::string& headers = {}) {
    return HttpSend(served_->port, absl::StrCat("GET ", PathOf(feed), " HTTP/1.1\r\nHost: x\r\n", headers, "\r\n"));
  }
  HttpReply Send(const std::string& request) { return HttpSend(served_->port, request); }
  std::string PathOf(const v1::CreateFeedResponse& feed) const {
    const std::string prefix = absl::StrCat("http://127.0.0.1:", served_->port);
    EXPECT_TRUE(absl::StartsWith(feed.address(), prefix)) << feed.address();
    return feed.address().substr(prefix.size());
  }
  // What the calendar says now.
  std::string TextOf(const v1::CreateFeedResponse& feed) {
    const HttpReply reply = Get(feed);
    EXPECT_EQ(reply.status, 200);
    return reply.body;
  }
  static std::string Uid(const ids::Uuid& id) { return absl::StrCat("UID:", ids::ToText(id), "@127.0.0.1"); }
  static int SequenceIn(const std::string& text) {
    const size_t at = text.find("SEQUENCE:");
    EXPECT_NE(at, std::string::npos) << text;
    return at == std::string::npos ? -1 : std::stoi(text.substr(at + 9));
  }

  const std::string council_ = support::FreshCouncil();
  const ids::Uuid provider_id_ = ids::NewUuid(), activity_id_ = ids::NewUuid(), carer_id_ = ids::NewUuid();
  Served own_, *served_ = &SharedCalendars();
};

}  // namespace shortbreaks::calendars
