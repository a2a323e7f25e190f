// Records as rows, for the parts of the MySQL store.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "availability/records.h"
#include "mysql/connection.h"
#include "mysql/insert_rows.h"
#include "rpc/call.h"

namespace shortbreaks::availability {

// The columns of each record in the order that Read…Row takes them, for `FROM providers p`, `activities a` and
// `sessions s`; and how many they are.
inline constexpr char kProviderColumns[] = "p.provider_id, p.external_id, p.display_name, p.version";
inline constexpr char kActivityColumns[] =
    "a.activity_id, a.provider_id, a.external_id, a.title, a.summary, a.tier, a.age_min_years, a.age_max_years, "
    "a.ratio_staff, a.ratio_children, a.needs_met, a.venue_name, a.venue_address, a.venue_postcode, "
    "a.latitude_degrees, a.longitude_degrees, a.accessibility, a.notice_hours, a.price_pence, a.version, "
    "a.needs_match_hours, a.waiting_order";
inline constexpr char kSessionColumns[] =
    "s.session_id, s.activity_id, s.provider_id, s.external_id, s.start_time, s.end_time, s.booking_open_time, "
    "s.booking_close_time, s.charge_minutes, s.charge_nights, s.state, s.cancel_reason, s.places, s.places_taken, "
    "s.version, s.staff, s.staff_shares_taken, s.trained_for, s.reserve_places, s.reserve_release_time, "
    "(SELECT GROUP_CONCAT(CONCAT_WS(' ', r.ratio_staff, r.ratio_children, r.children_max, r.children_taken) "
    "  ORDER BY r.ratio_staff / r.ratio_children DESC) FROM session_ratio_caps r "
    "  WHERE r.council_id = s.council_id AND r.session_id = s.session_id), s.room_id, s.programme_id, s.series_id";
// A session, its activity, the provider's name and the store's time.
inline constexpr char kOfferColumns[] =
    "s.session_id, s.activity_id, s.provider_id, s.external_id, s.start_time, s.end_time, s.booking_open_time, "
    "s.booking_close_time, s.charge_minutes, s.charge_nights, s.state, s.cancel_reason, s.places, s.places_taken, "
    "s.version, s.staff, s.staff_shares_taken, s.trained_for, s.reserve_places, s.reserve_release_time, "
    "(SELECT GROUP_CONCAT(CONCAT_WS(' ', r.ratio_staff, r.ratio_children, r.children_max, r.children_taken) "
    "  ORDER BY r.ratio_staff / r.ratio_children DESC) FROM session_ratio_caps r "
    "  WHERE r.council_id = s.council_id AND r.session_id = s.session_id), s.room_id, s.programme_id, s.series_id, "
    "a.activity_id, a.provider_id, a.external_id, a.title, a.summary, a.tier, a.age_min_years, "
    "a.age_max_years, a.ratio_staff, a.ratio_children, a.needs_met, a.venue_name, a.venue_address, a.venue_postcode, "
    "a.latitude_degrees, a.longitude_degrees, a.accessibility, a.notice_hours, a.price_pence, a.version, "
    "a.needs_match_hours, a.waiting_order, p.display_name, NOW(6)";
inline constexpr size_t kActivityColumnCount = 22;
inline constexpr size_t kSessionColumnCount = 24;
inline constexpr size_t kOfferColumnCount = 48;

ProviderRecord ReadProviderRow(const mysql::Row& row);
// `at`: the record's first column.
ActivityRecord ReadActivityRow(const mysql::Row& row, size_t at = 0);
SessionRecord ReadSessionRow(const mysql::Row& row);
// free_places and bookable are for children with the ratio.
v1::SessionOffer ReadOfferRow(const mysql::Row& row, SessionRecord* session = nullptr,
                              capacity::Ratio ratio = capacity::kLeastSupport);

// Writes records as they stand. A duplicate key is left to the caller: mysql::FaultOf.
absl::Status Insert(mysql::Connection& connection, const std::string& council_id,
                    std::span<const ProviderRecord> providers);
absl::Status Insert(mysql::Connection& connection, const std::string& council_id,
                    std::span<const ActivityRecord> activities);
absl::Status Insert(mysql::Connection& connection, const std::string& council_id,
                    std::span<const SessionRecord> sessions);

// Changes the record whose version is one below, to what it says. The value: 1, or 0 where the record was changed
// meanwhile. A session whose times would change while it has bookings is 0 too.
absl::StatusOr<int64_t> Update(mysql::Connection& connection, const std::string& council_id,
                               const ProviderRecord& provider);
absl::StatusOr<int64_t> Update(mysql::Connection& connection, const std::string& council_id,
                               const ActivityRecord& activity);
absl::StatusOr<int64_t> Update(mysql::Connection& connection, const std::string& council_id,
                               const SessionRecord& session);

// The staff's shares that a session has; more than any bookings take where staff are not counted.
int64_t SharesOffered(const SessionRecord& session);

// Makes a session's caps those of the record, each with the children that it counts now; those that are above it are
// kept. Under the session's lock, in a transaction that gives the session a new version.
absl::Status ReplaceCaps(mysql::Connection& connection, const std::string& council_id, const SessionRecord& session);

// Gives the sessions of an activity that have not begun a new version: what a booking stands on has changed.
absl::Status RenewFutureSessions(mysql::Connection& connection, const std::string& council_id,
                                 const ids::Uuid& activity_id);

// An event for partners and an audit record for each change of this call.
struct Change {
  std::string_view event_type;  // `session.published`
  std::string subject;          // `sessions/{uuid}`
  int64_t version = 1;
};
absl::Status Record(mysql::Connection& connection, const rpc::Call& call, std::string_view method,
                    std::span<const Change> changes);

// Text or an id that may be null, as empty where it is.
std::string TextOrEmpty(const mysql::Row& row, size_t column);

using mysql::InsertRows;

// `(?, …)` for up to 256 keys, which it adds to `parameters`, some of them more than once: the sizes are few, so that
// the statements stay prepared.
inline constexpr size_t kInListMax = 256;
std::string InList(std::span<const mysql::Parameter> keys, mysql::Parameters& parameters);

// Runs `select`, which ends with `IN ` and goes on with `rest`, for all of `keys`, kInListMax at a time. The council is
// its first parameter.
absl::StatusOr<mysql::Rows> SelectIn(mysql::Connection& connection, const std::string& council_id,
                                     std::string_view select, std::span<const mysql::Parameter> keys,
                                     std::string_view rest = {});

}  // namespace shortbreaks::availability
