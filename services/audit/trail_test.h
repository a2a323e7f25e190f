// An audit trail of a test's own council, on a real MariaDB, written by the services' users.
#pragma once

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "audit/record.h"
#include "audit/sealer.h"
#include "audit/verify.h"
#include "ids/uuid.h"
#include "support/child_process.h"
#include "support/private_mysql.h"
#include "telemetry/metrics.h"

namespace shortbreaks::audit {

class TrailTest : public testing::Test {
 protected:
  TrailTest() {
    EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    Write("key.pem", [&](FILE* file) { PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr); });
    Write("key.pub", [&](FILE* file) { PEM_write_PUBKEY(file, key); });
    EVP_PKEY_free(key);
    std::filesystem::create_directory(Checkpointed());
  }

  std::string Path(const std::string& name) const { return folder_.path() + "/" + name; }
  std::string Checkpointed() const { return Path("checkpoints"); }

  static std::unique_ptr<mysql::Pool> PoolOf(std::string_view user) {
    return std::make_unique<mysql::Pool>(mysql::PoolOptions{.connection = support::SharedMysql().As(user)},
                                         telemetry::NoMetrics());
  }

  // A checkpoint is due at once, after anything was sealed.
  Sealer MakeSealer(int records_max = 500) {
    return Sealer(*eligibility_, {.records_max = records_max,
                                  .checkpoint_folder = Checkpointed(),
                                  .signer = *Signer::FromFile(Path("key.pem")),
                                  .checkpoint_every = absl::ZeroDuration()});
  }

  static Who Officer(const std::string& council) {
    return {.council_id = council,
            .actor = "officer:1",
            .partner_id = "desk",
            .call_id = "call-1",
            .purpose = Purpose::kReview,
            .reference = ids::ResourceName("applications", ids::NewUuid())};
  }

  // Records one read of a child by an officer, as the service that `pool` is of.
  void Record(mysql::Pool& pool, const std::string& council, const std::string& child) {
    const auto kept = mysql::InTransaction(pool, Soon(), [&](mysql::Connection& connection) {
      return RecordReads(connection, Officer(council), "GetChild", {{child, {}}});
    });
    ASSERT_TRUE(kept.ok()) << kept << mysql::DiagnosisOf(kept);
  }
  void RecordMany(const std::string& council, int count) {
    for (int i = 0; i < count; ++i) Record(*Writers()[static_cast<size_t>(i) % 3], council, NewChild());
  }
  std::vector<mysql::Pool*> Writers() { return {availability_.get(), eligibility_.get(), bookings_.get()}; }

  void SealAll() {
    Sealer sealer = MakeSealer();
    const auto sealed = sealer.Seal(Soon());
    ASSERT_TRUE(sealed.ok()) << sealed.status() << mysql::DiagnosisOf(sealed.status());
    const auto written = sealer.SignCheckpoints(Soon());
    ASSERT_TRUE(written.ok()) << written.status() << mysql::DiagnosisOf(written.status());
  }

  absl::StatusOr<Report> Verified(VerifyOptions options) {
    PublicKeys keys;
    if (auto added = keys.AddFile(Path("key.pub")); !added.ok()) return added;
    auto checkpoints = ReadCheckpoints({Checkpointed()}, keys);
    if (!checkpoints.ok()) return checkpoints.status();
    auto auditor = mysql::Connection::Open(support::SharedMysql().As("shortbreaks_auditor"));
    if (!auditor.ok()) return auditor.status();
    return Verify(**auditor, *checkpoints, options);
  }
  // What is found in the council's trail: `changed record 7 (…)`.
  std::vector<std::string> FoundIn(const std::string& council) {
    const auto report = Verified({.council_id = council});
    EXPECT_TRUE(report.ok()) << report.status() << mysql::DiagnosisOf(report.status());
    std::vector<std::string> lines;
    if (!report.ok()) return lines;
    for (const Found& each : report->found)
      lines.push_back(absl::StrCat(std::string(NameOf(each.finding)), " ", each.where));
    return lines;
  }

  // What somebody with every right does, beside the services.
  static int64_t Tamper(const std::string& sql, const mysql::Parameters& parameters) {
    auto root = mysql::Connection::Open(support::SharedMysql().As("root"));
    EXPECT_TRUE(root.ok());
    EXPECT_TRUE((*root)->Execute("SET SESSION check_constraint_checks = 0").ok());
    const auto changed = (*root)->Execute(sql, parameters);
    EXPECT_TRUE(changed.ok()) << sql << ": " << mysql::DiagnosisOf(changed.status());
    return changed.value_or(0);
  }

  static std::string NewChild() { return ids::ResourceName("children", ids::NewUuid()); }
  static absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

  template <typename Body>
  void Write(const std::string& name, Body body) {
    FILE* file = std::fopen(Path(name).c_str(), "we");
    ASSERT_NE(file, nullptr);
    body(file);
    std::fclose(file);
  }

  support::TemporaryDirectory folder_;
  const std::unique_ptr<mysql::Pool> availability_ = PoolOf("shortbreaks_availability");
  const std::unique_ptr<mysql::Pool> eligibility_ = PoolOf("shortbreaks_eligibility");
  const std::unique_ptr<mysql::Pool> bookings_ = PoolOf("shortbreaks_bookings");
};

}  // namespace shortbreaks::audit
