// What a feed shows, asked each time that it is read.
#include <absl/strings/str_cat.h>

#include "calendars/secret.h"
#include "calendars/store.h"

namespace shortbreaks::calendars {
namespace {

using mysql::Bytes;

constexpr int64_t kEventsMax = 1'000;

// The app that had the address made knows it: it is read no longer than the carer's consent stands.
constexpr std::string_view kFind =
    "SELECT council_id, feed_id, carer_id, provider_id, all_children, show_titles FROM calendar_feeds "
    "f WHERE secret_hash = ? AND revoke_time IS NULL AND (app = '' OR EXISTS (SELECT 1 FROM partner_consents p "
    "  WHERE p.council_id = f.council_id AND p.carer_id = f.carer_id AND p.partner_id = f.app "
    "  AND p.withdraw_time IS NULL))";

constexpr char kSession[] =
    "v.session_id, v.start_time, v.end_time, v.state, v.places, v.places_taken, v.details_version, v.title, "
    "v.venue_name, v.venue_address, v.venue_postcode, v.provider_name";
constexpr size_t kSessionColumns = 12;

// From two months ago on. A hold or an offer (1, 8) shows until its time is over, what was cancelled (5, 6, 7) or could
// not be met (10) for 30 days after, a hold that was let go (3, 4) no more.
constexpr char kPlaces[] =
    ", b.booking_id, b.state, b.version, b.update_time FROM care_authorities c "
    "JOIN bookings b ON b.council_id = c.council_id AND b.child_id = c.child_id "
    "JOIN session_details v ON v.council_id = b.council_id AND v.session_id = b.session_id "
    "WHERE c.council_id = ? AND c.carer_id = ? AND c.revoke_time IS NULL AND c.kind IN (1, 2) "
    "AND (? OR EXISTS (SELECT 1 FROM calendar_feed_children f WHERE f.council_id = c.council_id AND f.feed_id = ? "
    "  AND f.child_id = c.child_id)) "
    "AND b.start_time > NOW(6) - INTERVAL 60 DAY "
    "AND (b.state IN (2, 9, 11, 12, 13, 14) OR (b.state IN (1, 8) AND b.hold_expire_time > NOW(6)) "
    "  OR (b.state IN (5, 6, 7, 10) AND b.update_time > NOW(6) - INTERVAL 30 DAY)) "
    "ORDER BY b.start_time, b.booking_id LIMIT ?";

// All but drafts (1); one that was called off (4) until 30 days after it was to be.
constexpr char kSessions[] =
    ", (SELECT CAST(COALESCE(SUM(b.version), 0) AS SIGNED) FROM bookings b WHERE b.council_id = v.council_id "
    "  AND b.session_id = v.session_id), "
    "(SELECT MAX(b.update_time) FROM bookings b WHERE b.council_id = v.council_id AND b.session_id = v.session_id) "
    "FROM session_details v WHERE v.council_id = ? AND v.provider_id = ? AND v.state <> 1 "
    "AND v.start_time > NOW(6) - INTERVAL 60 DAY AND (v.state <> 4 OR v.start_time > NOW(6) - INTERVAL 30 DAY) "
    "ORDER BY v.start_time, v.session_id LIMIT ?";

Session ReadSession(const mysql::Row& row) {
  return {.session_id = row.Text(0),
          .start = row.Time(1),
          .end = row.Time(2),
          .state = static_cast<int>(row.Int(3)),
          .places = static_cast<int>(row.Int(4)),
          .places_taken = static_cast<int>(row.Int(5)),
          .details_version = row.Int(6),
          .title = row.Text(7),
          .venue_name = row.Text(8),
          .venue_address = row.Text(9),
          .venue_postcode = row.Text(10),
          .provider_name = row.Text(11)};
}

// A UUIDv7 begins with the milliseconds of its making.
absl::Time MadeAt(const ids::Uuid& id) {
  int64_t milliseconds = 0;
  for (size_t i = 0; i < 6; ++i) milliseconds = milliseconds << 8 | static_cast<unsigned char>(id[i]);
  return absl::FromUnixMillis(milliseconds);
}

}  // namespace

absl::StatusOr<std::optional<Feed>> FeedStore::Find(absl::Time deadline, const std::string& secret) {
  auto rows = pool_.Query(deadline, kFind, {Bytes{HashOfSecret(secret)}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  const mysql::Row& row = rows->front();
  Feed feed{.council_id = row.Text(0), .feed_id = row.Text(1)};
  if (!row.IsNull(2)) feed.owner.carer_id = row.Text(2);
  if (!row.IsNull(3)) feed.owner.provider_id = row.Text(3);
  feed.all_children = row.Int(4) != 0;
  feed.show_titles = row.Int(5) != 0;
  return feed;
}

absl::StatusOr<std::vector<FamilyPlace>> FeedStore::PlacesOf(absl::Time deadline, const Feed& feed) {
  static const std::string kSql = absl::StrCat("SELECT ", kSession, kPlaces);
  auto rows = pool_.Query(
      deadline, kSql,
      {feed.council_id, Bytes{feed.owner.carer_id}, int64_t{feed.all_children}, Bytes{feed.feed_id}, kEventsMax});
  if (!rows.ok()) return rows.status();
  std::vector<FamilyPlace> places;
  for (const mysql::Row& row : *rows) {
    places.push_back({.booking_id = row.Text(kSessionColumns),
                      .state = static_cast<int>(row.Int(kSessionColumns + 1)),
                      .version = row.Int(kSessionColumns + 2),
                      .update_time = row.Time(kSessionColumns + 3),
                      .session = ReadSession(row)});
  }
  return places;
}

absl::StatusOr<std::vector<ProviderSession>> FeedStore::SessionsOf(absl::Time deadline, const Feed& feed) {
  static const std::string kSql = absl::StrCat("SELECT ", kSession, kSessions);
  auto rows = pool_.Query(deadline, kSql, {feed.council_id, Bytes{feed.owner.provider_id}, kEventsMax});
  if (!rows.ok()) return rows.status();
  std::vector<ProviderSession> sessions;
  for (const mysql::Row& row : *rows) {
    Session session = ReadSession(row);
    const absl::Time made = MadeAt(session.session_id);
    sessions.push_back({.session = std::move(session),
                        .bookings_version = row.Int(kSessionColumns),
                        .update_time = row.IsNull(kSessionColumns + 1) ? made : row.Time(kSessionColumns + 1)});
  }
  return sessions;
}

}  // namespace shortbreaks::calendars
