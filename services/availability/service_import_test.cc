// Imports, on a real database.
#include <atomic>
#include <thread>

#include "availability/service_test.h"

namespace shortbreaks::availability {
namespace {

using testing::HasSubstr;

class Imports : public ServiceTest {
 protected:
  static void AddSessionRow(v1::ImportTimetableRequest& request, const std::string& key, absl::Time start,
                            const std::string& activity = "A1") {
    v1::ImportSession& row = *request.add_sessions();
    row.set_activity_external_id(activity);
    *row.mutable_session() = SampleSession("", start);
    row.mutable_session()->set_external_id(key);
    row.set_publish(true);
  }
  static v1::ImportTimetableRequest Timetable(int sessions, const std::string& suffix = {}) {
    auto request = WithId<v1::ImportTimetableRequest>();
    v1::Provider& provider = *request.add_providers();
    provider.set_external_id("P1" + suffix);
    provider.set_display_name("Sample Provider");
    v1::ImportActivity& activity = *request.add_activities();
    activity.set_provider_external_id("P1" + suffix);
    *activity.mutable_activity() = SampleActivity("", "A1" + suffix);
    for (int i = 0; i < sessions; ++i)
      AddSessionRow(request, absl::StrCat("S", i, suffix), Soon(24 + i), "A1" + suffix);
    return request;
  }
  absl::StatusOr<v1::ImportTimetableResponse> Import(v1::ImportTimetableRequest request, const rpc::Call& call) {
    request.set_request_id(WithId<v1::ImportTimetableRequest>().request_id());
    return Run<v1::ImportTimetableResponse>("ImportTimetable", call, request);
  }
  static std::string Counts(const absl::StatusOr<v1::ImportTimetableResponse>& response) {
    if (!response.ok()) return response.status().ToString();
    const auto counts = [](const type::v1::ImportSummary& s) {
      return absl::StrCat(s.created(), "/", s.updated(), "/", s.unchanged());
    };
    return absl::StrCat(counts(response->providers()), " ", counts(response->activities()), " ",
                        counts(response->sessions()));
  }
  void ExpectNothingStored() {
    for (const char* table :
         {"providers", "activities", "sessions", "outbox", "audit_records", "availability_requests"}) {
      EXPECT_EQ(CountOf(table), 0) << table;
    }
  }
  std::string NameOf(const std::string& key) {
    const auto rows = support::SharedMysql().AsRoot(
        "SELECT session_id FROM sessions WHERE council_id = ? AND external_id = ?", {council_, key});
    return ids::ResourceName("sessions", rows.value().at(0).Text(0));
  }
};

TEST_F(Imports, BringInATimetableOnceAndChangeNothingTheSecondTime) {
  const auto request = Timetable(300);
  EXPECT_EQ(Counts(Import(request, Officer())), "1/0/0 1/0/0 300/0/0");
  EXPECT_EQ(Number("SELECT COUNT(*) FROM sessions WHERE council_id = ? AND state = 2 AND version = 1"), 300);
  const int64_t events = CountOf("outbox");
  EXPECT_EQ(events, 302);
  EXPECT_EQ(CountOf("audit_records"), 302);
  EXPECT_EQ(Counts(Import(request, Officer())), "0/0/1 0/0/1 0/0/300");
  EXPECT_EQ(CountOf("outbox"), events);
  EXPECT_EQ(Number("SELECT MAX(version) FROM sessions WHERE council_id = ?"), 1);
}

TEST_F(Imports, AreAnsweredAlikeForTheSameRequestId) {
  const auto request = Timetable(3);
  const auto first = Run<v1::ImportTimetableResponse>("ImportTimetable", Officer(), request);
  const auto second = Run<v1::ImportTimetableResponse>("ImportTimetable", Officer(), request);
  EXPECT_EQ(Counts(first), "1/0/0 1/0/0 3/0/0");
  EXPECT_EQ(Counts(second), "1/0/0 1/0/0 3/0/0");
}

TEST_F(Imports, ChangeOnlyTheRowsThatDiffer) {
  auto request = Timetable(20);
  ASSERT_TRUE(Import(request, Officer()).ok());
  request.mutable_sessions(7)->mutable_session()->set_places(3);
  *request.mutable_sessions(8)->mutable_session()->mutable_booking_open_time() = wire::ToProto(Soon(1));
  AddSessionRow(request, "NEW", Soon(200));
  EXPECT_EQ(Counts(Import(request, Officer())), "0/0/1 0/0/1 1/2/18");
  const auto changed = Get(NameOf("S7"), Family());
  EXPECT_EQ(changed->session().places(), 3);
  EXPECT_EQ(changed->session().etag(), "2");
  EXPECT_EQ(Get(NameOf("S8"), Family())->session().booking_open_time().seconds(), absl::ToUnixSeconds(Soon(1)));
}

TEST_F(Imports, RenewTheFutureSessionsOfAnActivityThatTheyChange) {
  auto request = Timetable(2);
  ASSERT_TRUE(Import(request, Officer()).ok());
  request.mutable_activities(0)->mutable_activity()->set_title("Sunday club");
  EXPECT_EQ(Counts(Import(request, Officer())), "0/0/1 0/1/0 0/0/2");
  EXPECT_EQ(Number("SELECT MIN(version) FROM sessions WHERE council_id = ?"), 2);
}

TEST_F(Imports, OnlyCheckWhereAskedTo) {
  auto request = Timetable(5);
  request.set_validate_only(true);
  EXPECT_EQ(Counts(Import(request, Officer())), "1/0/0 1/0/0 5/0/0");
  ExpectNothingStored();
  request.mutable_sessions(4)->set_activity_external_id("NOWHERE");
  EXPECT_EQ(ReasonOf(Import(request, Officer())), type::v1::ERROR_REASON_INVALID_REQUEST);
}

TEST_F(Imports, LeaveNothingWhereOneRowIsWrong) {
  auto request = Timetable(5);
  request.mutable_sessions(4)->set_activity_external_id("NOWHERE");
  const auto refused = Import(request, Officer());
  EXPECT_EQ(ReasonOf(refused), type::v1::ERROR_REASON_INVALID_REQUEST);
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("sessions[4].activity_external_id"));
  request = Timetable(5);
  request.mutable_sessions(3)->mutable_session()->clear_end_time();
  EXPECT_THAT(std::string(Import(request, Officer()).status().message()), HasSubstr("sessions[3].session.end_time"));
  request = Timetable(5);
  *request.mutable_sessions(2)->mutable_session() = SampleSession("", absl::Now() - absl::Hours(1));
  request.mutable_sessions(2)->mutable_session()->set_external_id("PAST");
  EXPECT_THAT(std::string(Import(request, Officer()).status().message()), HasSubstr("sessions[2].session.start_time"));
  ExpectNothingStored();
}

TEST_F(Imports, NeverMoveASessionThatHasBookings) {
  auto request = Timetable(2);
  ASSERT_TRUE(Import(request, Officer()).ok());
  Alter(NameOf("S1"), "places_taken = 5");
  *request.mutable_sessions(1)->mutable_session()->mutable_start_time() = wire::ToProto(Soon(24));
  const auto refused = Import(request, Officer());
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("sessions[1].session.start_time"));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("bookings"));
  request = Timetable(2);
  request.mutable_sessions(1)->mutable_session()->set_places(3);
  EXPECT_EQ(Counts(Import(request, Officer())), "0/0/1 0/0/1 0/1/1");
  EXPECT_EQ(Number("SELECT SUM(places_over) FROM sessions WHERE council_id = ?"), 2);
}

