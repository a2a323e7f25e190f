// Every change of availability's own: done once for its request, and told.
#pragma once

#include <functional>
#include <vector>

#include "availability/mysql_rows.h"
#include "idempotency/requests.h"
#include "mysql/pool.h"

namespace shortbreaks::availability {

// Runs `body` in a transaction, once for the request of `mark`: it fills `reply`, which is stored, and the changes to
// be told. Where the request was done before, `reply` is what was stored then. `body` may run several times.
absl::Status Once(mysql::Pool& pool, const idempotency::Requests& requests, const rpc::Call& call,
                  const idempotency::RequestMark& mark, google::protobuf::Message& reply,
                  const std::function<absl::Status(mysql::Connection&, std::vector<Change>&)>& body);

}  // namespace shortbreaks::availability
