// What is planted in a database is found, each by its own sentence, and a database with nothing wrong has nothing
// found.
#include "storm/checkers/store.h"

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "bookings/mysql_world.h"
#include "ids/uuid.h"
#include "storm/checkers/facts.h"

namespace shortbreaks::storm {
namespace {

using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

class StoreCheckerTest : public testing::Test {
 protected:
  StoreCheckerTest() : booking_(Hold(session_, request_)) {}

  // The booking's name.
  std::string Hold(const ids::Uuid& session, const ids::Uuid& request) {
    bookings::PlaceAttempt attempt{.mark = {{world_.council, "storm", "HoldPlace", request}, std::string(32, 'h')},
                                   .child_id = child_,
                                   .session_id = session,
                                   .state = bookings::v1::BOOKING_STATE_HELD};
    attempt.session = **world_.store().GlanceAt(call_, session, child_, attempt.mark);
    attempt.terms = {.child_version = 1, .session_version = attempt.session.version};
    attempt.limits.hold = absl::Minutes(10);
    const auto booking = world_.store().TakePlace(call_, attempt);
    EXPECT_TRUE(booking.ok()) << booking.status();
    return booking.ok() ? booking->name() : "";
  }
  void Plant(std::string_view sql) {
    const auto done = support::SharedMysql().AsRoot(sql, {world_.council});
    ASSERT_TRUE(done.ok()) << done.status();
  }
  static auto Says(const char* words) { return Contains(Field(&Violation::sentence, HasSubstr(words))); }
  static Violations Found() { return CheckStore(support::SharedMysql()); }

