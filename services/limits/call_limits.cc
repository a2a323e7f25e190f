#include "limits/call_limits.h"

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_map.h>
#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/clock.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <optional>
#include <utility>

#include "limits/bucket.h"

namespace shortbreaks::limits {
namespace {

// Whose buckets a call takes from.
struct Keys {
  std::string partner, user;
};

// Of neither partner nor user a word: Redis and its dumps are no place for who asked when.
class Naming {
 public:
  explicit Naming(const CallLimitOptions& options) : stem_("shortbreaks:calls:" + options.service), key_(options.key) {}

  // The braces keep a council's buckets together in a cluster.
  Keys KeysOf(const identity::Principal& caller) const {
    const std::string stem = absl::StrCat(stem_, ":{", caller.council_id, "}:");
    return {absl::StrCat(stem, "partner:", Hidden({"partner", caller.council_id, caller.partner_id})),
            absl::StrCat(stem, "user:", Hidden({"user", caller.council_id, RoleName(caller.role), caller.subject}))};
  }

 private:
  std::string Hidden(std::initializer_list<std::string_view> parts) const {
    std::string text;
    // With their lengths, so that no two lists read the same.
    for (const std::string_view part : parts) absl::StrAppend(&text, part.size(), ":", std::string(part));
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned int size = 0;
    HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()), reinterpret_cast<const unsigned char*>(text.data()),
         text.size(), digest.data(), &size);
    return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(digest.data()), 16));
  }

  const std::string stem_, key_;
};

// What came of a call: how long to wait, and for which bucket.
struct Answer {
  int64_t wait_micros = 0;
  bool of_user = false;
};

class LocalBuckets {
 public:
  LocalBuckets(const CallLimitOptions& options, int percent)
      : partner_(PaceOf(options.partner, percent)), user_(PaceOf(options.user, percent)) {}

  Answer Take(const Keys& keys, absl::Time at) {
    const int64_t now = absl::ToUnixMicros(at);
    const absl::MutexLock lock(&mutex_);
    if (full_.size() > forget_above_) Forget(now);
    const int64_t of_partner = FullAfter(full_[keys.partner], now, partner_);
    const int64_t of_user = FullAfter(full_[keys.user], now, user_);
    const int64_t partner_wait = WaitFor(of_partner, now, partner_), user_wait = WaitFor(of_user, now, user_);
    if (partner_wait > 0 || user_wait > 0) return {std::max(partner_wait, user_wait), user_wait >= partner_wait};
    full_[keys.partner] = of_partner;
    full_[keys.user] = of_user;
    return {};
  }

 private:
  // Buckets that are full by now are as if they had never been. Looked for as often as their number has doubled.
  void Forget(int64_t now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    absl::erase_if(full_, [now](const auto& bucket) { return bucket.second <= now; });
    forget_above_ = std::max(kForgetAbove, 2 * full_.size());
  }

  static constexpr size_t kForgetAbove = 1'000;

  const Pace partner_, user_;
  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, int64_t> full_ ABSL_GUARDED_BY(mutex_);  // when each will be full, Unix microseconds
  size_t forget_above_ ABSL_GUARDED_BY(mutex_) = kForgetAbove;
};

// KEYS: the partner's bucket, the user's. ARGV: each and most of the one, of the other, in microseconds. Answers {how
// long to wait, 1 where the user's is the longer wait}. Times are Redis's own.
constexpr redis::Script kTake{R"lua(
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local full, wait = {}, {}
for i = 1, 2 do
  local each, most = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  full[i] = math.max(tonumber(redis.call('GET', KEYS[i]) or now), now) + each
  wait[i] = full[i] - now - most
end
if wait[1] > 0 or wait[2] > 0 then
  return {math.max(wait[1], wait[2]), wait[2] >= wait[1] and 1 or 0}
end
for i = 1, 2 do
  redis.call('SET', KEYS[i], string.format('%.0f', full[i]), 'PX', math.ceil((full[i] - now) / 1000) + 1)
end
return {0, 0}
)lua"};

class Buckets : public CallLimits {
 public:
  Buckets(std::shared_ptr<redis::Client> redis, const CallLimitOptions& options,
          std::shared_ptr<telemetry::Metrics> metrics)
      : redis_(std::move(redis)),
        naming_(options),
        retry_after_(options.redis_retry_after),
        metrics_(std::move(metrics)),
        local_(options, redis_ == nullptr ? 100 : options.percent_without_redis) {
    for (const Pace& pace : {PaceOf(options.partner), PaceOf(options.user)}) {
      arguments_.push_back(absl::StrCat(pace.each));
      arguments_.push_back(absl::StrCat(pace.most));
    }
  }

  absl::Duration Take(const identity::Principal& caller) override {
    const Keys keys = naming_.KeysOf(caller);
    const auto shared = TakeFromRedis(keys);
    const Answer answer = shared ? *shared : local_.Take(keys, absl::Now());
    const std::string_view outcome = answer.wait_micros <= 0 ? "allowed" : answer.of_user ? "user" : "partner";
    metrics_->CallLimited(outcome, shared ? "redis" : "local");
    return absl::Microseconds(std::max<int64_t>(answer.wait_micros, 0));
  }

 private:
  // Nothing where Redis does not answer.
  std::optional<Answer> TakeFromRedis(const Keys& keys) {
    if (redis_ == nullptr || absl::Now() < absl::FromUnixNanos(left_alone_until_.load())) return std::nullopt;
    const auto answer = redis_->Run(kTake, {keys.partner, keys.user}, arguments_);
    if (answer.ok() && answer->size() == 2) return Answer{(*answer)[0], (*answer)[1] != 0};
    left_alone_until_ = absl::ToUnixNanos(absl::Now() + retry_after_);
    return std::nullopt;
  }

  const std::shared_ptr<redis::Client> redis_;
  const Naming naming_;
  const absl::Duration retry_after_;
  const std::shared_ptr<telemetry::Metrics> metrics_;
  LocalBuckets local_;
  std::vector<std::string> arguments_;
  std::atomic<int64_t> left_alone_until_ = 0;
};

}  // namespace

std::unique_ptr<CallLimits> MakeCallLimits(std::shared_ptr<redis::Client> redis, CallLimitOptions options,
                                           std::shared_ptr<telemetry::Metrics> metrics) {
  return std::make_unique<Buckets>(std::move(redis), options, std::move(metrics));
}

}  // namespace shortbreaks::limits
