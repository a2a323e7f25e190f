// How a calendar is read over HTTP, and what is refused.
#include <set>
#include <stdexcept>
#include <thread>

#include "calendars/http_server.h"
#include "calendars/secret.h"
#include "calendars/service_test.h"

namespace shortbreaks::calendars {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(CalendarsTest, UnchangedIsNotModifiedAndChangedIsNew) {
  const ids::Uuid booking = AddBooking(AddChild(), AddSession());
  const v1::CreateFeedResponse feed = Feed(Carer());
  const std::string etag = Get(feed).Header("ETag");
  ASSERT_THAT(etag, testing::MatchesRegex("\"[0-9a-f]{32}\""));
  for (const std::string& tags : {etag, "W/" + etag, "\"a\", " + etag, std::string("*")}) {
    const HttpReply reply = Get(feed, absl::StrCat("If-None-Match: ", tags, "\r\n"));
    EXPECT_EQ(reply.status, 304) << tags;
    EXPECT_EQ(reply.Header("ETag"), etag);
    EXPECT_THAT(reply.body, IsEmpty());
  }
  SetBooking("state = 5, live_session_id = NULL", booking);
  const HttpReply reply = Get(feed, absl::StrCat("If-None-Match: ", etag, "\r\n"));
  EXPECT_EQ(reply.status, 200);
  EXPECT_NE(reply.Header("ETag"), etag);
}

TEST_F(CalendarsTest, HeadIsGetWithoutTheBody) {
  const v1::CreateFeedResponse feed = Feed(Carer());
  const HttpReply get = Get(feed);
  const HttpReply head = Send(absl::StrCat("HEAD ", PathOf(feed), " HTTP/1.1\r\nHost: x\r\n\r\n"));
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers, get.headers);
  EXPECT_THAT(head.body, IsEmpty());
}

TEST_F(CalendarsTest, ARevokedAddressIsLikeOneThatNeverWas) {
  const v1::CreateFeedResponse feed = Feed(Carer());
  EXPECT_EQ(Get(feed).status, 200);
  const auto ended = Revoke(Carer(), feed.feed().name());
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_TRUE(ended->feed().has_revoke_time());
  const HttpReply gone = Get(feed),
                  never =
                      Send(absl::StrCat("GET /calendars/", std::string(43, 'A'), ".ics HTTP/1.1\r\nHost: x\r\n\r\n"));
  EXPECT_EQ(gone.status, 404);
  EXPECT_EQ(gone.headers, never.headers);
  EXPECT_EQ(gone.body, never.body);
  EXPECT_THAT(NamesOf(Carer()), IsEmpty());
  EXPECT_EQ(Revoke(Carer(), feed.feed().name())->feed().revoke_time().SerializeAsString(),
            ended->feed().revoke_time().SerializeAsString())
      << "ended before stays ended then";
}

