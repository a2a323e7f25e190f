// Whether the key file opens what the database holds.
#pragma once

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "mysql/pool.h"

namespace shortbreaks::sealing {

// FAILED_PRECONDITION with one line for the operator where data keys are wrapped by a key that is not in the key file,
// or by another of the same id. For a start: serving would fail child by child.
absl::Status CheckKeys(mysql::Pool& pool, absl::Time deadline);

}  // namespace shortbreaks::sealing
