// The rotation of key-encryption keys, while everybody goes on reading and writing.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "mysql/pool.h"

namespace shortbreaks::sealing {

// Wraps data keys with the keyring's current key that another one wrapped, at most `rows_max`. What they seal stays as
// it is. Takes no lock but each row's own, for one statement; a key that is destroyed or wrapped anew meanwhile is left
// alone. The value: how many it found. SEALED_DATA_UNREADABLE of the first that cannot be unwrapped, after the rest.
absl::StatusOr<int> Rewrap(mysql::Pool& pool, absl::Time deadline, int rows_max);

// Rewrap until none is left or `deadline` is near; tells the log. For a job of one service.
void RewrapAll(mysql::Pool& pool, absl::Time deadline);

}  // namespace shortbreaks::sealing
