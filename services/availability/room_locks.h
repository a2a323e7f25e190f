// No two sessions have a room at one time. Whoever gives a session a room, or moves one that has a room, locks the
// rooms first, then the sessions, and asks under those locks.
#pragma once

#include <absl/container/flat_hash_map.h>
#include <absl/status/statusor.h>

#include <span>

#include "availability/records.h"
#include "mysql/connection.h"
#include "rpc/call.h"

namespace shortbreaks::availability {

using Rooms = absl::flat_hash_map<ids::Uuid, RoomRecord>;

// Locks the rooms of `sessions` to the end of the transaction, in one order; before any session is locked.
// INVALID_REQUEST where there is no such room, or it takes fewer places than a session has.
absl::StatusOr<Rooms> LockRooms(mysql::Connection& connection, const std::string& council_id,
                                std::span<const SessionRecord> sessions);

// ROOM_TAKEN where another session, not called off, has this one's room at its time, or nearer to it than the room's
// buffer. `session` in the metadata names the other where the caller may see it; `external_id` is this one's own key.
absl::Status CheckRoomIsFree(mysql::Connection& connection, const rpc::Call& call, const Rooms& locked,
                             const SessionRecord& session);

// Both for one session, which may have no room.
absl::Status TakeRoom(mysql::Connection& connection, const rpc::Call& call, const SessionRecord& session);

// INVALID_REQUEST where a session that has a room would get more places than the room takes.
absl::Status CheckPlacesFit(mysql::Connection& connection, const std::string& council_id, const SessionRecord& session,
                            int64_t places);

}  // namespace shortbreaks::availability
