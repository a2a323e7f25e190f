#include "storm/history.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "shortbreaks/errors.h"

namespace shortbreaks::storm {

using namespace type::v1;  // NOLINT: the reasons

std::string_view NameOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::kOk:
      return "ok";
    case Outcome::kRefused:
      return "refused";
    case Outcome::kNothingDone:
      return "nothing done";
    case Outcome::kUnknown:
      break;
  }
  return "unknown";
}

Outcome OutcomeOf(const absl::Status& status) {
  if (status.ok()) return Outcome::kOk;
  switch (ReasonOf(status)) {
    case ERROR_REASON_UNSPECIFIED:
    case ERROR_REASON_OUTCOME_UNKNOWN:
    case ERROR_REASON_DEADLINE_EXCEEDED:
    case ERROR_REASON_CALLER_CANCELLED:
    case ERROR_REASON_ACCESS_NOT_RECORDED:
    case ERROR_REASON_INTERNAL:
      return Outcome::kUnknown;
    case ERROR_REASON_DEADLINE_TOO_SHORT:
    case ERROR_REASON_CONTENTION:
    case ERROR_REASON_DETAILS_CHANGED:
    case ERROR_REASON_BUSY:
    case ERROR_REASON_STORE_UNAVAILABLE:
    case ERROR_REASON_UPSTREAM_UNAVAILABLE:
    case ERROR_REASON_DRAINING:
    case ERROR_REASON_TOO_MANY_CALLS:
      return Outcome::kNothingDone;
    default:
      return Outcome::kRefused;
  }
}

void History::Add(Attempt attempt) {
  const absl::MutexLock lock(&mutex_);
  attempts_.push_back(std::move(attempt));
}

void History::Add(FaultSpan span) {
  const absl::MutexLock lock(&mutex_);
  faults_.push_back(std::move(span));
}

std::vector<Attempt> History::Attempts() const {
  std::vector<Attempt> attempts;
  {
    const absl::MutexLock lock(&mutex_);
    attempts = attempts_;
  }
  std::ranges::stable_sort(attempts, {}, &Attempt::invoked);
  return attempts;
}

std::vector<FaultSpan> History::Faults() const {
  const absl::MutexLock lock(&mutex_);
  return faults_;
}

size_t History::size() const {
  const absl::MutexLock lock(&mutex_);
  return attempts_.size();
}

absl::Status History::WriteTo(const std::string& path) const {
  std::ofstream file(path);
  for (const FaultSpan& fault : Faults()) {
    file << nlohmann::json{{"fault", fault.name},
                           {"from_us", absl::ToUnixMicros(fault.from)},
                           {"to_us", absl::ToUnixMicros(fault.to)}}
         << "\n";
  }
  for (const Attempt& each : Attempts()) {
    const bool held = each.hold_expire_time != absl::InfiniteFuture();
    file << nlohmann::json{{"call_id", each.call_id},
                           {"request_id", each.request_id},
                           {"method", each.method},
                           {"actor", each.actor},
                           {"child", each.child},
                           {"session", each.session},
                           {"target", each.target},
                           {"invoked_us", absl::ToUnixMicros(each.invoked)},
                           {"returned_us", absl::ToUnixMicros(each.returned)},
                           {"outcome", NameOf(each.outcome)},
                           {"reason", each.reason},
                           {"answer", each.answer},
                           {"answer_state", each.answer_state},
                           {"hold_expire_us", held ? absl::ToUnixMicros(each.hold_expire_time) : 0}}
         << "\n";
  }
  return file.good() ? absl::OkStatus() : absl::UnavailableError("cannot write " + path);
}

}  // namespace shortbreaks::storm
