// What an import would change, worked out before anything is written. Pure.
#pragma once

#include <absl/container/flat_hash_map.h>
#include <absl/status/statusor.h>

#include <optional>
#include <string>
#include <vector>

#include "availability/records.h"
#include "errors/errors.h"

namespace shortbreaks::availability {

// An import whose rows are well formed, in the order sent.
struct Timetable {
  struct Activity {
    std::string provider_external_id;
    ActivityRecord record;
  };
  struct Session {
    std::string activity_external_id;
    SessionRecord record;
    bool publish = false;
  };
  std::vector<ProviderRecord> providers;
  std::vector<Activity> activities;
  std::vector<Session> sessions;
};

// Adds every row that is malformed, has no key, or has the key of a row above it.
Timetable ReadTimetable(const v1::ImportTimetableRequest& message, errors::FieldErrors& fields);

// What the council has stored of the keys that a timetable names, by external id, and the store's time.
struct Stored {
  absl::flat_hash_map<std::string, ProviderRecord> providers;
  absl::flat_hash_map<std::string, ActivityRecord> activities;
  absl::flat_hash_map<std::string, SessionRecord> sessions;
  absl::Time now;
};

// Records to be written as they stand here: ids and versions are those that they will have.
template <typename Record>
struct Changes {
  std::vector<Record> created, updated;
  int unchanged = 0;

  type::v1::ImportSummary Summary() const {
    type::v1::ImportSummary summary;
    summary.set_created(static_cast<int32_t>(created.size()));
    summary.set_updated(static_cast<int32_t>(updated.size()));
    summary.set_unchanged(unchanged);
    return summary;
  }
};

struct ImportPlan {
  Changes<ProviderRecord> providers;
  Changes<ActivityRecord> activities;
  Changes<SessionRecord> sessions;
};

// INVALID_REQUEST with every row that cannot be done: a provider or activity that is nowhere, a record that would move
// to another owner, a session that is over, called off, or has bookings and would change its time. Where
// `only_provider` is set, a row that is not that provider's is such a row too.
absl::StatusOr<ImportPlan> PlanImport(const Timetable& timetable, const Stored& stored,
                                      const std::optional<ids::Uuid>& only_provider);

}  // namespace shortbreaks::availability
