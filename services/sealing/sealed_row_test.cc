// Sealed columns in a real database.
#include "sealing/sealed_row.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "errors/diagnosis.h"
#include "errors/errors.h"
#include "ids/uuid.h"
#include "sealing/check.h"
#include "support/sealed.h"

namespace shortbreaks::sealing {
namespace {

using mysql::Bytes;
using support::SharedMysql;
using testing::HasSubstr;

constexpr char kSelect[] =
    "SELECT c.display_name, c.date_of_birth, c.needs, c.ward, c.council_id, (SELECT k.wrapped_key FROM data_keys k "
    "WHERE k.council_id = c.council_id AND k.subject_id = c.child_id) FROM children c WHERE c.council_id = ? "
    "AND c.child_id = ?";

class SealedRows : public testing::Test {
 protected:
  void SetUp() override {
    support::AddSealedChild(SharedMysql(), council_, child_, "Sam Canary", absl::CivilDay(2016, 5, 1), 12);
  }
  mysql::Row Read(const ids::Uuid& child) { return SharedMysql().AsRoot(kSelect, {council_, Bytes{child}})->at(0); }
  mysql::Rows Root(std::string_view sql, const mysql::Parameters& parameters) {
    const auto rows = SharedMysql().AsRoot(sql, parameters);
    EXPECT_TRUE(rows.ok()) << mysql::DiagnosisOf(rows.status());
    return *rows;
  }

  const std::string council_ = support::FreshCouncil();
  const ids::Uuid child_ = ids::NewUuid();
};

TEST_F(SealedRows, ComeBackAsTheyWereWritten) {
  const mysql::Row row = Read(child_);
  SealedRow sealed(row, 4, child_);
  EXPECT_EQ(sealed.Text(0, "children.display_name", child_), "Sam Canary");
  EXPECT_EQ(sealed.Day(1, "children.date_of_birth", child_), absl::CivilDay(2016, 5, 1));
  EXPECT_EQ(sealed.Number(2, "children.needs", child_), 12);
  EXPECT_EQ(sealed.Text(3, "children.ward", child_), "") << "null";
  EXPECT_TRUE(sealed.status().ok()) << sealed.status();
}

TEST_F(SealedRows, ANumberIsAsLongAsAnyOther) {
  support::SetNeeds(SharedMysql(), council_, child_, 0);
  const size_t none = Read(child_).Text(2).size();
  support::SetNeeds(SharedMysql(), council_, child_, int64_t{1} << 40);
  EXPECT_EQ(Read(child_).Text(2).size(), none);
}

TEST_F(SealedRows, CopiedToAnotherChildTheyCannotBeOpened) {
  const ids::Uuid other = ids::NewUuid();
  support::AddSealedChild(SharedMysql(), council_, other, "Alex", absl::CivilDay(2016, 5, 1), 0);
  // With the key that goes with them.
  Root(
      "UPDATE children a JOIN children b ON b.council_id = a.council_id AND b.child_id = ? "
      "SET a.display_name = b.display_name WHERE a.council_id = ? AND a.child_id = ?",
      {Bytes{child_}, council_, Bytes{other}});
  const mysql::Row name = Read(other);
  SealedRow sealed(name, 4, other);
  EXPECT_EQ(sealed.Text(0, "children.display_name", other), "");
  EXPECT_EQ(errors::ReasonOf(sealed.status()), type::v1::ERROR_REASON_SEALED_DATA_UNREADABLE);
  Root(
      "UPDATE data_keys a JOIN data_keys b ON b.council_id = a.council_id AND b.subject_id = ? "
      "SET a.wrapped_key = b.wrapped_key WHERE a.council_id = ? AND a.subject_id = ?",
      {Bytes{child_}, council_, Bytes{other}});
  const mysql::Row with_key = Read(other);
  SealedRow both(with_key, 4, other);
  EXPECT_EQ(both.Text(0, "children.display_name", other), "");
  EXPECT_THAT(errors::DiagnosisOf(both.status()), HasSubstr("data_keys.wrapped_key"));
}

TEST_F(SealedRows, WithoutTheKeyNobodyIsThere) {
  Root("DELETE FROM data_keys WHERE council_id = ? AND subject_id = ?", {council_, Bytes{child_}});
  const mysql::Row row = Read(child_);
  SealedRow sealed(row, 4, child_);
  EXPECT_EQ(sealed.Text(0, "children.display_name", child_), "");
  EXPECT_EQ(errors::ReasonOf(sealed.status()), type::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_TRUE(sealed.StatusOfKept().ok());
  auto connection = mysql::Connection::Open(SharedMysql().As("shortbreaks_eligibility"));
  EXPECT_EQ(errors::ReasonOf(SealerOf(**connection, council_, child_).status()), type::v1::ERROR_REASON_NOT_FOUND);
}

TEST_F(SealedRows, AConnectionWithoutAKeyringOpensNothing) {
  auto options = SharedMysql().As("root");
  options.keyring = nullptr;
  auto connection = mysql::Connection::Open(options);
  const auto rows = (*connection)->Query(kSelect, {council_, Bytes{child_}});
  SealedRow sealed(rows->at(0), 4, child_);
  EXPECT_EQ(sealed.Text(0, "children.display_name", child_), "");
  EXPECT_EQ(errors::ReasonOf(sealed.status()), type::v1::ERROR_REASON_INTERNAL);
}

TEST_F(SealedRows, AStartIsRefusedWithAKeyFileThatDoesNotOpenWhatIsThere) {
  auto check = [&](std::shared_ptr<const Keyring> keyring) {
    mysql::PoolOptions options{.connection = SharedMysql().As("shortbreaks_bookings")};
    options.connection.keyring = std::move(keyring);
    mysql::Pool pool(options, telemetry::NoMetrics());
    return CheckKeys(pool, absl::Now() + absl::Seconds(20));
  };
  EXPECT_TRUE(check(support::TestKeyring()).ok());
  EXPECT_THAT(std::string(check(nullptr).message()), HasSubstr("--sealing-keys-file"));
  const std::string hex(64, 'a');
  const auto without = Keyring::Parse("key other " + hex + "\ncurrent other\nindex " + hex);
  EXPECT_THAT(std::string(check(*without).message()), HasSubstr("the key test, which the file does not have"));
  const auto another = Keyring::Parse("key test " + hex + "\ncurrent test\nindex " + hex);
  EXPECT_THAT(std::string(check(*another).message()), HasSubstr("the key test, which is another in the file"));
}

}  // namespace
}  // namespace shortbreaks::sealing
