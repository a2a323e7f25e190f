// Reads: records, lists, searches.
#include <absl/container/flat_hash_map.h>
#include <absl/strings/str_cat.h>

#include <cmath>

#include "availability/access.h"
#include "availability/mysql_store.h"
#include "availability/search_sql.h"
#include "availability/text_position.h"
#include "errors/errors.h"

namespace shortbreaks::availability {
namespace {

using mysql::Bytes;
using mysql::Parameters;

constexpr char kOneProvider[] = " FROM providers p WHERE p.council_id = ? AND p.provider_id = ?";
constexpr char kOneActivity[] = " FROM activities a WHERE a.council_id = ? AND a.activity_id = ?";
constexpr char kOneOffer[] =
    " FROM sessions s JOIN activities a ON a.council_id = s.council_id AND a.activity_id = s.activity_id "
    "JOIN providers p ON p.council_id = s.council_id AND p.provider_id = s.provider_id "
    "WHERE s.council_id = ? AND s.session_id = ?";

constexpr char kProvidersFrom[] =
    " FROM providers p WHERE p.council_id = ? AND p.display_name >= ? AND (p.display_name > ? OR p.provider_id > ?) ";
constexpr char kProvidersWithKey[] = "AND p.external_id = ? ";
constexpr char kProvidersOrder[] = "ORDER BY p.display_name, p.provider_id LIMIT ?";
constexpr char kActivitiesFrom[] =
    " FROM activities a WHERE a.council_id = ? AND a.title >= ? AND (a.title > ? OR a.activity_id > ?) ";
constexpr char kActivitiesOfProvider[] = "AND a.provider_id = ? ";
constexpr char kActivitiesWithKey[] = "AND a.external_id = ? ";
constexpr char kActivitiesOrder[] = "ORDER BY a.title, a.activity_id LIMIT ?";

constexpr char kTimetable[] =
    " FROM sessions s FORCE INDEX (sessions_by_provider) "
    "STRAIGHT_JOIN activities a ON a.council_id = s.council_id AND a.activity_id = s.activity_id "
    "STRAIGHT_JOIN providers p ON p.council_id = s.council_id AND p.provider_id = s.provider_id "
    "WHERE s.council_id = ? AND s.provider_id = ? AND s.start_time >= ? AND (s.start_time > ? OR s.session_id > ?) "
    "AND s.start_time < ? AND ((1 << s.state) & ?) <> 0 AND (? OR s.activity_id = ?) "
    "ORDER BY s.start_time, s.session_id LIMIT ?";

constexpr char kAvailability[] =
    " , NOW(6) FROM sessions s WHERE s.council_id = ? AND s.state <> 1 AND s.session_id IN ";

// A search for what is rare looks at so many sessions of its window at a time, and then at no more for this page: what
// a page costs is bounded, however many sessions there are.
constexpr int kSearchSlices[] = {250, 250, 500, 2'000, 10'000};

// One more than the page still takes tells whether anything follows.
int RowsLeft(const Page& page, const OfferPage& result) {
  return page.size + 1 - static_cast<int>(result.offers.size());
}

absl::StatusOr<std::optional<SearchPosition>> SliceEnd(mysql::Pool& pool, const rpc::Call& call,
                                                       const SessionQuery& query, const SearchPosition& from,
                                                       int sessions) {
  const Statement statement = SliceStatement(call.principal.council_id, query, from, sessions);
  auto rows = pool.Query(call.deadline, statement.sql, statement.parameters);
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  return SearchPosition{rows->front().Time(0), from.window_end, rows->front().Text(1)};
}

}  // namespace

absl::StatusOr<std::optional<v1::Provider>> MysqlStore::ReadProvider(const rpc::Call& call,
                                                                     const ids::Uuid& provider_id) {
  auto rows = pool_.Query(call.deadline, absl::StrCat("SELECT ", kProviderColumns, kOneProvider),
                          {call.principal.council_id, Bytes{provider_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  return ToProto(ReadProviderRow(rows->front()));
}

absl::StatusOr<std::optional<v1::Activity>> MysqlStore::ReadActivity(const rpc::Call& call,
                                                                     const ids::Uuid& activity_id) {
  auto rows = pool_.Query(call.deadline, absl::StrCat("SELECT ", kActivityColumns, kOneActivity),
                          {call.principal.council_id, Bytes{activity_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  return ToProto(ReadActivityRow(rows->front()));
}

absl::StatusOr<std::optional<v1::SessionOffer>> MysqlStore::ReadOffer(const rpc::Call& call,
                                                                      const ids::Uuid& session_id,
                                                                      capacity::Ratio ratio) {
  auto rows = pool_.Query(call.deadline, absl::StrCat("SELECT ", kOfferColumns, kOneOffer),
                          {call.principal.council_id, Bytes{session_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  SessionRecord session;
  v1::SessionOffer offer = ReadOfferRow(rows->front(), &session, ratio);
  if (!MaySee(call, session)) return std::nullopt;
  return offer;
}

absl::StatusOr<ProviderPage> MysqlStore::ListProviders(const rpc::Call& call, const std::string& external_id,
                                                       const Page& page) {
  auto from = TextPosition::Parse(page.position);
  if (!from.ok()) return from.status();
  std::string sql = absl::StrCat("SELECT ", kProviderColumns, kProvidersFrom);
  Parameters parameters = {call.principal.council_id, from->text, from->text, Bytes{from->id}};
  if (!external_id.empty()) {
    sql += kProvidersWithKey;
    parameters.push_back(external_id);
  }
  parameters.push_back(int64_t{page.size + 1});
  auto rows = pool_.Query(call.deadline, sql + kProvidersOrder, parameters);
  if (!rows.ok()) return rows.status();
  ProviderPage result;
  for (const mysql::Row& row : *rows) {
    if (static_cast<int>(result.providers.size()) == page.size) {
      const ProviderRecord last = ReadProviderRow((*rows)[result.providers.size() - 1]);
      result.next = TextPosition{last.display_name, last.id}.Text();
      break;
    }
    result.providers.push_back(ToProto(ReadProviderRow(row)));
  }
  return result;
}

absl::StatusOr<ActivityPage> MysqlStore::ListActivities(const rpc::Call& call, const ids::Uuid& provider_id,
                                                        const std::string& external_id, const Page& page) {
  auto from = TextPosition::Parse(page.position);
  if (!from.ok()) return from.status();
  std::string sql = absl::StrCat("SELECT ", kActivityColumns, kActivitiesFrom);
  Parameters parameters = {call.principal.council_id, from->text, from->text, Bytes{from->id}};
  if (!provider_id.empty()) {
    sql += kActivitiesOfProvider;
    parameters.push_back(Bytes{provider_id});
  }
  if (!external_id.empty()) {
    sql += kActivitiesWithKey;
    parameters.push_back(external_id);
  }
  parameters.push_back(int64_t{page.size + 1});
  auto rows = pool_.Query(call.deadline, sql + kActivitiesOrder, parameters);
  if (!rows.ok()) return rows.status();
  ActivityPage result;
  for (const mysql::Row& row : *rows) {
    if (static_cast<int>(result.activities.size()) == page.size) {
      const ActivityRecord last = ReadActivityRow((*rows)[result.activities.size() - 1]);
      result.next = TextPosition{last.title, last.id}.Text();
      break;
    }
    result.activities.push_back(ToProto(ReadActivityRow(row)));
  }
  return result;
}

absl::StatusOr<OfferPage> MysqlStore::Search(const rpc::Call& call, const SessionQuery& query, const Page& page) {
  SearchPosition from{query.start_time, query.end_time, {}};
  if (!page.position.empty()) {
    auto position = SearchPosition::Parse(page.position);
    if (!position.ok()) return position.status();
    from = *std::move(position);
  }
  OfferPage result;
  for (const int slice : kSearchSlices) {
    const absl::Time first = FirstStart(query, from.start_time);
    if (first > from.start_time) from = {first, from.window_end, {}};
    Statement statement = SearchStatement(call.principal.council_id, query, from, RowsLeft(page, result));
    std::optional<SearchPosition> slice_end;
    if (statement.selective) {
      auto end = SliceEnd(pool_, call, query, from, slice);
      if (!end.ok()) return end.status();
      slice_end = *std::move(end);
      statement = SearchStatement(call.principal.council_id, query, from, RowsLeft(page, result), slice_end);
    }
    auto rows = pool_.Query(call.deadline, statement.sql, statement.parameters);
    if (!rows.ok()) return rows.status();
    for (const mysql::Row& row : *rows) {
      if (static_cast<int>(result.offers.size()) == page.size) {
        result.next = from.Text();
        return result;
      }
      SessionRecord session;
      v1::SessionOffer& offer = result.offers.emplace_back(ReadOfferRow(row, &session, query.Ratio()));
      from.start_time = session.start_time;
      from.session_id = session.id;
      if (!row.IsNull(kOfferColumnCount)) {
        offer.set_distance_metres(static_cast<int32_t>(std::lround(row.Double(kOfferColumnCount))));
      }
    }
    if (!slice_end) return result;
    from = *std::move(slice_end);
  }
  result.next = from.Text();
  return result;
}

absl::StatusOr<OfferPage> MysqlStore::ListSessions(const rpc::Call& call, const TimetableQuery& query,
                                                   const Page& page) {
  SearchPosition from{query.start_time, query.end_time, {}};
  if (!page.position.empty()) {
    auto position = SearchPosition::Parse(page.position);
    if (!position.ok()) return position.status();
    from = *std::move(position);
  }
  auto rows = pool_.Query(call.deadline, absl::StrCat("SELECT ", kOfferColumns, kTimetable),
                          {call.principal.council_id, Bytes{query.provider_id}, from.start_time, from.start_time,
                           Bytes{from.session_id}, from.window_end, query.states, int64_t{query.activity_id.empty()},
                           Bytes{query.activity_id}, int64_t{page.size + 1}});
  if (!rows.ok()) return rows.status();
  OfferPage result;
  for (const mysql::Row& row : *rows) {
    if (static_cast<int>(result.offers.size()) == page.size) {
      result.next = from.Text();
      break;
    }
    SessionRecord session;
    result.offers.push_back(ReadOfferRow(row, &session, capacity::Ratio{}));
    from.start_time = session.start_time;
    from.session_id = session.id;
  }
  return result;
}

absl::StatusOr<std::vector<v1::Availability>> MysqlStore::BatchGet(const rpc::Call& call,
                                                                   const std::vector<ids::Uuid>& session_ids,
                                                                   capacity::Ratio ratio) {
  Parameters parameters = {call.principal.council_id};
  std::vector<mysql::Parameter> keys;
  for (const ids::Uuid& id : session_ids) keys.push_back(Bytes{id});
  const std::string list = InList(keys, parameters);
  auto rows = pool_.Query(call.deadline, absl::StrCat("SELECT ", kSessionColumns, kAvailability, list), parameters);
  if (!rows.ok()) return rows.status();
  absl::flat_hash_map<ids::Uuid, v1::Availability> found;
  for (const mysql::Row& row : *rows) {
    const SessionRecord session = ReadSessionRow(row);
    v1::Availability& availability = found[session.id];
    availability.set_found(true);
    availability.set_state(session.state);
    availability.set_places(static_cast<int32_t>(session.places));
    const absl::Time now = row.Time(kSessionColumnCount);
    availability.set_free_places(static_cast<int32_t>(session.FreePlaces(now, ratio)));
    availability.set_bookable(session.BookingIsOpen(now) && availability.free_places() > 0);
  }
  std::vector<v1::Availability> result;
  for (const ids::Uuid& id : session_ids) {
    result.push_back(found.contains(id) ? found[id] : v1::Availability());
    result.back().set_session(ids::ResourceName("sessions", id));
  }
  return result;
}

absl::StatusOr<int64_t> MysqlStore::ForgetOldRequests(absl::Time deadline, int rows_max) {
  auto lease = pool_.Acquire(deadline);
  if (!lease.ok()) return lease.status();
  return requests_.RemoveOld(**lease, rows_max);
}

}  // namespace shortbreaks::availability
