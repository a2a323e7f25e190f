// What the store reads, outside transactions.
#include <absl/strings/str_cat.h>

#include "bookings/mysql_rows.h"
#include "bookings/mysql_store.h"
#include "bookings/position.h"
#include "errors/errors.h"
#include "idempotency/stored_reply.h"
#include "relations/relations.h"
#include "sealing/sealed_row.h"
#include "wire/times.h"

namespace shortbreaks::bookings {
namespace {

using errors::Error;
using mysql::Bytes;

// A look is two statements, and the second is left out where the first has the answer: in a rush nearly all are told
// that the session is full, which does not depend on the child. Each index is named: to weigh the many of bookings
// against each other takes longer than to read the rows.
constexpr std::string_view kGlanceAtSession =
    "SELECT s.state, s.version, s.places, s.start_time, s.end_time, s.booking_open_time, "
    "s.booking_close_time, s.notice_hours, s.provider_id, NOW(6), r.reply, r.request_hash, r.subjects, "
    "(SELECT b.booking_id FROM bookings b FORCE INDEX (bookings_one_live_place) WHERE b.council_id = s.council_id "
    "  AND b.child_id = ? AND b.live_session_id = s.session_id "
    "  AND (b.state NOT IN (1, 8) OR b.hold_expire_time > NOW(6))), "
    "EXISTS (SELECT 1 FROM bookings e FORCE INDEX (bookings_by_session) WHERE e.council_id = s.council_id "
    "  AND e.session_id = s.session_id AND e.state IN (1, 8) AND e.hold_expire_time <= NOW(6)), "
    "s.places_taken, IF(s.reserve_release_time <= NOW(6), 0, s.reserve_places), s.staff, s.staff_shares_taken, "
    "s.trained_for, s.needs_match_hours, s.activity_id "
    "FROM session_offers s LEFT JOIN bookings_requests r ON r.council_id = s.council_id AND r.partner_id = ? "
    "AND r.method = ? AND r.request_id = ? "
    "WHERE s.council_id = ? AND s.session_id = ? AND s.state <> 1";
constexpr std::string_view kGlanceAtChild =
    "SELECT u.ratio_staff, u.ratio_children, COALESCE(u.trained_needs, 0), "
    "(SELECT MIN(r.children_max - r.children_taken) FROM session_ratio_caps r WHERE r.council_id = u.council_id "
    "  AND r.session_id = ? AND u.ratio_staff * r.ratio_children >= r.ratio_staff * u.ratio_children), "
    "EXISTS (SELECT 1 FROM bookings c FORCE INDEX (bookings_by_child) WHERE c.council_id = u.council_id "
    "  AND c.child_id = u.child_id AND c.state IN (1, 8) AND c.hold_expire_time <= NOW(6)) "
    "FROM child_support u WHERE u.council_id = ? AND u.child_id = ?";
constexpr std::string_view kLimitedAuthority =
    "SELECT 1 FROM care_authorities WHERE council_id = ? AND child_id = ? AND carer_id = ? AND revoke_time IS NULL "
    "AND kind IN (1, 2)";
constexpr char kChild[] = "SELECT 1 FROM children c WHERE c.council_id = ? AND c.child_id = ? AND ";
constexpr std::string_view kProvider = "SELECT provider_id FROM session_offers WHERE council_id = ? AND session_id = ?";
constexpr std::string_view kAllocationChild =
    "SELECT child_id FROM allocations WHERE council_id = ? AND allocation_id = ?";
constexpr char kBalances[] =
    "SELECT a.allocation_id, a.unit, a.granted, a.window_start, a.window_end, "
    "(SELECT CAST(COALESCE(-SUM(h.amount), 0) AS SIGNED) FROM ledger_postings h WHERE h.council_id = a.council_id "
    "  AND h.allocation_id = a.allocation_id AND h.kind IN (2, 3)), "
    "(SELECT CAST(COALESCE(-SUM(d.amount), 0) AS SIGNED) FROM ledger_postings d WHERE d.council_id = a.council_id "
    "  AND d.allocation_id = a.allocation_id AND d.kind IN (4, 5, 6, 10, 11)) "
    "FROM allocations a WHERE a.council_id = ? AND a.child_id = ? AND ";
constexpr char kBalancesOrder[] = " ORDER BY a.window_start DESC, a.allocation_id";
constexpr char kLedger[] =
    "SELECT l.entry_id, l.booking_id, l.kind, l.amount, l.create_time, l.actor, l.reason, a.child_id, a.council_id, "
    "(SELECT k.wrapped_key FROM data_keys k WHERE k.council_id = a.council_id AND k.subject_id = a.child_id) "
    "FROM ledger l JOIN allocations a ON a.council_id = l.council_id AND a.allocation_id = l.allocation_id "
    "WHERE l.council_id = ? AND l.allocation_id = ? AND (l.create_time > ? OR (l.create_time = ? AND l.entry_id > ?)) "
    "AND ";
constexpr char kLedgerOrder[] = " ORDER BY l.create_time, l.entry_id LIMIT ?";

// `state` as a bit set, so that one prepared statement serves every choice of states.
constexpr char kListOfChild[] =
    " FROM bookings b WHERE b.council_id = ? AND b.child_id = ? AND b.start_time >= ? "
    "AND (b.start_time > ? OR b.booking_id > ?) AND (1 << b.state) & ? <> 0 AND ";
constexpr char kListOfChildOrder[] = " ORDER BY b.start_time, b.booking_id LIMIT ?";
constexpr char kListOfSession[] =
    " FROM bookings b WHERE b.council_id = ? AND b.session_id = ? AND b.booking_id > ? AND (1 << b.state) & ? <> 0 "
    "AND ";
constexpr char kListOfSessionOrder[] = " ORDER BY b.booking_id LIMIT ?";
constexpr char kListChanged[] =
    " FROM bookings b WHERE b.council_id = ? AND b.update_time >= ? AND (b.update_time > ? OR b.booking_id > ?) "
    "AND b.update_time < NOW(6) - INTERVAL ? MICROSECOND AND (1 << b.state) & ? <> 0 AND ";
constexpr char kListChangedOrder[] = " ORDER BY b.update_time, b.booking_id LIMIT ?";

int64_t StateBits(const std::vector<int>& states) {
  if (states.empty()) return -1;
  int64_t bits = 0;
  for (int state : states) bits |= int64_t{1} << state;
  return bits;
}

absl::StatusOr<std::optional<std::string>> ReplyIn(const mysql::Row& row, size_t column, const RequestMark& mark) {
  if (row.IsNull(column)) return std::nullopt;
  if (row.Text(column + 1) != mark.hash) return Error(type::v1::ERROR_REASON_REQUEST_ID_REUSED);
  return row.Text(column);
}

absl::StatusOr<bool> AnyRow(absl::StatusOr<mysql::Rows> rows) {
  if (!rows.ok()) return rows.status();
  return !rows->empty();
}

absl::StatusOr<std::optional<ids::Uuid>> OneId(absl::StatusOr<mysql::Rows> rows) {
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  return rows->front().Text(0);
}

// One statement, so that an account and its ledger are seen at one instant. 1, 2, 6 and 9 are HELD, CONFIRMED,
// CANCELLED_LATE and REQUESTED: a booking stands for its charge, for what was forfeited of it once it was cancelled
// late, and for what the register settled once that is marked.
constexpr char kAccounts[] =
    "SELECT a.allocation_id, a.granted, a.committed, "
    "(SELECT COALESCE(SUM(g.amount), 0) FROM ledger_grants g WHERE g.council_id = a.council_id "
    "  AND g.allocation_id = a.allocation_id), "
    "(SELECT COUNT(*) FROM ledger_grants g WHERE g.council_id = a.council_id AND g.allocation_id = a.allocation_id), "
    "(SELECT COALESCE(SUM(p.amount), 0) FROM ledger_postings p WHERE p.council_id = a.council_id "
    "  AND p.allocation_id = a.allocation_id), "
    "(SELECT COUNT(*) FROM ledger_postings p WHERE p.council_id = a.council_id AND p.allocation_id = a.allocation_id), "
    "(SELECT COALESCE(SUM(CASE WHEN b.settled_amount IS NOT NULL THEN b.settled_amount - b.second_settled_amount "
    "  WHEN b.state = 6 THEN b.forfeited_amount - b.second_forfeited_amount "
    "  ELSE b.charge_amount - b.second_amount END), 0) FROM bookings b WHERE b.council_id = a.council_id "
    "  AND b.allocation_id = a.allocation_id AND (b.state IN (1, 2, 6, 9) OR b.settled_amount IS NOT NULL)) + "
    "(SELECT COALESCE(SUM(CASE WHEN b.settled_amount IS NOT NULL THEN b.second_settled_amount "
    "  WHEN b.state = 6 THEN b.second_forfeited_amount ELSE b.second_amount END), 0) "
    "  FROM bookings b WHERE b.council_id = a.council_id AND b.second_allocation_id = a.allocation_id "
    "  AND (b.state IN (1, 2, 6, 9) OR b.settled_amount IS NOT NULL)) "
    "FROM allocations a WHERE a.council_id = ? AND a.allocation_id > ? AND ";
constexpr char kAccountsOrder[] = " ORDER BY a.allocation_id LIMIT ?";
constexpr char kCountAccounts[] = "SELECT COUNT(*) FROM allocations a WHERE a.council_id = ? AND ";

SessionGlance ReadGlance(const mysql::Row& row) {
  SessionGlance glance;
  glance.state = static_cast<int>(row.Int(0));
  glance.version = row.Int(1);
  glance.start_time = row.Time(3);
  glance.end_time = row.Time(4);
  glance.booking_open_time = row.Time(5);
  glance.booking_close_time = row.Time(6);
  glance.free_until_time = glance.start_time - absl::Hours(row.Int(7));
  glance.provider_id = row.Text(8);
  glance.now = row.Time(9);
  if (!row.IsNull(13)) glance.own_booking = row.Text(13);
  glance.expired_hold = row.Int(14) != 0;
  glance.load = {.places = row.Int(2), .places_taken = row.Int(15), .reserve_places = row.Int(16)};
  if (!row.IsNull(17)) glance.load.staff = row.Int(17);
  glance.load.staff_shares_taken = row.Int(18);
  glance.match_hours = static_cast<int>(row.Int(20));
  glance.activity_id = row.Text(21);
  return glance;
}

// `trained_for`: the needs for which the staff on shift are trained; nothing where that does not matter.
void ReadChild(const mysql::Row& row, std::optional<int64_t> trained_for, SessionGlance& glance) {
  glance.ratio = {row.Int(0), row.Int(1)};
  glance.trained = !trained_for || (row.Int(2) & ~*trained_for) == 0;
  if (!row.IsNull(3)) glance.load.cap_left = row.Int(3);
  glance.expired_hold |= row.Int(4) != 0;
}

// Whoever the child is.
bool IsAnswered(const SessionGlance& glance) {
  return glance.reply || !glance.own_booking.empty() || glance.load.places_taken >= glance.load.places;
}

}  // namespace

absl::StatusOr<std::optional<SessionGlance>> MysqlStore::GlanceAt(const rpc::Call& call, const ids::Uuid& session_id,
                                                                  const ids::Uuid& child_id, const RequestMark& mark) {
  const std::string& council = call.principal.council_id;
  auto rows = pool_.Query(
      call.deadline, kGlanceAtSession,
      {Bytes{child_id}, mark.key.partner_id, mark.key.method, Bytes{mark.key.request_id}, council, Bytes{session_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  const mysql::Row& row = rows->front();
  SessionGlance glance = ReadGlance(row);
  auto reply = ReplyIn(row, 10, mark);
  if (!reply.ok()) return reply.status();
  if (*reply) {
    auto lease = pool_.Acquire(call.deadline);
    if (!lease.ok()) return lease.status();
    auto opened = idempotency::OpenReply(**lease, "bookings_requests", mark.key, **std::move(reply), row.Text(12));
    if (!opened.ok()) return opened.status();
    glance.reply = *std::move(opened);
  }
  if (!IsAnswered(glance)) {
    auto child = pool_.Query(call.deadline, kGlanceAtChild, {Bytes{session_id}, council, Bytes{child_id}});
    if (!child.ok()) return child.status();
    const std::optional<int64_t> trained_for = row.IsNull(19) ? std::nullopt : std::optional(row.Int(19));
    if (!child->empty()) ReadChild(child->front(), trained_for, glance);
  }
  glance.places_left = static_cast<int>(capacity::RoomFor(glance.load, glance.ratio, false).free_places);
  return glance;
}

absl::StatusOr<std::optional<StoredBooking>> MysqlStore::Read(const rpc::Call& call, const ids::Uuid& booking_id) {
  static const std::string kRead =
      absl::StrCat("SELECT ", kBookingColumns, ", s.provider_id, NOW(6), s.state = 4, ", relations::MayAct("b"), ", ",
                   relations::MaySee("b"),
                   " FROM bookings b JOIN session_offers s ON s.council_id = b.council_id "
                   "AND s.session_id = b.session_id WHERE b.council_id = ? AND b.booking_id = ?");
  const relations::Asker asker = relations::AskerOf(call.principal);
  auto rows =
      pool_.Query(call.deadline, kRead,
                  relations::With(relations::With({call.principal.council_id, Bytes{booking_id}}, 0, asker), 0, asker));
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  const mysql::Row& row = rows->front();
  auto booking = ReadBookingRow(row);
  if (!booking.ok()) return booking.status();
  return StoredBooking{.booking = ToProto(*booking),
                       .child_id = booking->child_id,
                       .session_id = booking->session_id,
                       .provider_id = row.Text(kBookingColumnCount),
                       .free_until_time = booking->free_until_time,
                       .now = row.Time(kBookingColumnCount + 1),
                       .session_cancelled = row.Int(kBookingColumnCount + 2) != 0,
                       .may_act = row.Int(kBookingColumnCount + 3) != 0,
                       .may_see = row.Int(kBookingColumnCount + 4) != 0};
}

absl::StatusOr<bool> MysqlStore::HasAuthority(const rpc::Call& call, const ids::Uuid& child_id, Authority needed) {
  return AnyRow(pool_.Query(call.deadline, needed == Authority::kLimited ? kLimitedAuthority : kAuthority,
                            {call.principal.council_id, Bytes{child_id}, Bytes{CarerOf(call)}}));
}

absl::StatusOr<bool> MysqlStore::ChildExists(const rpc::Call& call, const ids::Uuid& child_id) {
  static const std::string kSql = absl::StrCat(kChild, relations::OfTeam("c"));
  return AnyRow(pool_.Query(call.deadline, kSql,
                            {call.principal.council_id, Bytes{child_id}, relations::TeamsOf(call.principal)}));
}

absl::StatusOr<std::optional<ids::Uuid>> MysqlStore::ProviderOf(const rpc::Call& call, const ids::Uuid& session_id) {
  return OneId(pool_.Query(call.deadline, kProvider, {call.principal.council_id, Bytes{session_id}}));
}

absl::StatusOr<std::optional<ids::Uuid>> MysqlStore::ChildOfAllocation(const rpc::Call& call,
                                                                       const ids::Uuid& allocation_id) {
  return OneId(pool_.Query(call.deadline, kAllocationChild, {call.principal.council_id, Bytes{allocation_id}}));
}

absl::StatusOr<BookingPage> MysqlStore::List(const rpc::Call& call, const BookingQuery& query, const Page& page) {
  auto from = Position::Parse(page.position);
  if (!from.ok()) return from.status();
  const std::string& council = call.principal.council_id;
  const int64_t states = StateBits(query.states);
  const int64_t rows_max = page.size + 1;
  std::string sql = absl::StrCat("SELECT ", kBookingColumns);
  mysql::Parameters parameters;
  const mysql::Parameter teams = relations::TeamsOf(call.principal);
  if (query.child_id) {
    const relations::Asker asker = relations::AskerOf(call.principal);
    absl::StrAppend(&sql, ", ", relations::MayAct("b"), kListOfChild, relations::MaySee("b"), kListOfChildOrder);
    parameters = {council, Bytes{*query.child_id}, from->time, from->time, Bytes{from->id}, states, rows_max};
    parameters = relations::With(relations::With(std::move(parameters), 6, asker), 0, asker);
  } else if (query.session_id) {
    absl::StrAppend(&sql, kListOfSession, relations::OfTeam("b"), kListOfSessionOrder);
    parameters = {council, Bytes{*query.session_id}, Bytes{from->id}, states, teams, rows_max};
  } else {
    if (page.position.empty()) from->time = *query.changed_since;
    absl::StrAppend(&sql, kListChanged, relations::OfTeam("b"), kListChangedOrder);
    parameters = {council, from->time, from->time, Bytes{from->id}, absl::ToInt64Microseconds(change_settle_),
                  states,  teams,      rows_max};
  }
  auto rows = pool_.Query(call.deadline, sql, parameters);
  if (!rows.ok()) return rows.status();
  BookingPage result;
  Position last;
  for (const mysql::Row& row : *rows) {
    if (static_cast<int>(result.bookings.size()) == page.size) {
      result.next = last.Text();
      break;
    }
    auto booking = ReadBookingRow(row);
    if (!booking.ok()) return booking.status();
    if (query.child_id && row.Int(kBookingColumnCount) == 0) result.limited = true;
    last = {query.child_id ? booking->start_time : booking->update_time, booking->booking_id, 0};
    result.bookings.push_back(ToProto(*booking));
  }
  return result;
}

absl::StatusOr<std::vector<v1::AllocationBalance>> MysqlStore::Balances(const rpc::Call& call,
                                                                        const ids::Uuid& child_id) {
  static const std::string kSql = absl::StrCat(kBalances, relations::MayAct("a"), kBalancesOrder);
  auto rows =
      pool_.Query(call.deadline, kSql,
                  relations::With({call.principal.council_id, Bytes{child_id}}, 2, relations::AskerOf(call.principal)));
  if (!rows.ok()) return rows.status();
  std::vector<v1::AllocationBalance> balances;
  for (const mysql::Row& row : *rows) {
    v1::AllocationBalance& balance = balances.emplace_back();
    balance.set_allocation(ids::ResourceName("allocations", row.Text(0)));
    balance.mutable_granted()->set_unit(static_cast<type::v1::AllocationUnit>(row.Int(1)));
    balance.mutable_granted()->set_amount(row.Int(2));
    *balance.mutable_window_start() = wire::ToProto(row.Day(3));
    *balance.mutable_window_end() = wire::ToProto(row.Day(4));
    balance.set_held(row.Int(5));
    balance.set_spent(row.Int(6));
    balance.set_balance(row.Int(2) - row.Int(5) - row.Int(6));
  }
  return balances;
}

absl::StatusOr<ReconcilePage> MysqlStore::Reconcile(const rpc::Call& call, const Page& page) {
  const std::string& council = call.principal.council_id;
  const std::string after = page.position.empty() ? std::string(16, '\0') : page.position;
  static const std::string kCount = absl::StrCat(kCountAccounts, relations::OfTeam("a"));
  static const std::string kSql = absl::StrCat(kAccounts, relations::OfTeam("a"), kAccountsOrder);
  const mysql::Parameter teams = relations::TeamsOf(call.principal);
  auto total = pool_.Query(call.deadline, kCount, {council, teams});
  if (!total.ok()) return total.status();
  auto rows = pool_.Query(call.deadline, kSql, {council, Bytes{after}, teams, int64_t{page.size + 1}});
  if (!rows.ok()) return rows.status();
  ReconcilePage result{.accounts_total = total->front().Int(0)};
  for (const mysql::Row& row : *rows) {
    if (result.accounts == page.size) {
      result.next = (*rows)[static_cast<size_t>(result.accounts) - 1].Text(0);
      break;
    }
    const Account account{.allocation_id = row.Text(0),
                          .granted = row.Int(1),
                          .committed = row.Int(2),
                          .grants_sum = row.Int(3),
                          .postings_sum = row.Int(5),
                          .bookings_sum = row.Int(7)};
    for (v1::LedgerMismatch& mismatch : MismatchesOf(account)) result.mismatches.push_back(std::move(mismatch));
    result.entries += row.Int(4) + row.Int(6);
    ++result.accounts;
  }
  return result;
}

absl::StatusOr<LedgerPage> MysqlStore::Ledger(const rpc::Call& call, const ids::Uuid& allocation_id, const Page& page) {
  auto from = Position::Parse(page.position);
  if (!from.ok()) return from.status();
  static const std::string kSql = absl::StrCat(kLedger, relations::MayAct("a"), kLedgerOrder);
  auto rows = pool_.Query(call.deadline, kSql,
                          relations::With({call.principal.council_id, Bytes{allocation_id}, from->time, from->time,
                                           Bytes{from->id}, int64_t{page.size + 1}},
                                          5, relations::AskerOf(call.principal)));
  if (!rows.ok()) return rows.status();
  LedgerPage result;
  int64_t sum = from->sum;
  for (const mysql::Row& row : *rows) {
    if (static_cast<int>(result.entries.size()) == page.size) {
      const mysql::Row& last = (*rows)[result.entries.size() - 1];
      result.next = Position{last.Time(4), last.Text(0), sum}.Text();
      break;
    }
    sum += row.Int(3);
    v1::LedgerEntry& entry = result.entries.emplace_back();
    entry.set_name(ids::ResourceName("ledgerEntries", row.Text(0)));
    entry.set_allocation(ids::ResourceName("allocations", allocation_id));
    if (!row.IsNull(1)) entry.set_booking(ids::ResourceName("bookings", row.Text(1)));
    entry.set_kind(static_cast<v1::LedgerEntryKind>(row.Int(2)));
    entry.set_amount(row.Int(3));
    entry.set_balance_after(sum);
    *entry.mutable_create_time() = wire::ToProto(row.Time(4));
    entry.set_actor(row.Text(5));
    sealing::SealedRow sealed(row, 8, row.Text(7));
    entry.set_reason(sealed.Text(6, "ledger_grants.reason", row.Text(0)));
    if (auto status = sealed.StatusOfKept(); !status.ok()) return status;
  }
  return result;
}

absl::StatusOr<int> MysqlStore::ForgetOldRequests(absl::Time deadline, int rows_max) {
  auto lease = pool_.Acquire(deadline);
  if (!lease.ok()) return lease.status();
  auto removed = requests_.RemoveOld(**lease, rows_max);
  if (!removed.ok()) return removed.status();
  return static_cast<int>(*removed);
}

}  // namespace shortbreaks::bookings
