// Venues and rooms as they are kept, and which session has which room. Every change is one transaction with its request
// row, outbox events and audit records. Blocking, thread-safe.
#pragma once

#include <absl/status/statusor.h>

#include <optional>
#include <string>
#include <vector>

#include "availability/mysql_store.h"

namespace shortbreaks::availability {

struct VenuePage {
  std::vector<v1::ListedVenue> venues;
  std::string next;  // empty on the last page
};
struct RoomPage {
  std::vector<v1::Room> rooms;
  std::string next;
};
struct RoomUsePage {
  std::vector<v1::RoomUse> uses;
  std::string next;
};

class Venues {
 public:
  explicit Venues(mysql::Pool& pool) : pool_(pool), requests_("availability_requests") {}

  absl::StatusOr<v1::ListedVenue> Create(const rpc::Call& call, const RequestMark& mark, VenueRecord venue);
  // NOT_FOUND, ETAG_MISMATCH.
  absl::StatusOr<v1::ListedVenue> Update(const rpc::Call& call, const RequestMark& mark, VenueRecord venue,
                                         const std::string& etag);
  // NOT_FOUND (the venue).
  absl::StatusOr<v1::Room> CreateRoom(const rpc::Call& call, const RequestMark& mark, RoomRecord room);
  // NOT_FOUND, ETAG_MISMATCH, INVALID_REQUEST (another venue).
  absl::StatusOr<v1::Room> UpdateRoom(const rpc::Call& call, const RequestMark& mark, RoomRecord room,
                                      const std::string& etag);
  // `room_id` is empty where the session gives its room up. NOT_FOUND, ETAG_MISMATCH, SESSION_CANCELLED,
  // SESSION_STARTED, ROOM_TAKEN, INVALID_REQUEST (no such room, or it takes fewer places).
  absl::StatusOr<v1::Session> SetRoom(const rpc::Call& call, const RequestMark& mark, const ids::Uuid& session_id,
                                      const ids::Uuid& room_id, const std::string& etag);

  // Nothing where there is none.
  absl::StatusOr<std::optional<v1::ListedVenue>> Read(const rpc::Call& call, const ids::Uuid& venue_id);
  absl::StatusOr<std::optional<v1::Room>> ReadRoom(const rpc::Call& call, const ids::Uuid& room_id);
  absl::StatusOr<VenuePage> List(const rpc::Call& call, const Page& page);
  // NOT_FOUND (the venue).
  absl::StatusOr<RoomPage> ListRooms(const rpc::Call& call, const ids::Uuid& venue_id, const Page& page);
  // Those that start at `from` or later. NOT_FOUND (the room).
  absl::StatusOr<RoomUsePage> ListUses(const rpc::Call& call, const ids::Uuid& room_id, absl::Time from,
                                       const Page& page);

 private:
  mysql::Pool& pool_;
  idempotency::Requests requests_;
};

}  // namespace shortbreaks::availability
