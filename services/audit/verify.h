// Finds what was done to an audit trail behind the services' backs: a record that was edited, deleted, moved or cut
// off, a checkpoint that was forged, records that nobody sealed. It trusts the checkpoints' keys and nothing else: it
// reads the database itself, with a user that may read the records and no more, and works while they are being written.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <cstdint>
#include <string>
#include <vector>

#include "audit/checkpoints.h"
#include "mysql/connection.h"

namespace shortbreaks::audit {

enum class Finding {
  kChanged,    // a record's columns, number or hash are not those that were sealed
  kMissing,    // numbers that no record has
  kTruncated,  // a checkpoint covers records beyond the last
  kRewritten,  // a record's hash is not the one that was signed
  kForged,     // a line among the checkpoints that no key has signed
  kUnsealed,   // a record that has waited too long to be sealed
  kUncovered,  // a record that has waited too long for a checkpoint
};
// `changed`, …
std::string_view NameOf(Finding finding);

struct Found {
  Finding finding;
  std::string council_id;  // empty for checkpoints of none
  std::string where;       // in words: `record 17 (0190a5e2-…)`
};

struct VerifyOptions {
  std::string council_id;  // empty: all
  absl::Duration unsealed_max = absl::Minutes(1);
  absl::Duration uncovered_max = absl::Minutes(15);
  int found_max = 1'000;  // after so many it stops looking
};

struct Report {
  std::vector<Found> found;  // none: the trail is whole
  int64_t councils = 0, records = 0, checkpoints = 0;
};

// Reads everything once, a page at a time. `checkpoints` must have been read before. An error: the database could not
// be read.
absl::StatusOr<Report> Verify(mysql::Connection& connection, const Checkpoints& checkpoints,
                              const VerifyOptions& options);

}  // namespace shortbreaks::audit
