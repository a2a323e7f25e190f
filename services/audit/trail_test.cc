// What somebody with every right on the database does to an audit trail is found; what services do is not.
#include "audit/trail_test.h"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <random>
#include <thread>

namespace shortbreaks::audit {
namespace {

using mysql::Bytes;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

constexpr int kRecords = 30;

class Tampering : public TrailTest {
 protected:
  Tampering() { std::cout << "seed " << seed_ << "\n"; }
  // A number of a record, of which none is the first or the last.
  int64_t Somewhere() { return std::uniform_int_distribution<int64_t>(2, kRecords - 1)(random_); }
  // A council whose trail is whole, sealed and covered.
  std::string WholeTrail() {
    const std::string council = support::FreshCouncil();
    RecordMany(council, kRecords);
    SealAll();
    EXPECT_THAT(FoundIn(council), IsEmpty());
    return council;
  }
  static std::vector<std::string> Columns() {
    const auto rows = support::SharedMysql().AsRoot(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'shortbreaks' AND table_name = "
        "'audit_records' ORDER BY ordinal_position");
    std::vector<std::string> names;
    for (const mysql::Row& row : *rows) names.push_back(row.Text(0));
    return names;
  }

  // SHORTBREAKS_SEED replays.
  static unsigned Seed() {
    const char* given = std::getenv("SHORTBREAKS_SEED");
    return given == nullptr ? std::random_device()() : static_cast<unsigned>(std::strtoul(given, nullptr, 10));
  }
  const unsigned seed_ = Seed();
  std::mt19937 random_{seed_};
  const testing::ScopedTrace trace_{__FILE__, __LINE__, absl::StrCat("seed ", seed_)};
};

// Of each column, a value that no record here has.
const std::map<std::string, std::string> kOtherValue = {{"council_id", "'E99999999'"},
                                                        {"audit_id", "REPEAT('x', 16)"},
                                                        {"method", "'GetCarer'"},
                                                        {"subject", "CONCAT('x', subject)"},
                                                        {"actor", "'officer:2'"},
                                                        {"partner_id", "'other'"},
                                                        {"call_id", "'call-2'"},
                                                        {"create_time", "create_time + INTERVAL 1 MICROSECOND"},
                                                        {"kind", "2"},
                                                        {"child_id", "NULL"},
                                                        {"acting_app", "'app'"},
                                                        {"purpose", "7"},
                                                        {"reference", "''"},
                                                        {"sequence", "-sequence"},
                                                        {"hash", "REPEAT('x', 32)"}};

TEST_F(Tampering, AnEditOfAnyColumnOfAnyRecordIsFound) {
  for (const std::string& column : Columns()) {
    ASSERT_TRUE(kOtherValue.contains(column)) << "a new column: how is it sealed? " << column;
    const std::string council = WholeTrail();
    const int64_t at = Somewhere();
    ASSERT_EQ(Tamper(absl::StrCat("UPDATE audit_records SET ", column, " = ", kOtherValue.at(column),
                                  " WHERE council_id = ? AND sequence = ?"),
                     {council, at}),
              1)
        << column;
    EXPECT_THAT(FoundIn(council), Contains(HasSubstr(absl::StrCat("record ", at)))) << column;
    Tamper("DELETE FROM audit_records WHERE council_id = 'E99999999'", {});
  }
}

TEST_F(Tampering, ADeletedRecordIsFoundWhereItWas) {
  for (const int64_t at : {int64_t{1}, Somewhere()}) {
    const std::string council = WholeTrail();
    ASSERT_EQ(Tamper("DELETE FROM audit_records WHERE council_id = ? AND sequence = ?", {council, at}), 1);
    EXPECT_THAT(FoundIn(council), ElementsAre(absl::StrCat("missing record ", at)));
  }
}

TEST_F(Tampering, AReorderedPairIsFound) {
  // The numbers alone, and with the hashes, so that only what is sealed has moved.
  for (const bool with_hash : {false, true}) {
    const std::string council = WholeTrail();
    const int64_t at = std::min<int64_t>(Somewhere(), kRecords - 2), next = at + 1;
    const auto ids = support::SharedMysql().AsRoot(
        "SELECT audit_id, hash FROM audit_records WHERE council_id = ? AND sequence IN (?, ?) ORDER BY sequence",
        {council, at, next});
    ASSERT_THAT(*ids, SizeIs(2));
    const auto put = [&](size_t which, int64_t sequence, size_t hash) {
      Tamper("UPDATE audit_records SET sequence = ?, hash = ? WHERE council_id = ? AND audit_id = ?",
             {sequence, Bytes{(*ids)[hash].Text(1)}, council, Bytes{(*ids)[which].Text(0)}});
    };
    put(0, 1'000'000, 0);
    put(1, at, with_hash ? 0 : 1);
    put(0, next, with_hash ? 1 : 0);
    EXPECT_THAT(FoundIn(council), testing::AllOf(Contains(StartsWith(absl::StrCat("changed record ", at, " "))),
                                                 Contains(StartsWith(absl::StrCat("changed record ", next, " ")))));
  }
}

TEST_F(Tampering, ATruncatedTailIsFoundByItsCheckpoint) {
  const std::string council = WholeTrail();
  const int64_t last = Somewhere();
  ASSERT_EQ(Tamper("DELETE FROM audit_records WHERE council_id = ? AND sequence > ?", {council, last}),
            kRecords - last);
  EXPECT_THAT(FoundIn(council), ElementsAre(AllOf(StartsWith("truncated record"), HasSubstr(absl::StrCat(last + 1)))));
  Tamper("DELETE FROM audit_records WHERE council_id = ?", {council});
  EXPECT_THAT(FoundIn(council), ElementsAre(StartsWith("truncated records 1 to ")));
  EXPECT_THAT(Verified({})->found, Contains(testing::Field(&Found::council_id, council)))
      << "a council without any record is still looked at";
}

TEST_F(Tampering, AChainThatWasReckonedAnewIsFoundByItsCheckpoint) {
  const std::string council = WholeTrail();
  const int64_t from = Somewhere();
  Tamper("UPDATE audit_records SET actor = 'officer:2' WHERE council_id = ? AND sequence = ?", {council, from});
  // The seals from there on are taken off, and whoever has the sealer's rights and code puts new ones on.
  const auto before = support::SharedMysql().AsRoot(
      "SELECT hash FROM audit_records WHERE council_id = ? AND sequence = ?", {council, from - 1});
  Tamper("UPDATE audit_records SET sequence = NULL, hash = NULL WHERE council_id = ? AND sequence >= ?",
         {council, from});
  Tamper("UPDATE audit_streams SET sequence = ?, hash = ?, checkpoint_sequence = 1000 WHERE council_id = ?",
         {from - 1, Bytes{before->front().Text(0)}, council});
  ASSERT_TRUE(MakeSealer().Seal(Soon()).ok());
  EXPECT_THAT(FoundIn(council), ElementsAre(StartsWith(absl::StrCat("rewritten record ", kRecords))));
}

TEST_F(Tampering, AForgedCheckpointIsFound) {
  const std::string council = WholeTrail();
  const std::string path = Checkpointed() + "/" + council + ".jsonl";
  std::string line;
  ASSERT_TRUE(std::getline(std::ifstream(path), line));
  const size_t digit = line.find("\"hash\":\"") + 8 + std::uniform_int_distribution<size_t>(0, 63)(random_);
  std::string hash = line, sequence = line;
  hash[digit] = line[digit] == '0' ? '1' : '0';
  sequence.replace(line.find("\"sequence\":") + 11, 2, absl::StrCat(kRecords - 1));
  std::ofstream(path, std::ios::app) << hash << "\n" << sequence << "\n";
  EXPECT_THAT(FoundIn(council),
              ElementsAre(absl::StrCat("forged ", council, ".jsonl line 2: has a signature that is not the key's"),
                          absl::StrCat("forged ", council, ".jsonl line 3: has a signature that is not the key's")));
}

TEST_F(Tampering, WhatNobodySealsOrCoversIsFoundInTime) {
  const std::string council = support::FreshCouncil();
  RecordMany(council, 2);
  EXPECT_THAT(FoundIn(council), IsEmpty()) << "it may wait for a minute";
  Tamper("UPDATE audit_records SET create_time = create_time - INTERVAL 61 SECOND WHERE council_id = ?", {council});
  EXPECT_THAT(FoundIn(council), testing::AllOf(SizeIs(2), Each(StartsWith("unsealed "))));
  ASSERT_TRUE(MakeSealer().Seal(Soon()).ok());
  EXPECT_THAT(FoundIn(council), IsEmpty());
  const auto late = Verified({.council_id = council, .uncovered_max = absl::Seconds(60)});
  ASSERT_THAT(late->found, SizeIs(1));
  EXPECT_EQ(late->found[0].finding, Finding::kUncovered);
}

TEST_F(Tampering, ManyThingsAreCountedToABound) {
  const std::string council = WholeTrail();
  Tamper("UPDATE audit_records SET actor = 'x' WHERE council_id = ?", {council});
  EXPECT_THAT(Verified({.council_id = council, .found_max = 5})->found, SizeIs(5));
}

using Trail = TrailTest;

TEST_F(Trail, VerifiesWhileRecordsAreWrittenAndSeveralSeal) {
  const std::string council = support::FreshCouncil();
  std::vector<std::jthread> threads;
  for (mysql::Pool* pool : Writers()) {
    threads.emplace_back([this, pool, &council] {
      for (int i = 0; i < 150; ++i) Record(*pool, council, NewChild());
    });
  }
  std::vector<std::jthread> sealers;
  for (int i = 0; i < 2; ++i) {
    sealers.emplace_back([this](const std::stop_token& stop) {
      Sealer sealer = MakeSealer(/*records_max=*/7);
      while (!stop.stop_requested()) {
        const auto sealed = sealer.Seal(Soon());
        EXPECT_TRUE(sealed.ok()) << sealed.status() << mysql::DiagnosisOf(sealed.status());
        const auto written = sealer.SignCheckpoints(Soon());
        EXPECT_TRUE(written.ok()) << written.status() << mysql::DiagnosisOf(written.status());
      }
    });
  }
  int64_t verified_in_between = 0;
  while (verified_in_between < 400) {
    const auto report = Verified({.council_id = council});
    ASSERT_TRUE(report.ok()) << report.status();
    ASSERT_THAT(report->found, IsEmpty()) << report->found[0].where;
    verified_in_between = report->records;
  }
  threads.clear();
  sealers.clear();
  SealAll();
  const auto report = Verified({.council_id = council, .unsealed_max = absl::ZeroDuration()});
  EXPECT_THAT(report->found, IsEmpty());
  EXPECT_EQ(report->records, 450);
  EXPECT_GE(report->checkpoints, 1);
}

TEST_F(Trail, RecordsAreSealedOnceTheyAreCommittedHoweverLate) {
  const std::string council = support::FreshCouncil();
  auto late = mysql::Connection::Open(support::SharedMysql().As("shortbreaks_bookings"));
  ASSERT_TRUE((*late)->Execute("BEGIN").ok());
  ASSERT_TRUE(RecordChanges(**late, Officer(council), "HoldPlace", {{"bookings/1", NewChild()}}).ok());
  RecordMany(council, 3);
  SealAll();
  EXPECT_EQ(Verified({.council_id = council})->records, 3);
  ASSERT_TRUE((*late)->Execute("COMMIT").ok());
  SealAll();
  const auto report = Verified({.council_id = council});
  EXPECT_EQ(report->records, 4);
  EXPECT_THAT(report->found, IsEmpty());
}

TEST_F(Trail, ACheckpointIsDueByTimeOrByCountAndNotWithoutRecords) {
  const std::string council = support::FreshCouncil();
  Sealer sealer(*eligibility_, {.checkpoint_folder = Checkpointed(),
                                .signer = *Signer::FromFile(Path("key.pem")),
                                .checkpoint_every = absl::Hours(1),
                                .checkpoint_records = 5});
  const auto lines = [&] {
    std::ifstream file(Checkpointed() + "/" + council + ".jsonl");
    int count = 0;
    for (std::string line; std::getline(file, line);) ++count;
    return count;
  };
  const auto run = [&] {
    EXPECT_TRUE(sealer.Seal(Soon()).ok());
    EXPECT_TRUE(sealer.SignCheckpoints(Soon()).ok());
  };
  RecordMany(council, 1);
  run();
  EXPECT_EQ(lines(), 1) << "the first at once";
  RecordMany(council, 4);
  run();
  run();
  EXPECT_EQ(lines(), 1) << "neither an hour nor five records";
  RecordMany(council, 1);
  run();
  EXPECT_EQ(lines(), 2);
}

TEST_F(Trail, AFolderThatCannotBeWrittenToIsSaidAndTriedAgain) {
  const std::string council = support::FreshCouncil();
  RecordMany(council, 1);
  std::filesystem::rename(Checkpointed(), Path("away"));
  ASSERT_TRUE(MakeSealer().Seal(Soon()).ok());
  const auto failed = MakeSealer().SignCheckpoints(Soon());
  EXPECT_THAT(failed.status().message(), HasSubstr("cannot write"));
  std::filesystem::rename(Path("away"), Checkpointed());
  SealAll();
  EXPECT_GT(Verified({.council_id = council})->checkpoints, 0);
}

}  // namespace
}  // namespace shortbreaks::audit
