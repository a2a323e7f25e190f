// When staff are away, and whom that affects.
#include <atomic>
#include <random>
#include <thread>

#include "roster/service_test.h"

namespace shortbreaks::roster {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using type::v1::NEED_RESCUE_MEDICATION;

const absl::CivilDay kAges(2199, 1, 1);

class Absences : public RosterTest {
 protected:
  absl::StatusOr<v1::EndAbsenceResponse> End(const std::string& absence, absl::Time at, const rpc::Call& call) {
    auto request = Naming<v1::EndAbsenceRequest>(absence);
    *request.mutable_end_time() = wire::ToProto(at);
    return Ask<v1::EndAbsenceResponse>("EndAbsence", call, request);
  }
  absl::StatusOr<v1::CancelAbsenceResponse> TakeBack(const std::string& absence, const rpc::Call& call) {
    return Ask<v1::CancelAbsenceResponse>("CancelAbsence", call, Naming<v1::CancelAbsenceRequest>(absence));
  }
};

TEST_F(Absences, LowerTheStaffAndKeepEveryBooking) {
  const auto team = AddTeam(3);
  const std::string session = AddSession(Soon(48));
  ASSERT_TRUE(SetShifts({session}, team).ok());
  // Two children at 1:1 and one at 1:3.
  TakeShares(session, 2 * kSharesOfOne + kSharesOfOne / 3);
  const auto away = Away(team[0], Soon(40), Soon(60));
  ASSERT_TRUE(away.ok()) << away.status();
  ASSERT_THAT(away->changes(), SizeIs(1));
  EXPECT_EQ(away->changes(0).session(), session);
  EXPECT_EQ(away->changes(0).staff(), 2);
  EXPECT_EQ(away->changes(0).staff_short(), 1) << "a third of one counts as one";
  EXPECT_EQ(StaffOf(session), 2);
  EXPECT_EQ(Column(session, "staff_shares_over"), kSharesOfOne / 3);
  EXPECT_EQ(Column(session, "staff_shares_taken"), 2 * kSharesOfOne + kSharesOfOne / 3);
  const auto roster = Roster(session, Officer());
  EXPECT_TRUE(roster->shifts(0).away());
  EXPECT_EQ(roster->staff_short(), 1);
}

TEST_F(Absences, TellWhichTrainingIsLost) {
  const auto team = AddTeam(2);
  ASSERT_TRUE(Train(team[0], NEED_RESCUE_MEDICATION, kAges).ok());
  const std::string session = AddSession(Soon(48));
  ASSERT_TRUE(SetShifts({session}, team).ok());
  const auto away = Away(team[0], Soon(40));
  ASSERT_TRUE(away.ok()) << away.status();
  ASSERT_THAT(away->changes(), SizeIs(1));
  EXPECT_THAT(away->changes(0).trained_for_lost(), ElementsAre(NEED_RESCUE_MEDICATION));
  EXPECT_EQ(TrainedFor(session), 0);
}

TEST_F(Absences, OfAPartOfASessionCountForAllOfItAndOneThatOnlyTouchesItDoesNot) {
  const std::string staff = AddStaff().name();
  const std::string session = AddSession(Soon(48));
  ASSERT_TRUE(SetShifts({session}, {staff}).ok());
  EXPECT_THAT(Away(staff, Soon(46), Soon(48))->changes(), IsEmpty());
  EXPECT_THAT(Away(staff, Soon(51), Soon(53))->changes(), IsEmpty());
  EXPECT_EQ(StaffOf(session), 1);
  EXPECT_THAT(Away(staff, Soon(51) - absl::Microseconds(1), Soon(53))->changes(), SizeIs(1));
  EXPECT_EQ(StaffOf(session), 0);
}

TEST_F(Absences, OverlappingCountOnceAndEachMustEnd) {
  const auto team = AddTeam(2);
  const std::string session = AddSession(Soon(48));
  ASSERT_TRUE(SetShifts({session}, team).ok());
  const auto first = Away(team[0], Soon(40), Soon(60)), second = Away(team[0], Soon(47), Soon(49));
  ASSERT_TRUE(first.ok() && second.ok()) << second.status();
  EXPECT_THAT(second->changes(), IsEmpty());
  EXPECT_EQ(StaffOf(session), 1);
  ASSERT_TRUE(TakeBack(first->absence().name(), Officer()).ok());
  EXPECT_EQ(StaffOf(session), 1);
  ASSERT_TRUE(TakeBack(second->absence().name(), Officer()).ok());
  EXPECT_EQ(StaffOf(session), 2);
}

TEST_F(Absences, ThatEndGiveTheStaffBack) {
  const auto team = AddTeam(2);
  const std::string soon = AddSession(Soon(48)), later = AddSession(Soon(96));
  ASSERT_TRUE(SetShifts({soon, later}, team).ok());
  TakeShares(later, 2 * kSharesOfOne);
  const auto away = Away(team[0], Soon(1));
  ASSERT_TRUE(away.ok()) << away.status();
  EXPECT_FALSE(away->absence().has_end_time());
  ASSERT_THAT(away->changes(), SizeIs(2));
  EXPECT_EQ(away->changes(0).session(), soon) << "soonest first";
  EXPECT_EQ(away->changes(1).staff_short(), 1);
  const auto ended = End(away->absence().name(), Soon(72), Staff(provider_));
  ASSERT_TRUE(ended.ok()) << ended.status();
  ASSERT_THAT(ended->changes(), SizeIs(1));
  EXPECT_EQ(ended->changes(0).staff_short(), 0);
  EXPECT_EQ(StaffOf(soon), 1);
  EXPECT_EQ(StaffOf(later), 2);
  EXPECT_EQ(Column(later, "staff_shares_over"), 0);
  // Later than was said before.
  ASSERT_TRUE(End(away->absence().name(), Soon(120), Officer()).ok());
  EXPECT_EQ(StaffOf(later), 1);
  EXPECT_EQ(Column(later, "staff_shares_over"), kSharesOfOne);
}

TEST_F(Absences, LeaveSessionsThatAreOverOrCalledOffAsTheyWere) {
  const std::string staff = AddStaff().name();
  const std::string over = AddSession(Soon(48)), off = AddSession(Soon(60)), running = AddSession(Soon(72));
  ASSERT_TRUE(SetShifts({over, off, running}, {staff}).ok());
  ASSERT_TRUE(Cancel(off).ok());
  Alter(over,
        "booking_close_time = NOW(6) - INTERVAL 3 HOUR, start_time = NOW(6) - INTERVAL 3 HOUR, "
        "end_time = NOW(6)");
  Start(running);
  const auto away = Away(staff, Soon(-24 * 30));
  ASSERT_TRUE(away.ok()) << away.status();
  ASSERT_THAT(away->changes(), SizeIs(1));
  EXPECT_EQ(away->changes(0).session(), running);
  EXPECT_EQ(StaffOf(over), 1);
  EXPECT_EQ(StaffOf(off), 1);
}

TEST_F(Absences, AreRecordedForOnesOwnStaffAlone) {
  const std::string staff = AddStaff().name();
  const rpc::Call other = Staff(AddProvider());
  const std::string absence = Away(staff, Soon(1))->absence().name();
  for (const std::string& name : {staff, kUnknownStaff}) {
    EXPECT_EQ(
        ReasonOf(Ask<v1::RecordAbsenceResponse>("RecordAbsence", other, AbsenceRequest(name, Soon(1), std::nullopt))),
        type::v1::ERROR_REASON_NOT_ALLOWED);
  }
  for (const std::string& name : {absence, std::string("absences/0190a5e2-7c1d-7b3e-8f00-0123456789ab")}) {
    EXPECT_EQ(ReasonOf(End(name, Soon(3), other)), type::v1::ERROR_REASON_NOT_ALLOWED);
    EXPECT_EQ(ReasonOf(TakeBack(name, other)), type::v1::ERROR_REASON_NOT_ALLOWED);
    EXPECT_EQ(ReasonOf(TakeBack(name, OtherCouncilsOfficer())), type::v1::ERROR_REASON_NOT_FOUND);
  }
  const auto read =
      Ask<v1::GetStaffMemberResponse>("GetStaffMember", Staff(provider_), Naming<v1::GetStaffMemberRequest>(staff));
  ASSERT_THAT(read->absences(), SizeIs(1));
  EXPECT_EQ(read->absences(0).name(), absence);
}

TEST_F(Absences, ThatMakeNoSenseAreRefused) {
  const std::string staff = AddStaff().name();
  EXPECT_EQ(ReasonOf(Away(staff, Soon(2), Soon(2))), type::v1::ERROR_REASON_INVALID_REQUEST);
  auto request = AbsenceRequest(staff, Soon(2), Soon(3));
  request.mutable_absence()->clear_cause();
  EXPECT_EQ(ReasonOf(Ask<v1::RecordAbsenceResponse>("RecordAbsence", Officer(), request)),
            type::v1::ERROR_REASON_INVALID_REQUEST);
  request = AbsenceRequest(staff, Soon(2), Soon(3));
  request.mutable_absence()->clear_start_time();
  EXPECT_EQ(ReasonOf(Ask<v1::RecordAbsenceResponse>("RecordAbsence", Officer(), request)),
            type::v1::ERROR_REASON_INVALID_REQUEST);
  const std::string absence = Away(staff, Soon(2), Soon(3))->absence().name();
  EXPECT_EQ(ReasonOf(End(absence, Soon(2), Officer())), type::v1::ERROR_REASON_INVALID_REQUEST);
  ASSERT_TRUE(TakeBack(absence, Officer()).ok());
  EXPECT_EQ(ReasonOf(TakeBack(absence, Officer())), type::v1::ERROR_REASON_STATE_FORBIDS);
  EXPECT_EQ(ReasonOf(End(absence, Soon(4), Officer())), type::v1::ERROR_REASON_STATE_FORBIDS);
}

TEST_F(Absences, SentAgainAreRecordedOnceAndTellNoMoreThanIds) {
  const std::string staff = AddStaff("Zebedee Sample").name();
  const std::string session = AddSession(Soon(48));
  ASSERT_TRUE(SetShifts({session}, {staff}).ok());
  const auto request = AbsenceRequest(staff, Soon(1), std::nullopt);
  const auto first = Ask<v1::RecordAbsenceResponse>("RecordAbsence", Officer(), request);
  const auto again = Ask<v1::RecordAbsenceResponse>("RecordAbsence", Officer(), request);
  ASSERT_TRUE(first.ok() && again.ok()) << again.status();
  EXPECT_EQ(first->SerializeAsString(), again->SerializeAsString());
  EXPECT_EQ(CountOf("staff_absences"), 1);
  const auto events = Events();
  ASSERT_GE(events.size(), 2u);
  EXPECT_EQ(events[events.size() - 2], "staff_member.updated");
  EXPECT_EQ(events.back(), "session.updated");
  EXPECT_EQ(Number("SELECT COUNT(*) FROM audit_records WHERE council_id = ? AND method = 'RecordAbsence'"), 2);
}

// Bookings take and give shares back while staff come and go: what is taken never exceeds the staff and what was kept
// above them, and at the end the numbers are those of the shifts.
TEST_F(Absences, AreRecordedWhileBookingsAreMade) {
  const auto team = AddTeam(4);
  const std::string session = AddSession(Soon(48));
  ASSERT_TRUE(SetShifts({session}, team).ok());
  const std::string id = *ids::IdOf("sessions", session);
  std::atomic<bool> stop = false;
  std::atomic<int> taken = 0, broken = 0;
  std::vector<std::jthread> bookings;
  for (int t = 0; t < 3; ++t) {
    bookings.emplace_back([&, t] {
      auto connection = mysql::Connection::Open(support::SharedMysql().As("shortbreaks_bookings")).value();
      const int64_t share = kSharesOfOne * 2 / (t + 1);
      for (int i = 0; !stop; ++i) {
        const bool takes = (i + t) % 3 != 0;
        auto changed =
            connection->Execute(takes ? "UPDATE sessions SET staff_shares_taken = staff_shares_taken + ? "
                                        "WHERE council_id = ? AND session_id = ? "
                                        "AND staff_shares_taken + ? <= staff * 232792560"
                                      : "UPDATE sessions SET staff_shares_taken = staff_shares_taken - ? "
                                        "WHERE council_id = ? AND session_id = ? AND staff_shares_taken >= ?",
                                {share, council_, mysql::Bytes{id}, share});
        if (changed.ok() && takes) taken += static_cast<int>(*changed);
        broken += mysql::FaultOf(changed.status()) == mysql::Fault::kCheckViolated;
      }
    });
  }
  std::vector<std::jthread> absences;
  for (const std::string& staff : team) {
    absences.emplace_back([&, staff] {
      for (int round = 0; round < 25; ++round) {
        const auto away = Away(staff, Soon(40), Soon(60));
        ASSERT_TRUE(away.ok()) << away.status();
        const auto back = TakeBack(away->absence().name(), Officer());
        ASSERT_TRUE(back.ok()) << back.status();
      }
    });
  }
  absences.clear();
  stop = true;
  bookings.clear();
  EXPECT_GT(taken, 0);
  EXPECT_EQ(broken, 0);
  EXPECT_EQ(StaffOf(session), 4);
  EXPECT_LE(Column(session, "staff_shares_taken"), 4 * kSharesOfOne);
}

// An absence and a shift of one member of staff, at one moment: whichever comes first, the shift does not count.
TEST_F(Absences, RecordedWhileShiftsAreSetAreNeverOverlooked) {
  const std::string staff = AddStaff().name();
  std::vector<std::string> sessions;
  for (int i = 0; i < 12; ++i) sessions.push_back(AddSession(Soon(24 * (i + 2))));
  for (const std::string& session : sessions) {
    const absl::Time start = wire::FromProto(Get(session, Officer())->session().start_time());
    std::jthread shift([&] { EXPECT_TRUE(SetShifts({session}, {staff}).ok()); });
    std::jthread absence([&] { EXPECT_TRUE(Away(staff, start, start + absl::Hours(1)).ok()); });
    shift.join();
    absence.join();
    EXPECT_EQ(StaffOf(session), 0);
  }
}

// Shifts, absences and training of the same few people and sessions at random, two of the sessions at one time, with
// bookings beside them.
class RosterStorm : public Absences {
 protected:
  void Step(std::mt19937& random) {
    const auto one_of = [&](const std::vector<std::string>& all) { return all[random() % all.size()]; };
    switch (random() % 5) {
      case 0:
      case 1: {
        std::vector<std::string> staff;
        for (const std::string& each : team_) {
          if (random() % 3 == 0) staff.push_back(each);
        }
        const auto set = SetShifts({one_of(sessions_)}, staff);
        EXPECT_TRUE(set.ok() || ReasonOf(set) == type::v1::ERROR_REASON_STATE_FORBIDS) << set.status();
        return;
      }
      case 2: {
        const auto away = Away(one_of(team_), Soon(40), Soon(50));
        ASSERT_TRUE(away.ok()) << away.status();
        if (random() % 3 != 0) {
          EXPECT_TRUE(TakeBack(away->absence().name(), Officer()).ok());
        }
        return;
      }
      case 3:
        EXPECT_TRUE(Train(one_of(team_), NEED_RESCUE_MEDICATION, kAges).ok());
        return;
      default:
        Book(one_of(sessions_));
    }
  }
  void Book(const std::string& session) {
    auto connection = mysql::Connection::Open(support::SharedMysql().As("shortbreaks_bookings")).value();
    auto booked = connection->Execute(
        "UPDATE sessions SET staff_shares_taken = staff_shares_taken + ? WHERE council_id = ? AND session_id = ? "
        "AND staff_shares_taken + ? <= staff * 232792560",
        {kSharesOfOne / 2, council_, mysql::Bytes{*ids::IdOf("sessions", session)}, kSharesOfOne / 2});
    EXPECT_NE(mysql::FaultOf(booked.status()), mysql::Fault::kCheckViolated);
  }

