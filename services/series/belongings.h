// What the sessions of a series have beside it, a room and staff by name, when the series changes: a moved session's
// room must be free at its new time, and its staff are worked out anew.
#pragma once

#include <absl/status/statusor.h>

#include <vector>

#include "availability/mysql_staffing.h"
#include "availability/room_locks.h"
#include "mysql/connection.h"
#include "rpc/call.h"
#include "series/change.h"

namespace shortbreaks::series {

// Held from before the sessions' own rows are locked, since staff and rooms come first in the order of locks.
struct Belongings {
  availability::IdSet shifts;
  availability::Rooms rooms;
};
// Of those sessions of the series whose day is `from` or later, or of the one session.
absl::StatusOr<Belongings> HoldBelongings(mysql::Connection& connection, const std::string& council,
                                          const ids::Uuid& series_id, absl::CivilDay from);
absl::StatusOr<Belongings> HoldBelongingsOf(mysql::Connection& connection, const std::string& council,
                                            const ids::Uuid& session_id);

// Once the changed sessions are written. ROOM_TAKEN, INVALID_REQUEST where a room takes fewer places, STATE_FORBIDS
// where somebody would be on shift twice; CONTENTION where a room or a shift was given meanwhile.
absl::Status SettleBelongings(mysql::Connection& connection, const rpc::Call& call, const SessionChanges& changes,
                              const Belongings& held, std::vector<availability::Change>& told);

}  // namespace shortbreaks::series
