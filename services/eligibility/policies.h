// A council's policies as they are kept, and the one that is live on a day.
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_map.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>

#include <memory>
#include <optional>
#include <string>

#include "eligibility/store.h"
#include "mysql/pool.h"
#include "policy/policy.h"
#include "shortbreaks/eligibility/v1/policies.pb.h"

namespace shortbreaks::eligibility {

// None where `policy` is null.
struct LivePolicy {
  ids::Uuid policy_id;
  std::shared_ptr<const policy::Policy> policy;
};

struct StoredPolicy {
  v1::Policy policy;
  std::string content;
};

// Thread-safe. Policies that were read once are kept by the digest of their file, at most 200.
class Policies {
 public:
  explicit Policies(mysql::Pool& pool) : pool_(pool), requests_("eligibility_requests") {}

  absl::StatusOr<v1::Policy> Propose(const rpc::Call& call, const RequestMark& mark, const policy::Policy& parsed,
                                     const std::string& content);
  // NOT_FOUND, ETAG_MISMATCH, STATE_FORBIDS; SECOND_PERSON_NEEDED for the officer who proposed it.
  absl::StatusOr<v1::Policy> Publish(const rpc::Call& call, const RequestMark& mark, const ids::Uuid& policy_id,
                                     const std::string& etag);
  // STATE_FORBIDS where it is published and has begun.
  absl::StatusOr<v1::Policy> Withdraw(const rpc::Call& call, const RequestMark& mark, const ids::Uuid& policy_id,
                                      const std::string& etag);
  absl::StatusOr<std::optional<StoredPolicy>> Read(const rpc::Call& call, const ids::Uuid& policy_id);
  absl::StatusOr<PageOf<v1::Policy>> List(const rpc::Call& call, const Page& page);

  // Published, from_date and to_date holding the day; of several that with the latest from_date, then published last.
  absl::StatusOr<LivePolicy> LiveOn(const rpc::Call& call, absl::CivilDay day);
  // Null where there is no such policy.
  absl::StatusOr<std::shared_ptr<const policy::Policy>> Parsed(const rpc::Call& call, const ids::Uuid& policy_id);

 private:
  std::shared_ptr<const policy::Policy> Find(const std::string& digest);
  std::shared_ptr<const policy::Policy> Remember(const std::string& digest, const std::string& content);

  mysql::Pool& pool_;
  idempotency::Requests requests_;
  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, std::shared_ptr<const policy::Policy>> parsed_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace shortbreaks::eligibility
