// Least privilege, tried on the database: what no service may do, and that each column has one writer.
#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/private_mysql.h"

namespace shortbreaks {
namespace {

using mysql::Fault;
using testing::IsEmpty;

struct Forbidden {
  const char* user;
  const char* sql;
};

class ForbiddenTo : public testing::TestWithParam<Forbidden> {};

TEST_P(ForbiddenTo, IsRefusedByTheDatabase) {
  auto connection = mysql::Connection::Open(support::SharedMysql().As(GetParam().user));
  ASSERT_TRUE(connection.ok()) << mysql::DiagnosisOf(connection.status());
  const auto refused = (*connection)->Execute(GetParam().sql);
  EXPECT_EQ(mysql::FaultOf(refused.status()), Fault::kForbidden) << mysql::DiagnosisOf(refused.status());
}

constexpr char kAvailability[] = "shortbreaks_availability";
constexpr char kEligibility[] = "shortbreaks_eligibility";
constexpr char kBookings[] = "shortbreaks_bookings";

INSTANTIATE_TEST_SUITE_P(
    Availability, ForbiddenTo,
    testing::Values(
        Forbidden{kAvailability, "UPDATE sessions SET places_taken = 0"},
        Forbidden{kAvailability, "INSERT INTO sessions (council_id, places_taken) VALUES ('X', 1)"},
        Forbidden{kAvailability, "DELETE FROM sessions"}, Forbidden{kAvailability, "SELECT * FROM children"},
        Forbidden{kAvailability, "SELECT * FROM carers"}, Forbidden{kAvailability, "SELECT * FROM bookings"},
        Forbidden{kAvailability, "SELECT * FROM unmet_needs"}, Forbidden{kAvailability, "SELECT * FROM apart_from"},
        Forbidden{kAvailability, "SELECT * FROM ledger"}, Forbidden{kAvailability, "SELECT * FROM bookings_requests"},
        Forbidden{kAvailability, "SELECT giver FROM partner_consents"},
        Forbidden{kAvailability, "UPDATE partner_consents SET withdraw_time = NULL"},
        Forbidden{kAvailability, "UPDATE bookings SET state = 1"},
        Forbidden{kAvailability, "UPDATE bookings SET forfeited_amount = 0"}));

INSTANTIATE_TEST_SUITE_P(
    Roster, ForbiddenTo,
    testing::Values(Forbidden{kAvailability, "DELETE FROM staff_members"},
                    Forbidden{kAvailability, "UPDATE staff_members SET provider_id = staff_id"},
                    Forbidden{kAvailability, "UPDATE staff_training SET expire_date = '2199-01-01'"},
                    Forbidden{kAvailability, "DELETE FROM staff_training"},
                    Forbidden{kAvailability, "UPDATE staff_absences SET start_time = NOW(6)"},
                    Forbidden{kAvailability, "DELETE FROM staff_absences"},
                    Forbidden{kAvailability, "UPDATE shifts SET staff_id = session_id"},
                    Forbidden{kAvailability, "UPDATE sessions SET staff_shares_taken = 0"},
                    Forbidden{kBookings, "SELECT * FROM staff_members"},
                    Forbidden{kBookings, "SELECT * FROM staff_absences"}, Forbidden{kBookings, "DELETE FROM shifts"},
                    Forbidden{kBookings, "UPDATE sessions SET staff = 10"},
                    Forbidden{kBookings, "UPDATE sessions SET trained_for = 28"},
                    Forbidden{kEligibility, "SELECT * FROM staff_training"},
                    Forbidden{kEligibility, "INSERT INTO shifts (council_id) VALUES ('X')"}));

INSTANTIATE_TEST_SUITE_P(
    Eligibility, ForbiddenTo,
    testing::Values(
        Forbidden{kEligibility, "UPDATE allocations SET committed = 0"},
        Forbidden{kEligibility, "INSERT INTO allocations (council_id, committed) VALUES ('X', 1)"},
        Forbidden{kEligibility, "UPDATE children SET diary_version = 0"},
        Forbidden{kEligibility, "UPDATE sessions SET places = 1"},
        Forbidden{kEligibility, "UPDATE sessions SET programme_id = NULL"},
        Forbidden{kEligibility, "SELECT * FROM rooms"}, Forbidden{kEligibility, "SELECT * FROM sessions"},
        Forbidden{kEligibility, "SELECT * FROM bookings"},
        Forbidden{kEligibility, "INSERT INTO calendar_days (council_id) VALUES ('X')"},
        Forbidden{kEligibility, "INSERT INTO ledger_postings (council_id) VALUES ('X')"},
        Forbidden{kEligibility, "INSERT INTO ledger_postings (council_id, kind, amount) VALUES ('X', 10, 1)"},
        Forbidden{kEligibility, "UPDATE bookings SET waived_by = 'officer:x', forfeited_amount = 0"},
        Forbidden{kEligibility, "UPDATE bookings SET cancellation = NULL"},
        Forbidden{kEligibility, "SELECT cancel_cause, waive_reason FROM bookings"},
        Forbidden{kEligibility, "UPDATE ledger_grants SET amount = 1"},
        Forbidden{kEligibility, "DELETE FROM panel_items"}, Forbidden{kEligibility, "DELETE FROM ledger_grants"},
        Forbidden{kEligibility, "DELETE FROM evidence"}, Forbidden{kEligibility, "SELECT officer_reason FROM bookings"},
        Forbidden{kEligibility, "DELETE FROM overruled_bookings"},
        Forbidden{kEligibility, "UPDATE children_apart_ended SET end_reason = 'x'"},
        Forbidden{kEligibility, "DELETE FROM children_apart_ended"},
        Forbidden{kEligibility, "UPDATE children_apart SET reason = 'x'"},
        Forbidden{kEligibility, "SELECT * FROM unmet_needs"}, Forbidden{kEligibility, "SELECT * FROM match_needs"},
        Forbidden{kEligibility, "UPDATE bookings SET match_answer = 1"}));

INSTANTIATE_TEST_SUITE_P(Bookings, ForbiddenTo,
                         testing::Values(Forbidden{kBookings, "UPDATE sessions SET places = 100"},
                                         Forbidden{kBookings, "UPDATE sessions SET staff = 100"},
                                         Forbidden{kBookings, "UPDATE sessions SET trained_for = NULL"},
                                         Forbidden{kBookings, "UPDATE sessions SET reserve_places = 0"},
                                         Forbidden{kBookings, "SELECT reserve_reason FROM sessions"},
                                         Forbidden{kBookings, "UPDATE session_ratio_caps SET children_max = 100"},
                                         Forbidden{kBookings, "DELETE FROM session_ratio_caps"},
                                         Forbidden{kBookings, "UPDATE sessions SET state = 1"},
                                         Forbidden{kBookings, "UPDATE sessions SET room_id = NULL"},
                                         Forbidden{kBookings, "UPDATE rooms SET buffer_minutes = 0"},
                                         Forbidden{kBookings, "SELECT * FROM venues"},
                                         Forbidden{kBookings, "UPDATE programmes SET title = 'x'"},
                                         Forbidden{kBookings, "UPDATE allocations SET granted = 100000"},
                                         Forbidden{kBookings, "UPDATE allocations SET renewed_by = 'x'"},
                                         Forbidden{kBookings, "UPDATE allocations SET review_note = 'x'"},
                                         Forbidden{kBookings, "SELECT * FROM panel_items"},
                                         Forbidden{kBookings, "UPDATE children SET date_of_birth = '2020-01-01'"},
                                         Forbidden{kBookings, "SELECT display_name FROM children"},
                                         Forbidden{kBookings, "SELECT needs FROM children"},
                                         Forbidden{kBookings, "UPDATE children SET team = NULL"},
                                         Forbidden{kBookings, "SELECT giver FROM partner_consents"},
                                         Forbidden{kBookings, "INSERT INTO partner_consents (council_id) VALUES ('X')"},
                                         Forbidden{kBookings, "SELECT display_name FROM providers"},
                                         Forbidden{kBookings, "SELECT * FROM evidence"},
                                         Forbidden{kBookings, "UPDATE evidence SET withdraw_time = NULL"},
                                         Forbidden{kBookings, "UPDATE booking_checks SET allocations_pay = 1"},
                                         Forbidden{kBookings, "SELECT * FROM carers"},
                                         Forbidden{kBookings, "INSERT INTO ledger_grants (council_id) VALUES ('X')"},
                                         Forbidden{kBookings, "UPDATE ledger_postings SET amount = 0"},
                                         Forbidden{kBookings, "DELETE FROM ledger_postings"},
                                         Forbidden{kBookings, "UPDATE activities SET needs_match_hours = 0"},
                                         Forbidden{kBookings, "SELECT * FROM children_apart"},
                                         Forbidden{kBookings, "SELECT * FROM children_apart_ended"},
                                         Forbidden{kBookings, "UPDATE unmet_needs SET needs = 0"},
                                         Forbidden{kBookings, "DELETE FROM unmet_needs"},
                                         Forbidden{kBookings, "DELETE FROM bookings"}));

// A key opens nothing to who may not read what it sealed, and nobody but eligibility makes, wraps or destroys one.
INSTANTIATE_TEST_SUITE_P(Keys, ForbiddenTo,
                         testing::Values(Forbidden{kAvailability, "SELECT * FROM data_keys"},
                                         Forbidden{kBookings, "DELETE FROM data_keys"},
                                         Forbidden{kBookings, "UPDATE data_keys SET wrapped_key = 'x'"},
                                         Forbidden{kBookings, "INSERT INTO data_keys (council_id) VALUES ('X')"},
                                         Forbidden{kBookings, "SELECT date_of_birth FROM children"},
                                         Forbidden{kBookings, "SELECT birth_index FROM children"},
                                         Forbidden{kBookings, "SELECT * FROM erasures"},
                                         Forbidden{kAvailability, "SELECT * FROM erasures"},
                                         Forbidden{kEligibility, "DELETE FROM erasures"},
                                         Forbidden{kEligibility, "UPDATE data_keys SET subject_id = 'x'"},
                                         Forbidden{kEligibility, "UPDATE ledger_grants SET kind = 1"},
                                         Forbidden{kEligibility, "UPDATE decisions SET basis = ''"}));

INSTANTIATE_TEST_SUITE_P(
    Registers, ForbiddenTo,
    testing::Values(Forbidden{kAvailability, "SELECT * FROM attendance_marks"},
                    Forbidden{kAvailability, "INSERT INTO claims (council_id) VALUES ('X')"},
                    Forbidden{kEligibility, "UPDATE bookings SET settled_amount = 0"},
                    Forbidden{kEligibility, "INSERT INTO attendance_marks (council_id) VALUES ('X')"},
                    Forbidden{kEligibility, "UPDATE claims SET state = 3"},
                    Forbidden{kEligibility, "INSERT INTO claim_lines (council_id) VALUES ('X')"},
                    Forbidden{kEligibility, "INSERT INTO no_show_resolutions (council_id) VALUES ('X')"},
                    Forbidden{kBookings, "UPDATE attendance_marks SET state = 11"},
                    Forbidden{kBookings, "DELETE FROM attendance_marks"}, Forbidden{kBookings, "DELETE FROM claims"},
                    Forbidden{kBookings, "UPDATE claims SET month = '2020-01-01'"},
                    Forbidden{kBookings, "UPDATE claim_lines SET charged = 0"},
                    Forbidden{kBookings, "DELETE FROM claim_lines"},
                    Forbidden{kBookings, "UPDATE no_show_resolutions SET reason = 'x'"},
                    Forbidden{kBookings, "DELETE FROM no_show_resolutions"}));

INSTANTIATE_TEST_SUITE_P(Calendars, ForbiddenTo,
                         testing::Values(Forbidden{kAvailability, "SELECT * FROM calendar_feeds"},
                                         Forbidden{kEligibility, "SELECT secret_hash FROM calendar_feeds"},
                                         Forbidden{kEligibility,
                                                   "INSERT INTO calendar_feed_children (council_id) VALUES ('X')"},
                                         Forbidden{kBookings, "UPDATE calendar_feeds SET carer_id = NULL"},
                                         Forbidden{kBookings, "DELETE FROM calendar_feed_children"},
                                         Forbidden{kBookings, "UPDATE session_details SET title = 'x'"}));

INSTANTIATE_TEST_SUITE_P(capacity, ForbiddenTo,
                         testing::Values(Forbidden{kAvailability, "UPDATE session_ratio_caps SET children_taken = 0"},
                                         Forbidden{kAvailability, "DELETE FROM session_children"}));

INSTANTIATE_TEST_SUITE_P(Morewaiting, ForbiddenTo,
                         testing::Values(Forbidden{kAvailability, "SELECT * FROM waiting_entries"},
                                         Forbidden{kAvailability, "UPDATE bookings SET waiting_entry_id = NULL"},
                                         Forbidden{kEligibility, "SELECT * FROM waiting_entries"},
                                         Forbidden{kEligibility, "UPDATE waiting_entries SET priority = 1"},
                                         Forbidden{kEligibility,
                                                   "INSERT INTO waiting_entries (council_id) VALUES ('X')"},
                                         Forbidden{kBookings, "DELETE FROM waiting_entries"},
                                         Forbidden{kBookings, "UPDATE waiting_rules SET waiting_order = 1"},
                                         Forbidden{kBookings, "SELECT waiting_order FROM activities"}));

INSTANTIATE_TEST_SUITE_P(Moreplaces, ForbiddenTo,
                         testing::Values(Forbidden{kAvailability, "DELETE FROM rooms"},
                                         Forbidden{kAvailability, "DELETE FROM venues"},
                                         Forbidden{kAvailability, "DELETE FROM programmes"},
                                         Forbidden{kAvailability, "UPDATE sessions SET london_weekday = 1"}));

INSTANTIATE_TEST_SUITE_P(Seasons, ForbiddenTo,
                         testing::Values(Forbidden{kAvailability, "DELETE FROM series"},
                                         Forbidden{kAvailability, "UPDATE calendar_days SET kind = 3"},
                                         Forbidden{kBookings, "UPDATE sessions SET series_id = NULL"},
                                         Forbidden{kBookings, "UPDATE series SET version = 1"}));

constexpr char kAuditor[] = "shortbreaks_auditor";

INSTANTIATE_TEST_SUITE_P(
    Audit, ForbiddenTo,
    testing::Values(Forbidden{kAvailability, "SELECT * FROM audit_records"},
                    Forbidden{kBookings, "SELECT * FROM audit_records"},
                    Forbidden{kAvailability, "INSERT INTO audit_records (council_id, sequence) VALUES ('X', 1)"},
                    Forbidden{kBookings, "UPDATE audit_records SET hash = ''"},
                    Forbidden{kBookings, "UPDATE audit_streams SET sequence = 0"},
                    Forbidden{kEligibility, "INSERT INTO audit_records (council_id, hash) VALUES ('X', '')"},
                    Forbidden{kEligibility, "UPDATE audit_records SET purpose = 1"},
                    Forbidden{kEligibility, "DELETE FROM audit_streams"},
                    Forbidden{kAuditor, "INSERT INTO audit_records (council_id) VALUES ('X')"},
                    Forbidden{kAuditor, "UPDATE audit_records SET hash = ''"},
                    Forbidden{kAuditor, "DELETE FROM audit_records"}, Forbidden{kAuditor, "SELECT * FROM children"},
                    Forbidden{kAuditor, "SELECT * FROM audit_streams"}));

class ForbiddenToAll : public testing::TestWithParam<const char*> {};

TEST_P(ForbiddenToAll, AndNoServiceCanUndoOrEscape) {
  for (const char* user : {kAvailability, kEligibility, kBookings}) {
    auto connection = mysql::Connection::Open(support::SharedMysql().As(user));
    ASSERT_TRUE(connection.ok());
    const auto refused = (*connection)->Execute(GetParam());
    EXPECT_EQ(mysql::FaultOf(refused.status()), Fault::kForbidden)
        << user << ": " << mysql::DiagnosisOf(refused.status());
  }
}

INSTANTIATE_TEST_SUITE_P(
    Anyone, ForbiddenToAll,
    testing::Values("UPDATE outbox SET subject = 'x'", "DELETE FROM outbox", "UPDATE audit_records SET actor = 'x'",
                    "DELETE FROM audit_records", "DROP TABLE sessions",
                    "ALTER TABLE sessions DROP CONSTRAINT sessions_never_oversold", "CREATE TABLE mine (id INT)",
                    "TRUNCATE TABLE outbox", "GRANT SELECT ON children TO 'shortbreaks_availability'@'%'",
                    "SET GLOBAL innodb_flush_log_at_trx_commit = 2", "SELECT * FROM mysql.global_priv"));

// From the grants themselves, whatever tables come later.
constexpr char kWriters[] = R"sql(
  SELECT c.table_name, c.column_name, p.privilege_type, COUNT(DISTINCT p.grantee)
  FROM information_schema.columns c JOIN (
    SELECT table_schema, table_name, NULL AS column_name, privilege_type, grantee
    FROM information_schema.table_privileges
    UNION ALL
    SELECT table_schema, table_name, column_name, privilege_type, grantee
    FROM information_schema.column_privileges) p
  ON p.table_schema = c.table_schema AND p.table_name = c.table_name
     AND (p.column_name IS NULL OR p.column_name = c.column_name)
  WHERE c.table_schema = 'shortbreaks' AND p.privilege_type IN ('INSERT', 'UPDATE', 'DELETE')
    AND p.grantee LIKE '\'shortbreaks\\_%'
  GROUP BY c.table_name, c.column_name, p.privilege_type)sql";

TEST(Grants, AColumnHasOneWriterAndHistoryIsOnlyAddedTo) {
  const auto rows = support::SharedMysql().AsRoot(kWriters);
  ASSERT_TRUE(rows.ok()) << mysql::DiagnosisOf(rows.status());
  ASSERT_GT(rows->size(), 100u);
  std::vector<std::string> wrong;
  for (const mysql::Row& row : *rows) {
    const std::string table = row.Text(0);
    const bool shared_history = table == "outbox" || table == "audit_records";
    const bool history = shared_history || table.starts_with("ledger_");
    if (row.Int(3) > 1 && !shared_history) wrong.push_back(absl::StrCat(table, ".", row.Text(1), " has two writers"));
    // Erasing a child blanks why hours were granted, and nothing else of history.
    if (table == "ledger_grants" && row.Text(1) == "reason" && row.Text(2) == "UPDATE") continue;
    const bool seal = table == "audit_records" && (row.Text(1) == "sequence" || row.Text(1) == "hash");
    if (seal && (row.Int(3) > 1 || row.Text(2) != "UPDATE")) wrong.push_back("the chain has more than its one writer");
    if (history && !seal && row.Text(2) != "INSERT")
      wrong.push_back(absl::StrCat(table, " could be rewritten: ", row.Text(2)));
  }
  EXPECT_THAT(wrong, IsEmpty());
}

}  // namespace
}  // namespace shortbreaks
