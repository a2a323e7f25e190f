// Keys that change under a verifier, without a network: the test is what is read.
#include "identity/watched_token_keys.h"

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <fstream>

#include "identity/signing.h"
#include "identity/token_verifier.h"

namespace shortbreaks::identity {
namespace {

using testing::HasSubstr;

constexpr absl::Duration kNever = absl::Hours(24);

// What an issuer publishes.
class Published {
 public:
  void Set(absl::StatusOr<std::string> text) {
    const absl::MutexLock lock(&mutex_);
    text_ = std::move(text);
  }
  WatchedTokenKeys::Read Read() {
    return [this]() -> absl::StatusOr<std::string> {
      const absl::MutexLock lock(&mutex_);
      ++looks_;
      return text_;
    };
  }
  int looks() const { return looks_; }
  // Until it was looked at so often more, the last of which is then over but for taking it in.
  void AwaitLooks(int more) const {
    for (const int until = looks_ + more; looks_ < until;) absl::SleepFor(absl::Milliseconds(1));
  }

 private:
  absl::Mutex mutex_;
  absl::StatusOr<std::string> text_;
  std::atomic<int> looks_ = 0;
};

class WatchedKeys : public testing::Test {
 protected:
  void Start(const WatchOptions& options) {
    auto started = WatchedTokenKeys::Start(published_.Read(), options);
    ASSERT_TRUE(started.ok()) << started.status();
    keys_ = *std::move(started);
    verifier_ = MakeTokenVerifier({"https://id.example", "shortbreaks"}, keys_).value();
  }
  void Publish(const std::map<std::string, std::string>& keys) { published_.Set(PublicJwks(keys)); }
  bool Takes(const std::string& kid, const std::string& key) {
    const Principal officer{Role::kOfficer, "E08000031", "officer-1", "", "admin"};
    const std::string token =
        SignJwt(officer, "https://id.example", "shortbreaks", absl::Now() + absl::Minutes(5), kid, key).value();
    return verifier_->Verify(token, absl::Now()).ok();
  }
  void AwaitTaken(const std::string& kid, const std::string& key, bool taken = true) {
    while (Takes(kid, key) != taken) absl::SleepFor(absl::Milliseconds(1));
  }

  const std::string old_ = NewSigningKey(), new_ = NewSigningKey();
  Published published_;
  std::shared_ptr<WatchedTokenKeys> keys_;
  std::unique_ptr<TokenVerifier> verifier_;
};

TEST_F(WatchedKeys, OldAndNewOverlapAndTheOldOneEnds) {
  Publish({{"old", old_}});
  Start({.refresh = absl::Milliseconds(2), .refresh_early = absl::ZeroDuration()});
  EXPECT_TRUE(Takes("old", old_));
  EXPECT_FALSE(Takes("new", new_));
  Publish({{"old", old_}, {"new", new_}});
  AwaitTaken("new", new_);
  EXPECT_TRUE(Takes("old", old_));
  Publish({{"new", new_}});
  AwaitTaken("old", old_, false);
  EXPECT_TRUE(Takes("new", new_));
}

TEST_F(WatchedKeys, WhatCannotBeReadChangesNothing) {
  Publish({{"old", old_}});
  Start({.refresh = absl::Milliseconds(1), .refresh_early = absl::ZeroDuration()});
  for (const absl::StatusOr<std::string>& wrong :
       std::vector<absl::StatusOr<std::string>>{absl::UnavailableError("away"), std::string(),
                                                std::string("{\"keys\":[]}"), std::string("<html>Sign in</html>")}) {
    published_.Set(wrong);
    published_.AwaitLooks(3);
    EXPECT_TRUE(Takes("old", old_));
  }
  Publish({{"new", new_}});
  AwaitTaken("new", new_);
}

TEST_F(WatchedKeys, AKeyThatIsNotThereIsLookedForEarly) {
  Publish({{"old", old_}});
  Start({.refresh = kNever, .refresh_early = absl::ZeroDuration()});
  Publish({{"old", old_}, {"new", new_}});
  EXPECT_EQ(published_.looks(), 1);
  AwaitTaken("new", new_);  // the first of them asks for it
}

// However many tokens name keys that nobody has, the issuer is not asked for each.
TEST_F(WatchedKeys, ButNoMoreOftenThanSaid) {
  Publish({{"old", old_}});
  Start({.refresh = kNever, .refresh_early = kNever});
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(Takes(std::to_string(i), new_));
  EXPECT_EQ(published_.looks(), 1);
}

TEST_F(WatchedKeys, AStartWithoutKeysIsRefused) {
  published_.Set(absl::UnavailableError("cannot fetch https://id.example/keys"));
  EXPECT_EQ(WatchedTokenKeys::Start(published_.Read(), {}).status().code(), absl::StatusCode::kFailedPrecondition);
  published_.Set(std::string("{}"));
  EXPECT_EQ(WatchedTokenKeys::Start(published_.Read(), {}).status().code(), absl::StatusCode::kFailedPrecondition);
  const std::string key = NewSigningKey();
  Publish({{DevelopmentKid(key).value(), key}});
  EXPECT_THAT(std::string(WatchedTokenKeys::Start(published_.Read(), {}).status().message()),
              HasSubstr("development issuer"));
  EXPECT_TRUE(WatchedTokenKeys::Start(published_.Read(), {.development = true}).ok());
}

TEST_F(WatchedKeys, AFileThatIsReplacedIsReadAgain) {
  char folder[] = "/tmp/shortbreaks-keys-XXXXXX";
  ASSERT_NE(mkdtemp(folder), nullptr);
  const std::string file = std::string(folder) + "/keys.json", next = file + ".new";
  const auto put = [&](const std::map<std::string, std::string>& keys) {
    std::ofstream(next) << PublicJwks(keys).value();
    EXPECT_EQ(rename(next.c_str(), file.c_str()), 0);
  };
  put({{"old", old_}});
  auto keys = WatchedTokenKeys::Start(FromFile(file),
                                      {.refresh = absl::Milliseconds(2), .refresh_early = absl::ZeroDuration()});
  ASSERT_TRUE(keys.ok()) << keys.status();
  put({{"new", new_}});
  while (!(*keys)->Current()->by_kid.contains("new")) absl::SleepFor(absl::Milliseconds(1));
  EXPECT_FALSE((*keys)->Current()->by_kid.contains("old"));
  std::ofstream(next) << std::string(300 << 10, ' ');
  EXPECT_THAT(std::string(FromFile(next)().status().message()), HasSubstr("too large"));
  EXPECT_THAT(std::string(FromFile(folder)().status().message()), HasSubstr("cannot read the keys in"));
  EXPECT_THAT(std::string(FromFile("/no/such/file")().status().message()), HasSubstr("cannot read the keys in"));
  keys->reset();
  unlink(file.c_str());
  unlink(next.c_str());
  rmdir(folder);
}

}  // namespace
}  // namespace shortbreaks::identity