  bookings::MysqlWorld world_{support::SharedMysql()};
  const ids::Uuid carer_ = ids::NewUuid(), request_ = ids::NewUuid();
  const ids::Uuid child_ = world_.AddChild(carer_), session_ = world_.AddSession({.places = 2});
  const rpc::Call call_ = {.principal = {identity::Role::kOfficer, world_.council, "officer-1", "", "storm"},
                           .deadline = absl::Now() + absl::Seconds(60),
                           .call_id = "storm-1-1-1"};
  const std::string booking_;
};

TEST_F(StoreCheckerTest, AFlagOfACheckIsNoVersionOfTheBooking) {
  Plant(
      "INSERT INTO outbox (council_id, event_id, event_type, subject, subject_version, create_time) SELECT council_id, "
      "UNHEX(REPLACE(UUID(), '-', '')), 'booking.flagged', subject, 1, create_time FROM outbox WHERE council_id = ?");
  Plant(
      "INSERT INTO audit_records (council_id, audit_id, method, subject, actor, partner_id, call_id, create_time, "
      "kind) "
      "SELECT council_id, UNHEX(REPLACE(UUID(), '-', '')), 'RecheckBookings', subject, actor, partner_id, call_id, "
      "create_time, kind FROM audit_records WHERE council_id = ? AND kind = 2");
  EXPECT_THAT(Found(), IsEmpty());
}

// One test: what one plants the next would find too, since all are on one server.
TEST_F(StoreCheckerTest, FindsEachThingThatIsPlanted) {
  EXPECT_THAT(Found(), IsEmpty());
  Plant("UPDATE bookings SET hold_expire_time = NOW(6) - INTERVAL 1 MINUTE WHERE council_id = ?");
  EXPECT_THAT(Found(), Says("ran out a while ago and is not swept"));
  Plant("UPDATE sessions SET places_taken = places_taken + 1 WHERE council_id = ?");
  EXPECT_THAT(Found(), Says("places_taken differs"));
  Plant("DELETE FROM audit_records WHERE council_id = ?");
  EXPECT_THAT(Found(), Says("not one record in the audit trail"));
  Plant("DELETE FROM outbox WHERE council_id = ?");
  EXPECT_THAT(Found(), Says("not one event for each version"));
  Plant("UPDATE bookings_requests SET reply = NULL WHERE council_id = ?");
  EXPECT_THAT(Found(), Says("without its reply"));
  Plant("UPDATE bookings SET state = 8, waiting_entry_id = booking_id WHERE council_id = ?");
  EXPECT_THAT(Found(), Says("an offer is nobody's"));
  world_.AddAllocation(child_, 600);
  Plant("UPDATE allocations SET granted = granted + 1 WHERE council_id = ?");
  EXPECT_THAT(Found(), Says("grants are not what the ledger granted"));
}

// The constraints of the tables, which mutants take out with their guards, are out of the way for one statement.
TEST_F(StoreCheckerTest, FindsWhatIsGivenTwiceWhileItLasts) {
  const auto found = [] { return CheckStoreNow(support::SharedMysql()); };
  constexpr char kUnchecked[] = "SET STATEMENT check_constraint_checks = 0 FOR ";
  const auto plant = [&](const char* sql) { Plant(absl::StrCat(kUnchecked, sql)); };
  EXPECT_THAT(found(), IsEmpty());
  plant("UPDATE sessions SET places_taken = places + 1 WHERE council_id = ?");
  EXPECT_THAT(found(), Says("a session is oversold"));
  plant("UPDATE sessions SET staff = 1, staff_shares_taken = 232792561 WHERE council_id = ?");
  EXPECT_THAT(found(), Says("staff are oversold"));
  plant(
      "INSERT INTO session_ratio_caps (council_id, session_id, ratio_staff, ratio_children, children_max, "
      "children_taken) SELECT council_id, session_id, 1, 2, 1, 2 FROM sessions WHERE council_id = ?");
  EXPECT_THAT(found(), Says("a cap is exceeded"));
  world_.AddAllocation(child_, 600);
  plant("UPDATE allocations SET committed = granted + 1 WHERE council_id = ?");
  EXPECT_THAT(found(), Says("an allocation is overdrawn"));
  Hold(world_.AddSession({.starts_in = absl::Hours(24 * 40)}), ids::NewUuid());
  Plant("UPDATE bookings SET end_time = start_time + INTERVAL 40 DAY WHERE council_id = ?");
  EXPECT_THAT(found(), Says("a child is in two places at once"));
}

// Of an engine whose files can be spoilt while the server runs: the index is of before the last rows.
TEST_F(StoreCheckerTest, FindsATableThatTheDatabaseItselfFindsBrokenAndMendsIt) {
  support::PrivateMysql& server = support::SharedMysql();
  const auto run = [&](const char* sql) { ASSERT_TRUE(server.AsRoot(sql).ok()) << sql; };
  EXPECT_THAT(CheckTables(server), IsEmpty());
  run("CREATE TABLE planted (number INT, KEY (number)) ENGINE=MyISAM");
  run("INSERT INTO planted VALUES (1), (2), (3)");
  run("FLUSH TABLES planted");
  const std::filesystem::path index = server.directory() + "/data/shortbreaks/planted.MYI", kept = index.string() + "2";
  std::filesystem::copy_file(index, kept);
  run("INSERT INTO planted VALUES (4), (5)");
  run("FLUSH TABLES planted");
  std::filesystem::copy_file(kept, index, std::filesystem::copy_options::overwrite_existing);
  std::filesystem::remove(kept);
  EXPECT_THAT(CheckTables(server), Says("planted: "));
  EXPECT_THAT(MendTables(server), Says("planted: "));
  EXPECT_THAT(CheckTables(server), IsEmpty());
  EXPECT_EQ(server.AsRoot("SELECT number FROM planted FORCE INDEX (number) WHERE number > 0")->size(), 5u);
  run("DROP TABLE planted");
  EXPECT_THAT(MendTables(server), IsEmpty());
}

TEST_F(StoreCheckerTest, ReadsWhatTheStoreHasDone) {
  const auto facts = ReadFacts(support::SharedMysql(), world_.council);
  ASSERT_TRUE(facts.ok()) << facts.status();
  EXPECT_TRUE(facts->done.contains({"HoldPlace", ids::ToText(request_)}));
  ASSERT_TRUE(facts->bookings.contains(booking_));
  EXPECT_EQ(facts->bookings.at(booking_).state, bookings::v1::BOOKING_STATE_HELD);
  ASSERT_EQ(facts->changes.size(), 1u);
  EXPECT_EQ(facts->changes[0].call_id, "storm-1-1-1");
  EXPECT_EQ(facts->changes[0].subject, booking_);
  EXPECT_EQ(facts->changes[0].child, ids::ResourceName("children", child_));
}

}  // namespace
}  // namespace shortbreaks::storm
