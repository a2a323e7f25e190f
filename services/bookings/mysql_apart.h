// Children who must not be in a session together, for the parts of the MySQL store that give places.
#pragma once

#include <string>

#include "ids/uuid.h"
#include "mysql/connection.h"

namespace shortbreaks::bookings {

// Whether the child must be kept apart from anybody, as a column of a select; its parameters are the council and the
// child, twice. True under the child's lock until the end: recording a pair takes that lock too. Not bound to the
// select's own tables, so that the database looks the one child up.
inline constexpr char kIsKeptApart[] =
    "(EXISTS (SELECT 1 FROM apart_from k WHERE k.council_id = ? AND k.child_id = ?) "
    "OR EXISTS (SELECT 1 FROM apart_from k WHERE k.council_id = ? AND k.other_child_id = ?))";

// NEEDS_TEAM_DECISION where a child that must be kept apart from `child_id` has a place in the session; never who, nor
// why. Whoever takes a place asks once the session's row is locked: then nobody else is taking one.
absl::Status RefuseKeptApart(mysql::Connection& connection, const std::string& council, const ids::Uuid& child_id,
                             const ids::Uuid& session_id);

// What a family hears of it.
absl::Status KeptApart();

}  // namespace shortbreaks::bookings