// A booking made after the import was planned, before the row is written.
TEST_F(Imports, NeverMoveASessionThatIsBookedAtTheLastMoment) {
  ASSERT_TRUE(Import(Timetable(1), Officer()).ok());
  auto connection = mysql::Connection::Open(support::SharedMysql().As("shortbreaks_availability")).value();
  const auto rows = connection->Query(
      absl::StrCat("SELECT ", kSessionColumns, " FROM sessions s WHERE s.council_id = ?"), {council_});
  SessionRecord planned = ReadSessionRow(rows.value().at(0));
  planned.version = 2;
  planned.end_time += absl::Hours(1);
  Alter(NameOf("S0"), "places_taken = 1");
  EXPECT_EQ(Update(*connection, council_, planned).value(), 0);
  planned.end_time -= absl::Hours(1);
  planned.places = 1;
  EXPECT_EQ(Update(*connection, council_, planned).value(), 1);
  planned.places = 2;
  EXPECT_EQ(Update(*connection, council_, planned).value(), 0) << "the version has moved on";
}

TEST_F(Imports, OfAProvidersStaffTouchTheirOwnAlone) {
  ASSERT_TRUE(Import(Timetable(2), Officer()).ok());
  const std::string other = AddProvider("Other", "P2");
  const auto rows = support::SharedMysql().AsRoot(
      "SELECT provider_id FROM providers WHERE council_id = ? AND external_id = 'P1'", {council_});
  const std::string own = ids::ResourceName("providers", rows.value().at(0).Text(0));

  EXPECT_EQ(ReasonOf(Import(Timetable(2), Staff(own))), type::v1::ERROR_REASON_NOT_ALLOWED);
  auto request = Timetable(3);
  request.clear_providers();
  EXPECT_EQ(Counts(Import(request, Staff(own))), "0/0/0 0/0/1 1/0/2");
  request.mutable_sessions(0)->mutable_session()->set_places(1);
  EXPECT_EQ(ReasonOf(Import(request, Staff(other))), type::v1::ERROR_REASON_INVALID_REQUEST);
  request.clear_activities();
  EXPECT_EQ(ReasonOf(Import(request, Staff(other))), type::v1::ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(ReasonOf(Import(request, Family())), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(Number("SELECT MIN(places) FROM sessions WHERE council_id = ?"), 8);
}

TEST_F(Imports, KeepToTheirCouncil) {
  ASSERT_TRUE(Import(Timetable(2), Officer()).ok());
  EXPECT_EQ(Counts(Import(Timetable(2), OtherCouncilsOfficer())), "1/0/0 1/0/0 2/0/0");
  auto sessions_alone = Timetable(1);
  sessions_alone.clear_providers();
  sessions_alone.clear_activities();
  EXPECT_EQ(Counts(Import(sessions_alone, Officer())), "0/0/0 0/0/0 0/0/1");
}

// The same new timetable from several callers at once: it is there once, and who came second is told to try again or
// finds it done.
TEST_F(Imports, OfTheSameTimetableAtOnceMakeItOnce) {
  for (int round = 0; round < 20; ++round) {
    const auto request = Timetable(20, absl::StrCat("/", round));
    std::atomic<int> made = 0;
    {
      std::vector<std::jthread> callers;
      for (int i = 0; i < 4; ++i) {
        callers.emplace_back([&] {
          const auto response = Import(request, Officer());
          if (response.ok()) {
            made += response->sessions().created();
          } else {
            EXPECT_EQ(ReasonOf(response), type::v1::ERROR_REASON_CONTENTION) << response.status();
          }
        });
      }
    }
    EXPECT_EQ(made, 20);
    EXPECT_EQ(Counts(Import(request, Officer())), "0/0/1 0/0/1 0/0/20");
  }
}

TEST_F(Imports, TakeTenThousandSessions) {
  auto request = Timetable(10'000);
  EXPECT_EQ(Counts(Import(request, Officer())), "1/0/0 1/0/0 10000/0/0");
  EXPECT_EQ(CountOf("sessions"), 10'000);
  EXPECT_EQ(Counts(Import(request, Officer())), "0/0/1 0/0/1 0/0/10000");
  for (v1::ImportSession& row : *request.mutable_sessions()) row.mutable_session()->set_places(4);
  EXPECT_EQ(Counts(Import(request, Officer())), "0/0/1 0/0/1 0/10000/0");
  EXPECT_EQ(Number("SELECT SUM(places) FROM sessions WHERE council_id = ?"), 40'000);
}

}  // namespace
}  // namespace shortbreaks::availability
