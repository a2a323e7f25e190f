// A request is done once. The row that says so is written in the same transaction as what was done, and is the first
// lock that any transaction takes.
#pragma once

#include <absl/status/statusor.h>

#include <optional>
#include <string>
#include <string_view>

#include "google/protobuf/message.h"
#include "identity/principal.h"
#include "ids/uuid.h"
#include "mysql/connection.h"

namespace shortbreaks::idempotency {

struct Key {
  std::string council_id;
  std::string partner_id;
  std::string method;      // `HoldPlace`
  std::string request_id;  // 16 bytes
  // The carer whose consent to the app `partner_id` the request needs (relations::ConsentNeeded); empty: nobody's.
  ids::Uuid consenting_carer_id = {};
};

// Parses the field, or REQUEST_ID_REQUIRED (empty) or INVALID_REQUEST (not a UUID).
absl::StatusOr<std::string> ParseRequestId(std::string_view field);

// SHA-256 of the request as sent by `subject`, with request_id left out and map order fixed.
std::string HashOf(const google::protobuf::Message& request, std::string_view subject);

// The request that a change answers. Stored with it, so that the same request is answered alike for ever after.
struct RequestMark {
  Key key;
  std::string hash;
};
// REQUEST_ID_REQUIRED, INVALID_REQUEST.
absl::StatusOr<RequestMark> MarkOf(const identity::Principal& caller, std::string_view method,
                                   std::string_view request_id, const google::protobuf::Message& request);

class Requests {
 public:
  // `table`: `bookings_requests` or its like.
  explicit Requests(std::string_view table);

  // Inside a transaction, first. Nothing: the request is new and its row is now locked. A value: the reply stored when
  // it was done before. REQUEST_ID_REUSED where the content differs; CONSENT_MISSING, which then holds until the
  // transaction ends; NOT_FOUND where a child or carer that the reply is about was erased since.
  absl::StatusOr<std::optional<std::string>> Begin(mysql::Connection& connection, const Key& key,
                                                   std::string_view hash) const;
  // Inside the same transaction, before COMMIT. A reply that names children or carers is kept sealed with the key of
  // each: it cannot be replayed once one of them is erased. NOT_FOUND where one is erased already.
  absl::Status Finish(mysql::Connection& connection, const Key& key, const google::protobuf::Message& reply) const;
  // A reply in which nothing is personal but names of resources: kept as it is.
  absl::Status FinishInClear(mysql::Connection& connection, const Key& key, std::string_view reply) const;
  // Removes up to `rows_max` requests older than 400 days. The value: how many.
  absl::StatusOr<int64_t> RemoveOld(mysql::Connection& connection, int rows_max) const;

 private:
  absl::Status Store(mysql::Connection& connection, const Key& key, std::string_view reply,
                     std::string_view subjects) const;

  std::string column_, insert_, select_, update_, remove_;
};

}  // namespace shortbreaks::idempotency
