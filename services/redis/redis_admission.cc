#include <absl/base/thread_annotations.h>
#include <absl/random/random.h>
#include <absl/strings/str_cat.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/clock.h>

#include <algorithm>
#include <atomic>

#include "errors/errors.h"
#include "ids/uuid.h"
#include "redis/admission.h"

namespace shortbreaks::redis {
namespace {

// KEYS: permits (token → when its lease ends), line (token → ticket), seen (token → when it must have asked again),
// next ticket. ARGV: token, permits at most, lease ms, patience ms. Answers {admitted, how many stand before}. Times
// are Redis's own. Whoever stopped asking leaves the line, so that nobody waits behind one who is gone.
constexpr Script kAdmit{R"lua(
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local token, limit, lease, patience = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now, 'LIMIT', 0, 100)) do
  redis.call('ZREM', KEYS[2], gone)
  redis.call('ZREM', KEYS[3], gone)
end
if not redis.call('ZSCORE', KEYS[2], token) then
  redis.call('ZADD', KEYS[2], redis.call('INCR', KEYS[4]), token)
end
local before = redis.call('ZRANK', KEYS[2], token)
local admitted = 0
if before < limit - redis.call('ZCARD', KEYS[1]) then
  redis.call('ZREM', KEYS[2], token)
  redis.call('ZREM', KEYS[3], token)
  redis.call('ZADD', KEYS[1], now + lease, token)
  admitted = 1
else
  redis.call('ZADD', KEYS[3], now + patience, token)
end
local life = lease + patience + 60000
for i = 1, 4 do redis.call('PEXPIRE', KEYS[i], life) end
return {admitted, before}
)lua"};

// Gives a permit back, or leaves the line. KEYS as above; ARGV: token.
constexpr Script kLeave{R"lua(
return {redis.call('ZREM', KEYS[1], ARGV[1]), redis.call('ZREM', KEYS[2], ARGV[1]), redis.call('ZREM', KEYS[3], ARGV[1])}
)lua"};

// The braces keep a session's keys together in a cluster.
std::vector<std::string> KeysOf(const std::string& session) {
  const std::string stem = absl::StrCat("shortbreaks:admission:{", session, "}:");
  return {stem + "permits", stem + "line", stem + "seen", stem + "ticket"};
}

// Gives permits back. One that Redis did not take, and one that it may have handed out in an answer that was lost, is
// kept and given back once Redis answers again: sooner than its lease ends, as far as can be.
class Returns {
 public:
  explicit Returns(std::shared_ptr<Client> client) : client_(std::move(client)) {}

  struct Lost {
    std::vector<std::string> keys;
    std::string token;
  };

  void GiveBack(Lost permit) {
    if (!client_->Run(kLeave, permit.keys, {permit.token}).ok()) Keep(std::move(permit));
  }

  void Keep(Lost permit) {
    const absl::MutexLock lock(&mutex_);
    // Their leases end by themselves.
    if (lost_.size() < kLostMax) lost_.push_back(std::move(permit));
  }

  // For a moment at which Redis has just answered.
  void GiveBackTheLost() {
    std::vector<Lost> lost;
    {
      const absl::MutexLock lock(&mutex_);
      lost.swap(lost_);
    }
    for (Lost& permit : lost) GiveBack(std::move(permit));
  }

 private:
  static constexpr size_t kLostMax = 64;

  const std::shared_ptr<Client> client_;
  absl::Mutex mutex_;
  std::vector<Lost> lost_ ABSL_GUARDED_BY(mutex_);
};

class RedisPermit : public Permit {
 public:
  RedisPermit(std::shared_ptr<Returns> returns, std::vector<std::string> keys, std::string token)
      : returns_(std::move(returns)), keys_(std::move(keys)), token_(std::move(token)) {}
  ~RedisPermit() override { returns_->GiveBack({keys_, token_}); }

 private:
  const std::shared_ptr<Returns> returns_;
  const std::vector<std::string> keys_;
  const std::string token_;
};

class RedisAdmission : public Admission {
 public:
  RedisAdmission(std::shared_ptr<Client> client, AdmissionOptions options, std::shared_ptr<telemetry::Metrics> metrics)
      : client_(std::move(client)),
        options_(options),
        metrics_(std::move(metrics)),
        returns_(std::make_shared<Returns>(client_)),
        local_(MakeLocalAdmission(options, telemetry::NoMetrics())) {}

  absl::StatusOr<std::unique_ptr<Permit>> Admit(const std::string& session, int places_left,
                                                absl::Time deadline) override {
    if (absl::Now() < absl::FromUnixNanos(left_alone_until_.load())) return Fallback(session, places_left, deadline);
    const std::vector<std::string> keys = KeysOf(session);
    const std::string token = ids::ToText(ids::NewUuid());
    const int limit = std::max(places_left, 0) + std::max(options_.permits_beyond_places, 1);
    const absl::Duration patience = options_.poll_max * 4 + absl::Milliseconds(100);
    const std::vector<std::string> arguments = {token, absl::StrCat(limit),
                                                absl::StrCat(absl::ToInt64Milliseconds(options_.lease)),
                                                absl::StrCat(absl::ToInt64Milliseconds(patience))};
    const absl::Time end = std::min(deadline, absl::Now() + options_.wait_max);
    for (bool first = true;; first = false) {
      auto answer = client_->Run(kAdmit, keys, arguments);
      if (!answer.ok() || answer->size() != 2) {
        returns_->Keep({keys, token});
        left_alone_until_ = absl::ToUnixNanos(absl::Now() + options_.redis_retry_after);
        return Fallback(session, places_left, deadline);
      }
      returns_->GiveBackTheLost();
      if ((*answer)[0] == 1) {
        metrics_->AdmissionEnded(first ? "admitted" : "waited");
        return std::make_unique<RedisPermit>(returns_, keys, token);
      }
      const absl::Duration wait = Pause();
      if (absl::Now() + wait >= end) {
        returns_->GiveBack({keys, token});
        metrics_->AdmissionEnded("refused");
        return errors::Busy(options_.wait_max);
      }
      absl::SleepFor(wait);
    }
  }

 private:
  absl::StatusOr<std::unique_ptr<Permit>> Fallback(const std::string& session, int places_left, absl::Time deadline) {
    auto permit = local_->Admit(session, places_left, deadline);
    metrics_->AdmissionEnded(permit.ok() ? "fallback" : "refused");
    return permit;
  }

  absl::Duration Pause() const {
    thread_local absl::InsecureBitGen generator;
    const double share = absl::Uniform(generator, 0.0, 1.0);
    return options_.poll_min + (options_.poll_max - options_.poll_min) * share;
  }

  const std::shared_ptr<Client> client_;
  const AdmissionOptions options_;
  const std::shared_ptr<telemetry::Metrics> metrics_;
  const std::shared_ptr<Returns> returns_;
  const std::unique_ptr<Admission> local_;  // counts nothing: each caller is counted here, once
  std::atomic<int64_t> left_alone_until_ = 0;
};

}  // namespace

std::unique_ptr<Admission> MakeRedisAdmission(std::shared_ptr<Client> client, AdmissionOptions options,
                                              std::shared_ptr<telemetry::Metrics> metrics) {
  return std::make_unique<RedisAdmission>(std::move(client), options, std::move(metrics));
}

}  // namespace shortbreaks::redis
