// A stored reply that another statement than Requests::Begin read.
#pragma once

#include <absl/status/statusor.h>

#include <string>
#include <string_view>

#include "idempotency/requests.h"

namespace shortbreaks::idempotency {

// The reply as it was answered, from the columns `reply` and `subjects` of `table`. NOT_FOUND where a child or carer
// that it is about was erased since; SEALED_DATA_UNREADABLE.
absl::StatusOr<std::string> OpenReply(mysql::Connection& connection, std::string_view table, const Key& key,
                                      std::string reply, const std::string& subjects);

}  // namespace shortbreaks::idempotency
