#include "availability/once.h"

#include "errors/errors.h"

namespace shortbreaks::availability {

absl::Status Once(mysql::Pool& pool, const idempotency::Requests& requests, const rpc::Call& call,
                  const idempotency::RequestMark& mark, google::protobuf::Message& reply, const Body& body) {
  return mysql::InTransaction(pool, call.deadline, [&](mysql::Connection& connection) -> absl::Status {
    reply.Clear();
    auto stored = requests.Begin(connection, mark.key, mark.hash);
    if (!stored.ok()) return stored.status();
    if (*stored) {
      return reply.ParseFromString(**stored) ? absl::OkStatus() : errors::Error(type::v1::ERROR_REASON_INTERNAL);
    }
    std::vector<Change> changes;
    if (auto done = body(connection, changes); !done.ok()) return done;
    if (auto told = Record(connection, call, mark.key.method, changes); !told.ok()) return told;
    return requests.FinishInClear(connection, mark.key, reply.SerializeAsString());
  });
}

}  // namespace shortbreaks::availability
