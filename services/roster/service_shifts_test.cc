// Who works at which session.
#include <atomic>
#include <thread>

#include "roster/service_test.h"

namespace shortbreaks::roster {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using type::v1::NEED_GASTROSTOMY;
using type::v1::NEED_HOIST;
using type::v1::NEED_RESCUE_MEDICATION;

const absl::CivilDay kAges(2199, 1, 1);

using Shifts = RosterTest;

absl::Time Utc(int year, int month, int day, int hour, int minute = 0) {
  return absl::FromCivil(absl::CivilMinute(year, month, day, hour, minute), absl::UTCTimeZone());
}

TEST_F(Shifts, AreTheStaffOfASessionAndWhatItIsTrainedFor) {
  const auto team = AddTeam(3);
  ASSERT_TRUE(Train(team[0], NEED_HOIST, kAges).ok());
  ASSERT_TRUE(Train(team[1], NEED_RESCUE_MEDICATION, kAges).ok());
  const std::string session = AddSession(Soon(48));
  EXPECT_EQ(StaffOf(session), -1);
  EXPECT_EQ(TrainedFor(session), -1);
  const auto before = Get(session, Officer())->session().etag();
  const auto set = SetShifts({session}, team);
  ASSERT_TRUE(set.ok()) << set.status();
  ASSERT_THAT(set->changes(), SizeIs(1));
  EXPECT_EQ(set->changes(0).session(), session);
  EXPECT_EQ(set->changes(0).staff(), 3);
  EXPECT_EQ(set->changes(0).staff_short(), 0);
  EXPECT_EQ(StaffOf(session), 3);
  EXPECT_EQ(TrainedFor(session), Bit(NEED_HOIST) | Bit(NEED_RESCUE_MEDICATION));
  EXPECT_NE(Get(session, Officer())->session().etag(), before);

  const auto roster = Roster(session, Staff(provider_));
  ASSERT_TRUE(roster.ok()) << roster.status();
  ASSERT_THAT(roster->shifts(), SizeIs(3));
  EXPECT_EQ(roster->shifts(0).display_name(), "Sample 0");
  EXPECT_THAT(roster->shifts(0).trained_for(), ElementsAre(NEED_HOIST));
  EXPECT_FALSE(roster->shifts(0).away());
  EXPECT_EQ(roster->staff(), 3);
  EXPECT_THAT(roster->trained_for(), ElementsAre(NEED_HOIST, NEED_RESCUE_MEDICATION));
}

TEST_F(Shifts, ReplaceWhoeverWasThereAndSetAgainAlikeChangeNothing) {
  const auto team = AddTeam(3);
  const std::string session = AddSession(Soon(48));
  ASSERT_TRUE(SetShifts({session}, {team[0], team[1]}).ok());
  ASSERT_TRUE(SetShifts({session}, {team[2]}).ok());
  EXPECT_EQ(StaffOf(session), 1);
  const auto roster = Roster(session, Officer());
  ASSERT_THAT(roster->shifts(), SizeIs(1));
  EXPECT_EQ(roster->shifts(0).staff_member(), team[2]);
  const int64_t version = Column(session, "version");
  EXPECT_THAT(SetShifts({session}, {team[2]})->changes(), IsEmpty());
  EXPECT_EQ(Column(session, "version"), version);
}

TEST_F(Shifts, OfASeasonAreSetAtOnceAllOrNone) {
  const auto team = AddTeam(4);
  std::vector<std::string> season;
  for (int week = 0; week < 20; ++week) season.push_back(AddSession(Soon(24 * 7 * (week + 1))));
  const auto set = SetShifts(season, team);
  ASSERT_TRUE(set.ok()) << set.status();
  ASSERT_THAT(set->changes(), SizeIs(20));
  EXPECT_EQ(set->changes(0).session(), season.front());
  for (const std::string& session : season) EXPECT_EQ(StaffOf(session), 4);
  ASSERT_TRUE(Cancel(season[7]).ok());
  const auto refused = SetShifts(season, {team[0]});
  EXPECT_EQ(ReasonOf(refused), type::v1::ERROR_REASON_SESSION_CANCELLED);
  EXPECT_EQ(errors::MetadataOf(refused.status(), "session"), season[7]);
  EXPECT_EQ(StaffOf(season[0]), 4);
}

TEST_F(Shifts, TakenAwayLeaveTheNumberAndTheTrainingIsNoLongerAsked) {
  const auto team = AddTeam(2);
  const std::string session = AddSession(Soon(48));
  ASSERT_TRUE(SetShifts({session}, team).ok());
  const auto cleared = SetShifts({session}, {});
  ASSERT_TRUE(cleared.ok()) << cleared.status();
  ASSERT_THAT(cleared->changes(), SizeIs(1));
  EXPECT_THAT(cleared->changes(0).trained_for_lost(), IsEmpty());
  EXPECT_EQ(StaffOf(session), 2);
  EXPECT_EQ(TrainedFor(session), -1);
}

TEST_F(Shifts, AreRefusedWhereTheyCannotBe) {
  const std::string staff = AddStaff().name();
  const std::string session = AddSession(Soon(48)), over = AddSession(Soon(72));
  Alter(over,
        "booking_close_time = NOW(6) - INTERVAL 3 HOUR, start_time = NOW(6) - INTERVAL 3 HOUR, "
        "end_time = NOW(6)");
  EXPECT_EQ(ReasonOf(SetShifts({over}, {staff})), type::v1::ERROR_REASON_SESSION_STARTED);
  EXPECT_EQ(ReasonOf(SetShifts({}, {staff})), type::v1::ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(ReasonOf(SetShifts({session, session}, {staff})), type::v1::ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(ReasonOf(SetShifts({session}, {staff, staff})), type::v1::ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(ReasonOf(SetShifts({session}, {kUnknownStaff})), type::v1::ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(ReasonOf(SetShifts({availability::kUnknownSession}, {staff})), type::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(SetShifts({session}, std::vector<std::string>(51, staff))),
            type::v1::ERROR_REASON_INVALID_REQUEST);
  const std::string others = AddDraft().name();
  EXPECT_EQ(ReasonOf(SetShifts({others}, {staff})), type::v1::ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(ReasonOf(SetShifts({session, others}, {})), type::v1::ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(CountOf("shifts"), 0);
}

TEST_F(Shifts, OfOthersAreNeitherSeenNorSet) {
  const std::string staff = AddStaff().name(), session = AddSession(Soon(48));
  const rpc::Call other = Staff(AddProvider());
  for (const std::string& name : {session, availability::kUnknownSession}) {
    EXPECT_EQ(ReasonOf(Roster(name, other)), type::v1::ERROR_REASON_NOT_ALLOWED);
    EXPECT_EQ(ReasonOf(Roster(name, Family())), type::v1::ERROR_REASON_NOT_ALLOWED);
    EXPECT_EQ(ReasonOf(Roster(name, OtherCouncilsOfficer())), type::v1::ERROR_REASON_NOT_FOUND);
    EXPECT_EQ(ReasonOf(Ask<v1::SetShiftsResponse>("SetShifts", other, ShiftsRequest({name}, {staff}))),
              type::v1::ERROR_REASON_NOT_ALLOWED);
  }
  EXPECT_EQ(CountOf("shifts"), 0);
}

TEST_F(Shifts, PutNobodyInTwoSessionsAtOneTime) {
  const std::string staff = AddStaff().name();
  const std::string first = AddSession(Soon(48)), next = AddSession(Soon(51)), between = AddSession(Soon(50));
  ASSERT_TRUE(SetShifts({first}, {staff}).ok());
  ASSERT_TRUE(SetShifts({next}, {staff}).ok()) << "one that begins when the other ends is no clash";
  const auto refused = SetShifts({between}, {staff});
  EXPECT_EQ(ReasonOf(refused), type::v1::ERROR_REASON_STATE_FORBIDS);
  EXPECT_EQ(errors::MetadataOf(refused.status(), "staff_member"), staff);
  EXPECT_EQ(errors::MetadataOf(refused.status(), "session"), first);
  EXPECT_EQ(StaffOf(between), -1);
  // Called off, it takes nobody's time.
  ASSERT_TRUE(Cancel(first).ok());
  ASSERT_TRUE(SetShifts({next}, {}).ok());
  EXPECT_TRUE(SetShifts({between}, {staff}).ok());
}

TEST_F(Shifts, OfOneSetAtOnceInManySessionsOfOneTimeAreSetInOne) {
  const std::string staff = AddStaff().name();
  for (int round = 1; round <= 5; ++round) {
    std::vector<std::string> sessions;
    for (int i = 0; i < 6; ++i) sessions.push_back(AddSession(Soon(24 * (round + 1))));
    std::atomic<int> done = 0;
    std::vector<std::jthread> callers;
    for (const std::string& session : sessions) {
      callers.emplace_back([&, session] {
        const auto set = SetShifts({session}, {staff});
        done += set.ok();
        EXPECT_TRUE(set.ok() || ReasonOf(set) == type::v1::ERROR_REASON_STATE_FORBIDS) << set.status();
      });
    }
    callers.clear();
    EXPECT_EQ(done, 1);
    EXPECT_EQ(CountOf("shifts"), round);
  }
}

TEST_F(Shifts, AMemberOfStaffTrainedToTheSessionsLastDayCountsAndADayLessDoesNot) {
  // 2098-12-06 18:00 to the next morning.
  const std::string night = AddSession(Utc(2098, 12, 6, 18), absl::Hours(15));
  const auto team = AddTeam(2);
  ASSERT_TRUE(Train(team[0], NEED_HOIST, absl::CivilDay(2098, 12, 7)).ok());
  ASSERT_TRUE(Train(team[1], NEED_GASTROSTOMY, absl::CivilDay(2098, 12, 6)).ok());
  ASSERT_TRUE(SetShifts({night}, team).ok());
  EXPECT_EQ(StaffOf(night), 2);
  EXPECT_EQ(TrainedFor(night), Bit(NEED_HOIST));
  const std::string evening = AddSession(Utc(2098, 12, 5, 18), absl::Hours(6));
  ASSERT_TRUE(SetShifts({evening}, {team[1]}).ok());
  EXPECT_EQ(TrainedFor(evening), Bit(NEED_GASTROSTOMY));
}

// In London the clocks go forward on 30 March 2098 and back on 26 October.
TEST_F(Shifts, DaysOfTrainingAreLondonsOnBothClockChanges) {
  const std::string staff = AddStaff().name();
  ASSERT_TRUE(Train(staff, NEED_HOIST, absl::CivilDay(2098, 3, 30), absl::CivilDay(2098, 3, 30)).ok());
  ASSERT_TRUE(Train(staff, NEED_HOIST, absl::CivilDay(2098, 10, 26), absl::CivilDay(2098, 10, 26)).ok());
  // Half past midnight to half past eleven at night, by the clocks of that day.
  const std::string spring = AddSession(Utc(2098, 3, 30, 0, 30), absl::Hours(22));
  const std::string autumn = AddSession(Utc(2098, 10, 25, 23, 30), absl::Hours(24));
  const std::string a_day_more = AddSession(Utc(2098, 3, 30, 22, 45), absl::Minutes(30));
  ASSERT_TRUE(SetShifts({spring, autumn, a_day_more}, {staff}).ok());
  EXPECT_EQ(TrainedFor(spring), Bit(NEED_HOIST));
  EXPECT_EQ(TrainedFor(autumn), Bit(NEED_HOIST));
  EXPECT_EQ(TrainedFor(a_day_more), 0);
}

TEST_F(Shifts, ASessionThatAnImportMovesIsWorkedOutAnewAndNeverPutsSomebodyInTwo) {
  auto import = [&](absl::Time start) {
    auto request = WithId<v1::ImportTimetableRequest>();
    auto& provider = *request.add_providers();
    provider.set_external_id("P1");
    provider.set_display_name("Sample Provider");
    auto& activity = *request.add_activities();
    activity.set_provider_external_id("P1");
    *activity.mutable_activity() = SampleActivity({}, "A1");
    auto& session = *request.add_sessions();
    session.set_activity_external_id("A1");
    *session.mutable_session() = SampleSession({}, start);
    session.mutable_session()->set_external_id("S1");
    return Run<v1::ImportTimetableResponse>("ImportTimetable", Officer(), request);
  };
  ASSERT_TRUE(import(Soon(48)).ok());
  const auto ids = support::SharedMysql().AsRoot(
      "SELECT session_id, provider_id, activity_id FROM sessions WHERE council_id = ? AND external_id = 'S1'",
      {council_});
  const std::string session = ids::ResourceName("sessions", ids->front().Text(0));
  const std::string staff = Ask<v1::CreateStaffMemberResponse>(
                                "CreateStaffMember", Officer(),
                                StaffRequest(ids::ResourceName("providers", ids->front().Text(1)), "Sam Sample"))
                                ->staff_member()
                                .name();
  ASSERT_TRUE(Away(staff, Soon(100), Soon(110)).ok());
  ASSERT_TRUE(SetShifts({session}, {staff}).ok());
  EXPECT_EQ(StaffOf(session), 1);
  ASSERT_TRUE(import(Soon(101)).ok());
  EXPECT_EQ(StaffOf(session), 0) << "moved to where its staff are away";
  const std::string other =
      AddPublished(SampleSession(ids::ResourceName("activities", ids->front().Text(2)), Soon(200))).name();
  ASSERT_TRUE(SetShifts({other}, {staff}).ok());
  EXPECT_EQ(ReasonOf(import(Soon(201))), type::v1::ERROR_REASON_STATE_FORBIDS);
  ASSERT_TRUE(import(Soon(203)).ok());
  EXPECT_EQ(StaffOf(session), 1);
}

}  // namespace
}  // namespace shortbreaks::roster
