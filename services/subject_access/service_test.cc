// What is kept about a child is shown, all of it, to officers alone.
#include "eligibility/service_test.h"

#include <map>
#include <set>

#include "shortbreaks/bookings/v1/subject_access.pb.h"
#include "shortbreaks/eligibility/v1/subject_access.pb.h"
#include "subject_access/handlers.h"
#include "subject_access/table.h"

namespace shortbreaks::subject_access {
namespace {

using namespace type::v1;  // NOLINT: the reasons and the rows
using eligibility::ReasonOf;
using eligibility::v1::ExportChildRequest;
using eligibility::v1::ExportChildResponse;
using mysql::Bytes;

// Tables that hold nothing of a child or its carers.
const std::set<std::string> kAboutNobody = {
    "providers", "activities", "sessions", "session_ratio_caps", "policies", "panels", "staff_members",
    "staff_training", "staff_absences", "shifts", "calendar_days", "series", "venues", "rooms", "programmes", "claims",
    "audit_streams", "retention_rules", "schema_migrations", "availability_requests",
    // Keys, which say nothing.
    "data_keys",
    // Copies of answers, sealed, kept 400 days so that a request that is sent again is not done again.
    "eligibility_requests", "bookings_requests",
    // For partners: names and versions of records that are exported themselves.
    "outbox"};

// Columns of exported tables that are left out, and why.
const std::map<std::string, std::string> kLeftOut = {
    {"children.birth_index", "what a birth date is looked up by"},
    {"children.diary_version", "counts changes"},
    {"applications.open_offer", "the offer while it is open, to keep it the only one"},
    {"application_events.event_id", "orders the steps"},
    {"ledger_grants.entry_id", "orders the lines"},
    {"ledger_postings.entry_id", "orders the lines"},
    {"ledger_postings.sequence", "tells settlements of one booking apart"},
    {"booking_checks.child_version", "what was compared"},
    {"booking_checks.session_version", "what was compared"},
    {"audit_records.audit_id", "orders the records"},
    {"audit_records.sequence", "of the chain"},
    {"audit_records.hash", "of the chain"},
    {"bookings.live_session_id", "the session while the place is kept, to keep it the only one"},
    {"bookings.hold_extensions_left", "of a hold that is over in minutes"},
    {"bookings.child_version", "what it was decided on"},
    {"bookings.session_version", "what it was decided on"},
    {"bookings.staff_shares", "the ratio, as it is added up"},
    {"attendance_marks.booking_version", "orders the marks"},
    {"panel_items.position", "orders the minutes"},
    {"no_show_resolutions.resolution_id", "orders them"},
    {"waiting_entries.waits_for", "the session while it waits, to keep it the only one"},
    {"unmet_needs.unmet_need_id", "orders them"},
    {"calendar_feeds.secret_hash", "of the address, which the family has"},
    {"calendar_feeds.provider_id", "of providers' calendars"},
    {"children_apart_ended.ended_id", "orders them"}};

class SubjectAccessTest : public eligibility::FamilyTest {
 protected:
  SubjectAccessTest() {
    Serve(MakeEligibilityHandlers({pool_, tokens_}));
    Serve(MakeBookingsHandlers({bookings_pool_, tokens_}));
  }

  absl::StatusOr<ExportChildResponse> Export(const rpc::Call& call, const ExportChildRequest& request) {
    return Run<ExportChildResponse>("ExportChild", call, request);
  }
  ExportChildRequest OfChild() const {
    ExportChildRequest request;
    request.set_child(child_);
    return request;
  }
  static std::string ValueOf(const ExportedRow& row, std::string_view name) {
    for (const ExportedField& field : row.fields()) {
      if (field.name() == name) return field.value();
    }
    return {};
  }
  static const ExportedRow& FirstOf(const ExportChildResponse& response, std::string_view table) {
    for (const ExportedRow& row : response.rows()) {
      if (row.table() == table) return row;
    }
    return ExportedRow::default_instance();
  }

