// A new key-encryption key takes over while children are read and written, and the old one can go.
#include "sealing/rewrap.h"

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "errors/errors.h"
#include "ids/uuid.h"
#include "sealing/check.h"
#include "support/sealed.h"

namespace shortbreaks::sealing {
namespace {

using mysql::Bytes;

constexpr char kRead[] =
    "SELECT c.display_name, c.council_id, (SELECT k.wrapped_key FROM data_keys k WHERE k.council_id = c.council_id "
    "AND k.subject_id = c.child_id) FROM children c WHERE c.council_id = ? AND c.child_id = ?";
constexpr std::string_view kName = "children.display_name";

std::shared_ptr<const Keyring> Ring(const std::string& text) { return Keyring::Parse(text).value(); }

class Rotation : public testing::Test {
 protected:
  // A server of its own: rotation is of all councils.
  void SetUp() override {
    auto created = support::PrivateMysql::Create();
    ASSERT_TRUE(created.ok()) << created.status();
    server_ = *std::move(created);
    for (int i = 0; i < 40; ++i) {
      children_.push_back(ids::NewUuid());
      support::AddSealedChild(*server_, "X1", children_.back(), "Sam", absl::CivilDay(2016, 5, 1), 0);
    }
  }
  std::unique_ptr<mysql::Pool> Pool(std::shared_ptr<const Keyring> keyring, const char* user) {
    mysql::PoolOptions options{.connection = server_->As(user)};
    options.connection.keyring = std::move(keyring);
    return std::make_unique<mysql::Pool>(options, telemetry::NoMetrics());
  }
  absl::Time Soon() { return absl::Now() + absl::Seconds(20); }
  absl::Status Read(mysql::Pool& pool, const ids::Uuid& child) {
    auto rows = pool.Query(Soon(), kRead, {"X1", Bytes{child}});
    if (!rows.ok()) return rows.status();
    SealedRow sealed(rows->at(0), 1, child);
    if (sealed.Text(0, kName, child).substr(0, 3) != "Sam" && sealed.status().ok()) return absl::InternalError("text");
    return sealed.status();
  }
  absl::Status Write(mysql::Pool& pool, const ids::Uuid& child, int round) {
    auto lease = pool.Acquire(Soon());
    if (!lease.ok()) return lease.status();
    auto text = SealedText(**lease, "X1", child, kName, child, absl::StrCat("Sam ", round));
    if (!text.ok()) return text.status();
    return (*lease)
        ->Execute("UPDATE children SET display_name = ? WHERE council_id = ? AND child_id = ?",
                  {*text, "X1", Bytes{child}})
        .status();
  }
  int64_t WrappedBy(const char* key) {
    return server_->AsRoot("SELECT COUNT(*) FROM data_keys WHERE key_id = ?", {key})->at(0).Int(0);
  }

  std::unique_ptr<support::PrivateMysql> server_;
  std::vector<ids::Uuid> children_;
  const std::string new_key_ = absl::StrCat("key new ", std::string(64, '7'), "\n");
  std::string index_line() const { return support::TestKeyFile().substr(support::TestKeyFile().find("index")); }
};

TEST_F(Rotation, GoesOnWhileEverybodyReadsAndWritesAndTheOldKeyCanBeRemovedAfterwards) {
  const std::string old_file = support::TestKeyFile();
  // First both know the new key, then one makes it current: no service ever meets a key that it does not have.
  const auto knows_both = Ring(old_file + new_key_);
  const std::string old_line = old_file.substr(0, old_file.find('\n') + 1);
  const auto new_current = Ring(old_line + new_key_ + "current new\n" + index_line());
  const auto before = Pool(knows_both, "shortbreaks_bookings"), after = Pool(new_current, "shortbreaks_eligibility");

  std::atomic<bool> over = false;
  std::atomic<int> reads = 0, writes = 0, failed = 0;
  {
    std::vector<std::jthread> threads;
    threads.emplace_back([&] {
      for (size_t i = 0; !over || reads < 200; ++i, ++reads) {
        // bookings may not read names: as eligibility with the old keyring.
        failed += !Read(*after, children_[i % children_.size()]).ok();
      }
    });
    threads.emplace_back([&] {
      for (size_t i = 0; !over || writes < 100; ++i, ++writes) {
        failed += !Write(*after, children_[i % children_.size()], static_cast<int>(i)).ok();
      }
    });
    threads.emplace_back([&] {
      for (size_t i = 0; !over || i < 200; ++i) {
        auto lease = before->Acquire(Soon());
        failed += !lease.ok() || !SealerOf(**lease, "X1", children_[i % children_.size()]).ok();
      }
    });
    while (reads < 20 || writes < 20) absl::SleepFor(absl::Milliseconds(1));
    int found = 0, rounds = 0;
    do {
      const auto done = Rewrap(*after, Soon(), 7);
      ASSERT_TRUE(done.ok()) << done.status();
      found = *done;
      ++rounds;
    } while (found > 0);
    EXPECT_EQ(rounds, 7) << "40 keys, 7 at a time, and a look that finds none";
    over = true;
  }
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(WrappedBy("test"), 0);
  EXPECT_EQ(WrappedBy("new"), 40);

  const auto new_alone = Pool(Ring(new_key_ + "current new\n" + index_line()), "shortbreaks_eligibility");
  EXPECT_TRUE(CheckKeys(*new_alone, Soon()).ok());
  for (const ids::Uuid& child : children_) EXPECT_TRUE(Read(*new_alone, child).ok());
}

TEST_F(Rotation, AKeyThatIsDestroyedMeanwhileStaysDestroyed) {
  const std::string old_file = support::TestKeyFile();
  const std::string old_line = old_file.substr(0, old_file.find('\n') + 1);
  const auto pool = Pool(Ring(old_line + new_key_ + "current new\n" + index_line()), "shortbreaks_eligibility");
  ASSERT_TRUE(server_->AsRoot("DELETE FROM data_keys WHERE subject_id = ?", {Bytes{children_[0]}}).ok());
  RewrapAll(*pool, Soon());
  EXPECT_EQ(WrappedBy("new"), 39);
  EXPECT_EQ(errors::ReasonOf(Read(*pool, children_[0])), type::v1::ERROR_REASON_NOT_FOUND);
}

TEST_F(Rotation, AKeyThatCannotBeUnwrappedDoesNotKeepTheRest) {
  const std::string old_file = support::TestKeyFile();
  const std::string old_line = old_file.substr(0, old_file.find('\n') + 1);
  const auto pool = Pool(Ring(old_line + new_key_ + "current new\n" + index_line()), "shortbreaks_eligibility");
  ASSERT_TRUE(
      server_->AsRoot("UPDATE data_keys SET wrapped_key = 'x' WHERE subject_id = ?", {Bytes{children_[3]}}).ok());
  const auto done = Rewrap(*pool, Soon(), 100);
  EXPECT_EQ(errors::ReasonOf(done.status()), type::v1::ERROR_REASON_SEALED_DATA_UNREADABLE);
  EXPECT_EQ(WrappedBy("new"), 39);
}

}  // namespace
}  // namespace shortbreaks::sealing
