// What every handler asks of a call before it does anything.
#pragma once

#include <absl/status/statusor.h>

#include "eligibility/store.h"

namespace shortbreaks::eligibility {

// NOT_ALLOWED for everyone but officers.
absl::Status OfficersOnly(const rpc::Call& call);

// A carer sees the children it may act for; officers see those of their teams and of none, services the
// council's. NOT_ALLOWED for others.
absl::StatusOr<Viewer> ViewerOf(const rpc::Call& call);

// What a viewer hears of a record that it did not find. To a carer one that does not exist and another family's are
// the same.
absl::Status NotSeen(const Viewer& viewer);

}  // namespace shortbreaks::eligibility