  const std::vector<std::string> team_ = AddTeam(6);
  const std::vector<std::string> sessions_ = {AddSession(Soon(42)), AddSession(Soon(44)), AddSession(Soon(48)),
                                              AddSession(Soon(96))};
};

TEST_F(RosterStorm, WhateverHappensAtOnceTheNumbersAreThoseOfTheShifts) {
  for (const std::string& session : sessions_) ASSERT_TRUE(SetShifts({session}, {}).ok());
  std::vector<std::jthread> people;
  for (uint32_t seed = 1; seed <= 4; ++seed) {
    people.emplace_back([this, seed] {
      std::mt19937 random(seed);
      for (int step = 0; step < 40; ++step) Step(random);
    });
  }
  people.clear();
  int planned = 0;
  for (const std::string& session : sessions_) {
    const auto roster = Roster(session, Officer());
    ASSERT_TRUE(roster.ok()) << roster.status();
    int there = 0;
    int64_t trained = 0;
    for (const v1::Shift& shift : roster->shifts()) {
      there += !shift.away();
      for (const int need : shift.trained_for()) trained |= shift.away() ? 0 : int64_t{1} << need;
    }
    planned += !roster->shifts().empty();
    if (!roster->shifts().empty()) {
      EXPECT_EQ(StaffOf(session), there);
    }
    EXPECT_EQ(TrainedFor(session), roster->shifts().empty() ? -1 : trained);
  }
  EXPECT_GT(planned, 0);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM shifts a JOIN shifts b ON a.council_id = b.council_id "
                   "AND a.staff_id = b.staff_id AND a.session_id < b.session_id JOIN sessions s "
                   "ON s.council_id = a.council_id AND s.session_id = a.session_id JOIN sessions t "
                   "ON t.council_id = b.council_id AND t.session_id = b.session_id "
                   "WHERE a.council_id = ? AND s.start_time < t.end_time AND t.start_time < s.end_time"),
            0);
}

}  // namespace
}  // namespace shortbreaks::roster
