// The schema goes up, down to nothing and up again, as the user that migrates it: it has rights in this schema alone.
#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "support/child_process.h"
#include "support/private_mysql.h"

namespace shortbreaks {
namespace {

constexpr char kPassword[] = "migrations-private-test";

constexpr char kRights[] = R"sql(
  SELECT grantee, table_name, '' AS column_name, privilege_type FROM information_schema.table_privileges
  WHERE table_schema = 'shortbreaks'
  UNION ALL
  SELECT grantee, table_name, column_name, privilege_type FROM information_schema.column_privileges
  WHERE table_schema = 'shortbreaks'
  ORDER BY 1, 2, 3, 4)sql";
constexpr char kTables[] = R"sql(
  SELECT table_name, table_type, '', '' FROM information_schema.tables
  WHERE table_schema = 'shortbreaks' AND table_name <> 'schema_migrations' ORDER BY 1)sql";
constexpr char kColumns[] = R"sql(
  SELECT table_name, column_name, column_type, is_nullable FROM information_schema.columns
  WHERE table_schema = 'shortbreaks' AND table_name <> 'schema_migrations' ORDER BY 1, 2)sql";

class Migrations : public testing::Test {
 protected:
  void SetUp() override {
    auto created = support::PrivateMysql::Create({.migrate = false});
    ASSERT_TRUE(created.ok()) << created.status();
    mysql_ = *std::move(created);
    for (const char* user : {"shortbreaks_migrations", "shortbreaks_availability", "shortbreaks_eligibility",
                             "shortbreaks_bookings", "shortbreaks_auditor"}) {
      std::ofstream(folder_.path() + "/" + user) << kPassword << "\n";
    }
    CreateUsers();
  }

  void CreateUsers() {
    Run({SHORTBREAKS_DEPLOY "/mysql/create_users", "--passwords", folder_.path(), "--", "--no-defaults", "--user=root",
         "--socket=" + mysql_->socket()});
  }
  void GrantRights() {
    Run({SHORTBREAKS_DEPLOY "/mysql/grant_rights", "--", "--no-defaults", "--user=root",
         "--socket=" + mysql_->socket()});
  }

  void Run(const std::vector<std::string>& argv) {
    const std::string log = folder_.path() + "/log";
    support::ChildProcess process;
    ASSERT_TRUE(process.Start(argv, log).ok());
    const auto code = process.Wait(absl::Seconds(60));
    std::ifstream file(log);
    EXPECT_TRUE(code.ok() && *code == 0) << argv.back() << ": "
                                         << std::string{std::istreambuf_iterator<char>(file), {}};
  }
  void Migrate(const std::string& command) {
    Run({SHORTBREAKS_DBMATE, "--url",
         absl::StrCat("mysql://shortbreaks_migrations:", kPassword, "@/shortbreaks?socket=", mysql_->socket()),
         "--migrations-dir", SHORTBREAKS_DEPLOY "/mysql/migrations", "--no-dump-schema", command});
  }
  std::vector<std::string> Lines(const char* sql) {
    const auto rows = mysql_->AsRoot(sql);
    EXPECT_TRUE(rows.ok()) << mysql::DiagnosisOf(rows.status());
    std::vector<std::string> lines;
    for (const mysql::Row& row : rows.value_or(mysql::Rows{})) {
      lines.push_back(absl::StrCat(row.Text(0), " ", row.Text(1), " ", row.Text(2), " ", row.Text(3)));
    }
    return lines;
  }

  std::unique_ptr<support::PrivateMysql> mysql_;
  support::TemporaryDirectory folder_;
};

TEST_F(Migrations, GoUpDownAndUpAgainWithNoRightBeyondTheSchema) {
  Migrate("migrate");
  const auto rights = Lines(kRights), tables = Lines(kTables), columns = Lines(kColumns);
  ASSERT_GT(rights.size(), 100u);
  const auto files = std::distance(std::filesystem::directory_iterator(SHORTBREAKS_DEPLOY "/mysql/migrations"),
                                   std::filesystem::directory_iterator());
  for (int i = 0; i < files; ++i) Migrate("rollback");
  EXPECT_THAT(Lines(kRights), testing::IsEmpty());
  EXPECT_THAT(Lines(kTables), testing::IsEmpty());
  Migrate("migrate");
  EXPECT_EQ(Lines(kRights), rights);
  EXPECT_EQ(Lines(kTables), tables);
  EXPECT_EQ(Lines(kColumns), columns);
}

// As after a restore from a dump of the schema, on a server that has never seen these users: docs/operating.md,
// Restoring.
TEST_F(Migrations, ARestoredSchemaGetsItsRightsBack) {
  Migrate("migrate");
  const auto rights = Lines(kRights);
  Lines(
      "DROP USER shortbreaks_migrations, shortbreaks_availability, shortbreaks_eligibility, shortbreaks_bookings, "
      "shortbreaks_auditor");
  CreateUsers();
  Migrate("migrate");
  ASSERT_THAT(Lines(kRights), testing::IsEmpty()) << "the migrations are all done, and give nothing again";
  GrantRights();
  EXPECT_EQ(Lines(kRights), rights);
  GrantRights();
  EXPECT_EQ(Lines(kRights), rights) << "again";
  // A view reads with the rights of the user that made it.
  mysql::ConnectionOptions options = mysql_->As("shortbreaks_bookings");
  options.password = kPassword;
  const auto bookings = mysql::Connection::Open(options);
  ASSERT_TRUE(bookings.ok()) << mysql::DiagnosisOf(bookings.status());
  EXPECT_TRUE((*bookings)->Query("SELECT COUNT(*) FROM ledger").ok());
}

// A booking that was cancelled late before there were bands had lost all, whichever allocations paid.
TEST_F(Migrations, WhatWasLostBeforeThereWereBandsStaysLost) {
  Migrate("migrate");
  for (const auto& file : std::filesystem::directory_iterator(SHORTBREAKS_DEPLOY "/mysql/migrations")) {
    if (file.path().filename() >= "20261126000050_cancellation.sql") Migrate("rollback");
  }
  const auto insert = [&](const std::string& id, int64_t state) {
    const auto done = mysql_->AsRoot(
        "INSERT INTO bookings (council_id, booking_id, child_id, session_id, allocation_id, charge_unit, "
        "charge_amount, "
        "second_allocation_id, second_amount, state, start_time, end_time, free_until_time, child_version, "
        "session_version, partner_id, create_time, update_time) VALUES ('E08000031', ?, ?, ?, ?, 1, 180, ?, 70, ?, "
        "NOW(6), NOW(6), NOW(6), 1, 1, 'app', NOW(6), NOW(6))",
        {mysql::Bytes{id}, mysql::Bytes{id}, mysql::Bytes{id}, mysql::Bytes{id}, mysql::Bytes{id}, state});
    ASSERT_TRUE(done.ok()) << mysql::DiagnosisOf(done.status());
  };
  insert(std::string(16, 'a'), 5);
  insert(std::string(16, 'b'), 6);
  Migrate("migrate");
  EXPECT_THAT(Lines("SELECT state, forfeited_amount, second_forfeited_amount, COALESCE(cancellation, 'no terms') "
                    "FROM bookings ORDER BY state"),
              testing::ElementsAre("5 0 0 no terms", "6 180 70 no terms"));
}

}  // namespace
}  // namespace shortbreaks