  mysql::Pool bookings_pool_{{.connection = support::SharedMysql().As("shortbreaks_bookings")}, telemetry::NoMetrics()};
};

TEST_F(SubjectAccessTest, EveryColumnIsShownOrLeftOutForAReason) {
  std::set<std::string> shown, tables;
  for (const auto& list : {EligibilityTables(), BookingsTables()}) {
    for (const Table& table : list) {
      tables.insert(std::string(table.name));
      for (const Column& column : table.columns) {
        const std::string name = std::string(table.name) + "." + std::string(column.name);
        EXPECT_TRUE(shown.insert(name).second) << name << " is shown twice";
        EXPECT_EQ(kLeftOut.count(name), 0u) << name << " is shown";
      }
    }
  }
  const auto columns = support::SharedMysql().AsRoot(
      "SELECT c.table_name, c.column_name, c.column_comment FROM information_schema.columns c "
      "JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name "
      "WHERE c.table_schema = 'shortbreaks' AND t.table_type = 'BASE TABLE'");
  ASSERT_TRUE(columns.ok());
  for (const mysql::Row& row : *columns) {
    const std::string table = row.Text(0), column = row.Text(1), name = table + "." + column;
    if (kAboutNobody.count(table) > 0) {
      EXPECT_EQ(tables.count(table), 0u) << table;
      EXPECT_FALSE(row.Text(2).starts_with("sealed")) << name << " is sealed, so it is about somebody";
      continue;
    }
    // Whose it is stands in the request; versions are etags.
    if (column == "council_id" || column == "version" || (column == "child_id" && table != "children")) continue;
    EXPECT_EQ(shown.count(name) + kLeftOut.count(name), 1u)
        << name << " is neither shown to a family that asks, nor left out with a reason";
  }
}

TEST_F(SubjectAccessTest, SealedColumnsAreOpened) {
  const auto sealed = support::SharedMysql().AsRoot(
      "SELECT c.table_name, c.column_name FROM information_schema.columns c "
      "JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name "
      "WHERE c.table_schema = 'shortbreaks' AND t.table_type = 'BASE TABLE' AND c.column_comment LIKE 'sealed%'");
  std::set<std::string> names;
  for (const mysql::Row& row : *sealed) names.insert(row.Text(0) + "." + row.Text(1));
  EXPECT_GT(names.size(), 30u);
  for (const auto& list : {EligibilityTables(), BookingsTables()}) {
    for (const Table& table : list) {
      for (const Column& column : table.columns) {
        const std::string name = std::string(table.name) + "." + std::string(column.name);
        if (names.erase(name) > 0) {
          EXPECT_NE(column.seal, Seal::kNone) << name;
        }
      }
    }
  }
  EXPECT_TRUE(names.empty()) << *names.begin();
}

TEST_F(SubjectAccessTest, ARecordIsReadable) {
  AddEvidence(GoodEvidence(child_));
  const auto exported = Export(Officer(), OfChild());
  ASSERT_TRUE(exported.ok()) << exported.status();
  const ExportedRow& child = FirstOf(*exported, "children");
  EXPECT_EQ(ValueOf(child, "child_id"), child_);
  EXPECT_EQ(ValueOf(child, "display_name"), "Sam Sample");
  EXPECT_EQ(ValueOf(child, "date_of_birth"), "2017-05-04");
  EXPECT_EQ(ValueOf(child, "needs"), "NEED_MAKATON,NEED_AUTISM");
  EXPECT_EQ(ValueOf(child, "assessment_route"), "ASSESSMENT_ROUTE_EARLY_HELP");
  EXPECT_EQ(ValueOf(child, "resident"), "yes");
  EXPECT_FALSE(child.about_others());
  const ExportedRow& carer = FirstOf(*exported, "carers");
  EXPECT_EQ(ValueOf(carer, "display_name"), "Pat Sample");
  EXPECT_TRUE(carer.about_others());
  EXPECT_EQ(ValueOf(FirstOf(*exported, "evidence"), "kind"), "EVIDENCE_KIND_DLA_CARE_HIGHEST");
  EXPECT_EQ(ValueOf(FirstOf(*exported, "audit_records"), "method"), "CreateChild");
  EXPECT_EQ(exported->next_page_token(), "");
}

TEST_F(SubjectAccessTest, PagesNeitherRepeatNorMissAny) {
  for (int i = 0; i < 3; ++i) AddEvidence(GoodEvidence(child_));
  const auto whole = Export(Officer(), OfChild());
  ASSERT_TRUE(whole.ok());
  ASSERT_GT(whole->rows_size(), 6);
  for (const int size : {1, 2, 3}) {
    ExportChildRequest request = OfChild();
    request.set_page_size(size);
    ExportChildResponse all;
    do {
      const auto page = Export(Officer(), request);
      ASSERT_TRUE(page.ok()) << page.status();
      ASSERT_LE(page->rows_size(), size);
      ASSERT_LE(all.rows_size(), whole->rows_size());
      all.MergeFrom(*page);
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    all.clear_next_page_token();
    EXPECT_EQ(all.SerializeAsString(), whole->SerializeAsString());
  }
}

TEST_F(SubjectAccessTest, EachServiceCanReadItsTables) {
  bookings::v1::ExportBookingsRequest request;
  request.set_child(child_);
  const auto exported = Run<bookings::v1::ExportBookingsResponse>("ExportBookings", Officer(), request);
  ASSERT_TRUE(exported.ok()) << exported.status();
  EXPECT_EQ(exported->rows_size(), 0) << "nothing was booked";
}

TEST_F(SubjectAccessTest, IsForOfficersOfTheChildsCouncil) {
  for (const identity::Role role : {identity::Role::kCarer, identity::Role::kProvider, identity::Role::kPartner,
                                    identity::Role::kService, identity::Role::kPractitioner}) {
    EXPECT_EQ(ReasonOf(Export(As(role, carer_), OfChild())), ERROR_REASON_NOT_ALLOWED);
  }
  EXPECT_EQ(ReasonOf(Export(OtherCouncilsOfficer(), OfChild())), ERROR_REASON_NOT_FOUND);
  ExportChildRequest request = OfChild();
  request.set_child("children/1");
  EXPECT_EQ(ReasonOf(Export(Officer(), request)), ERROR_REASON_INVALID_REQUEST);
  request = OfChild();
  request.set_page_token("nonsense");
  EXPECT_EQ(ReasonOf(Export(Officer(), request)), ERROR_REASON_PAGE_TOKEN_INVALID);
  request = OfChild();
  request.set_page_size(51);
  EXPECT_EQ(ReasonOf(Export(Officer(), request)), ERROR_REASON_INVALID_REQUEST);
}

TEST_F(SubjectAccessTest, SealedTextThatWasChangedIsSaidToBeSo) {
  ASSERT_TRUE(support::SharedMysql()
                  .AsRoot("UPDATE children SET ward = CONCAT(SUBSTRING(ward, 1, LENGTH(ward) - 1), 'x') WHERE "
                          "council_id = ? AND child_id = ?",
                          {council_, Bytes{*ids::IdOf("children", child_)}})
                  .ok());
  EXPECT_EQ(ReasonOf(Export(Officer(), OfChild())), ERROR_REASON_SEALED_DATA_UNREADABLE);
}

}  // namespace
}  // namespace shortbreaks::subject_access