TEST_F(CalendarsTest, WhateverIsNoCalendarIsNotFound) {
  const std::string path = PathOf(Feed(Carer())), secret = path.substr(11, 43);
  for (const std::string& other :
       {std::string("/"), std::string("/calendars/"), std::string("/calendars/.ics"), "/calendars/" + secret,
        "/calendars/" + secret + ".ICS", "/calendar/" + secret + ".ics", path + "/", "/../etc/passwd" + path,
        "/calendars/%00" + secret + ".ics", "/calendars/" + secret.substr(1) + ".ics", "/calendars/" + secret + "A.ics",
        "/calendars/" + std::string(4'000, 'A') + ".ics", std::string("/metrics")}) {
    EXPECT_EQ(Send(absl::StrCat("GET ", other, " HTTP/1.1\r\nHost: x\r\n\r\n")).status, 404) << other;
  }
  EXPECT_EQ(Send(absl::StrCat("GET ", path, " HTTP/1.0\r\n\r\n")).status, 200);
}

TEST_F(CalendarsTest, OnlyReadingIsAllowed) {
  const std::string path = PathOf(Feed(Carer()));
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"}) {
    const HttpReply reply = Send(absl::StrCat(method, " ", path, " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"));
    EXPECT_EQ(reply.status, 405) << method;
    EXPECT_EQ(reply.Header("Allow"), "GET, HEAD");
  }
}

TEST_F(CalendarsTest, WhatIsNoHttpOrTooLongIsRefused) {
  EXPECT_EQ(Send("hello\r\n\r\n").status, 400);
  EXPECT_GE(Send(absl::StrCat("GET / HTTP/1.1\r\nHost: x\r\nX: ", std::string(20'000, 'x'), "\r\n\r\n")).status, 400);
  EXPECT_EQ(Get(Feed(Carer())).status, 200) << "and the next is served";
}

TEST_F(CalendarsTest, WhatThrowsIsUnavailableAndTheNextIsServed) {
  struct Defects : telemetry::Metrics {
    void RpcEnded(std::string_view method, std::string_view reason, absl::Duration) override {
      told.push_back(absl::StrCat(std::string(method), " ", std::string(reason)));
    }
    std::vector<std::string> told;
  };
  const auto defects = std::make_shared<Defects>();
  const int port = support::FreePort();
  bool broken = true;
  const auto server = HttpServer::Start(
      {.listen_address = absl::StrCat(port)},
      [&](const FetchRequest&) -> FetchResponse {
        if (broken) throw std::out_of_range("of a secret address");
        return {.status = 404};
      },
      defects);
  ASSERT_TRUE(server.ok()) << server.status();
  const std::string request = "GET /calendars/x.ics HTTP/1.1\r\nHost: x\r\n\r\n";
  testing::internal::CaptureStderr();
  EXPECT_EQ(support::HttpSend(port, request).status, 503);
  const std::string said = testing::internal::GetCapturedStderr();
  EXPECT_THAT(said, AllOf(HasSubstr("calendar_failed"), HasSubstr("out_of_range"), testing::Not(HasSubstr("secret"))));
  EXPECT_THAT(defects->told, testing::ElementsAre("calendars INTERNAL"));
  broken = false;
  EXPECT_EQ(support::HttpSend(port, request).status, 404);
}

TEST_F(CalendarsTest, AnAddressReadTooOftenIsToldToWait) {
  Settings settings;
  settings.feed_fetches_per_minute_max = 2;
  Start(settings);
  const v1::CreateFeedResponse feed = Feed(Carer()), other = Feed(Carer());
  int refused = 0;
  for (int i = 0; i < 6; ++i) {  // at most two in each of two minutes
    const HttpReply reply = Get(feed);
    if (reply.status == 200) continue;
    ++refused;
    EXPECT_EQ(reply.status, 429);
    EXPECT_EQ(reply.Header("Retry-After"), "60");
  }
  EXPECT_GE(refused, 2);
  EXPECT_EQ(Get(other).status, 200);
}

TEST_F(CalendarsTest, GuessingIsSlow) {
  Settings settings;
  settings.fetches_per_second_max = 1;
  Start(settings);
  std::set<int> statuses;
  for (int i = 0; i < 50; ++i) {
    statuses.insert(Send(absl::StrCat("GET /calendars/", NewSecret(), ".ics HTTP/1.1\r\nHost: x\r\n\r\n")).status);
  }
  EXPECT_THAT(statuses, testing::UnorderedElementsAre(404, 429));
}

TEST_F(CalendarsTest, ASlowCallerKeepsNobodyElseWaiting) {
  Settings settings;
  settings.http.threads = 2;
  settings.http.request_ms_max = 300;
  Start(settings);
  const v1::CreateFeedResponse feed = Feed(Carer());
  const support::OpenConnection first(served_->port, "GET /calendars/"), second(served_->port, "GET /cal"),
      third(served_->port, "");
  EXPECT_EQ(Get(feed).status, 200) << "once those have had their time";
}

TEST_F(CalendarsTest, ManyReadAtOnceAndAllGetTheSame) {
  Settings settings;
  settings.fetches_per_second_max = settings.feed_fetches_per_minute_max = 10'000;
  Start(settings);
  AddBooking(AddChild(), AddSession());
  const v1::CreateFeedResponse feed = Feed(Carer());
  const std::string text = TextOf(feed);
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 20; ++j) EXPECT_EQ(Get(feed).body, text);
    });
  }
}

TEST_F(CalendarsTest, TheDatabaseAwayIsTryLater) {
  mysql::ConnectionOptions nowhere = support::SharedMysql().As("shortbreaks_bookings");
  nowhere.unix_socket += ".gone";
  mysql::Pool pool({.connection = nowhere}, telemetry::NoMetrics());
  Settings settings;
  const int port = support::FreePort();
  settings.address = "https://breaks.example.org";
  settings.http.listen_address = absl::StrCat(port);
  auto calendars = Calendars::Start(settings, pool, telemetry::NoMetrics());
  ASSERT_TRUE(calendars.ok()) << calendars.status();
  const HttpReply reply =
      HttpSend(port, absl::StrCat("GET /calendars/", NewSecret(), ".ics HTTP/1.1\r\nHost: x\r\n\r\n"));
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.Header("Retry-After"), "60");
}

TEST(CalendarSettings, AreCheckedBeforeAnythingStarts) {
  const auto check = [](const std::string& address, const std::string& listen) {
    Settings settings;
    settings.address = address;
    settings.http.listen_address = listen;
    return settings.Check();
  };
  EXPECT_TRUE(check("", "").ok());
  EXPECT_TRUE(check("https://breaks.example.org", "").ok());
  EXPECT_TRUE(check("https://breaks.example.org:8443", "127.0.0.1:8080").ok());
  EXPECT_TRUE(check("https://breaks.example.org", "8080").ok());
  EXPECT_TRUE(check("http://127.0.0.1:8080", "8080").ok());
  for (const char* address : {"breaks.example.org", "http://breaks.example.org", "https://", "https://a/b",
                              "https://a b", "https://a\nb", "ftp://a", "http://127.0.0.1.example.org"}) {
    EXPECT_FALSE(check(address, "").ok()) << address;
  }
  for (const char* listen : {"x", "127.0.0.1", "127.0.0.1:", "8080,8081", "70000", "+8080", "8080s", "0"}) {
    EXPECT_FALSE(check("https://a", listen).ok()) << listen;
  }
  EXPECT_FALSE(check("", "8080").ok());
}

TEST(HttpServer, SaysWhereItCannotListen) {
  const int port = support::FreePort();
  const auto nothing = [](const FetchRequest&) { return FetchResponse(); };
  const auto first = HttpServer::Start({.listen_address = absl::StrCat(port)}, nothing);
  ASSERT_TRUE(first.ok()) << first.status();
  const auto second = HttpServer::Start({.listen_address = absl::StrCat(port)}, nothing);
  ASSERT_FALSE(second.ok());
  EXPECT_THAT(std::string(second.status().message()),
              AllOf(HasSubstr(absl::StrCat("127.0.0.1:", port)), HasSubstr("--calendar-listen")));
}

}  // namespace
}  // namespace shortbreaks::calendars
