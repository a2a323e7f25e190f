#include <absl/strings/str_cat.h>

#include "audit/record.h"
#include "bookings/mysql_rows.h"
#include "errors/errors.h"
#include "registers/no_show_store.h"
#include "relations/relations.h"
#include "sealing/sealed_row.h"
#include "wire/times.h"

namespace shortbreaks::registers {
namespace {

using errors::Error;
using mysql::Bytes;
using mysql::Connection;

// 13 is NO_SHOW; one that was excused has somebody who waived it. Listed until somebody has seen to the latest: 2 gave
// places up, 3 warned.
constexpr char kChildren[] =
    "SELECT b.child_id, MAX(b.no_shows_max) FROM bookings b WHERE b.council_id = ? AND b.state = 13 "
    "AND b.start_time > NOW(6) - INTERVAL 12 MONTH AND b.waived_by = '' AND b.child_id > ? AND ";
constexpr char kChildrenGrouped[] =
    " GROUP BY b.child_id "
    "HAVING COUNT(*) > MAX(b.no_shows_max) AND MAX(b.update_time) > COALESCE((SELECT MAX(r.create_time) "
    "FROM no_show_resolutions r WHERE r.council_id = ? AND r.child_id = b.child_id AND r.action IN (2, 3)), "
    "CAST('1970-01-01' AS DATETIME)) "
    "ORDER BY b.child_id LIMIT ?";
constexpr char kNoShows[] =
    " FROM bookings b WHERE b.council_id = ? AND b.child_id = ? AND b.state = 13 "
    "AND b.start_time > NOW(6) - INTERVAL 12 MONTH AND b.waived_by = '' ORDER BY b.start_time, b.booking_id";
// 2 confirmed, 9 requested.
constexpr char kComing[] =
    " FROM bookings b WHERE b.council_id = ? AND b.child_id = ? AND b.start_time > NOW(6) AND b.state IN (2, 9) "
    "ORDER BY b.start_time, b.booking_id LIMIT 200";
constexpr std::string_view kLast =
    "SELECT r.action, r.reason, r.actor, r.create_time, r.resolution_id, r.council_id, "
    "(SELECT k.wrapped_key FROM data_keys k WHERE k.council_id = r.council_id AND k.subject_id = r.child_id) "
    "FROM no_show_resolutions r WHERE r.council_id = ? AND r.child_id = ? "
    "ORDER BY r.create_time DESC, r.resolution_id DESC LIMIT 1";
constexpr std::string_view kReason = "no_show_resolutions.reason";
constexpr std::string_view kInsert =
    "INSERT INTO no_show_resolutions (council_id, resolution_id, child_id, action, booking_id, reason, actor, "
    "create_time) VALUES (?, ?, ?, ?, ?, ?, ?, NOW(6))";
constexpr std::string_view kOfChild = "SELECT 1 FROM bookings WHERE council_id = ? AND booking_id = ? AND child_id = ?";

absl::Status AddBookings(mysql::Pool& pool, const rpc::Call& call, const char* of, const ids::Uuid& child_id,
                         google::protobuf::RepeatedPtrField<v1::Booking>& bookings) {
  auto rows = pool.Query(call.deadline, absl::StrCat("SELECT ", bookings::kBookingColumns, of),
                         {call.principal.council_id, Bytes{child_id}});
  if (!rows.ok()) return rows.status();
  for (const mysql::Row& row : *rows) {
    auto booking = bookings::ReadBookingRow(row);
    if (!booking.ok()) return booking.status();
    *bookings.Add() = ToProto(*booking);
  }
  return absl::OkStatus();
}

absl::Status AddLast(mysql::Pool& pool, const rpc::Call& call, const ids::Uuid& child_id, v1::RepeatedNoShows& child) {
  auto rows = pool.Query(call.deadline, kLast, {call.principal.council_id, Bytes{child_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return absl::OkStatus();
  const mysql::Row& row = rows->front();
  v1::NoShowResolution& last = *child.mutable_last_resolution();
  last.set_action(static_cast<v1::NoShowAction>(row.Int(0)));
  sealing::SealedRow sealed(row, 5, child_id);
  last.set_reason(sealed.Text(1, kReason, row.Text(4)));
  if (auto opened = sealed.StatusOfKept(); !opened.ok()) return opened;
  last.set_actor(row.Text(2));
  *last.mutable_create_time() = wire::ToProto(row.Time(3));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<NoShowPage> NoShowStore::List(const rpc::Call& call, const paging::Page& page) {
  const std::string& council = call.principal.council_id;
  const ids::Uuid after = page.position.empty() ? ids::Uuid(16, '\0') : page.position;
  static const std::string kSql = absl::StrCat(kChildren, relations::OfTeam("b"), kChildrenGrouped);
  auto rows = pool_.Query(call.deadline, kSql,
                          {council, Bytes{after}, relations::TeamsOf(call.principal), council, int64_t{page.size + 1}});
  if (!rows.ok()) return rows.status();
  NoShowPage list;
  for (const mysql::Row& row : *rows) {
    if (static_cast<int>(list.children.size()) == page.size) {
      list.next = ids::IdOf("children", list.children.back().child()).value_or("");
      break;
    }
    const ids::Uuid child_id = row.Text(0);
    v1::RepeatedNoShows& child = list.children.emplace_back();
    child.set_child(ids::ResourceName("children", child_id));
    child.set_no_shows_max(static_cast<int>(row.Int(1)));
    if (auto s = AddBookings(pool_, call, kNoShows, child_id, *child.mutable_no_shows()); !s.ok()) return s;
    if (auto s = AddBookings(pool_, call, kComing, child_id, *child.mutable_coming()); !s.ok()) return s;
    if (auto s = AddLast(pool_, call, child_id, child); !s.ok()) return s;
  }
  return list;
}

absl::Status NoShowStore::Keep(const rpc::Call& call, const idempotency::RequestMark& request,
                               const Resolution& resolution, const std::vector<ids::Uuid>& booking_ids) {
  const std::string& council = call.principal.council_id;
  return mysql::InTransaction(pool_, call.deadline, [&](Connection& connection) -> absl::Status {
    auto reply = requests_.Begin(connection, request.key, request.hash);
    if (!reply.ok()) return reply.status();
    if (*reply) return absl::OkStatus();
    if (auto may = bookings::CheckAuthority(connection, call, resolution.child_id); !may.ok()) return may;
    std::vector<mysql::Parameter> bookings;
    for (const ids::Uuid& id : booking_ids) bookings.emplace_back(Bytes{id});
    if (bookings.empty()) bookings.emplace_back(nullptr);
    for (const mysql::Parameter& booking : bookings) {
      const ids::Uuid id = ids::NewUuid();
      auto reason = sealing::SealedText(connection, council, resolution.child_id, kReason, id, resolution.reason);
      if (!reason.ok()) return reason.status();
      auto kept =
          connection.Execute(kInsert, {council, Bytes{id}, Bytes{resolution.child_id}, int64_t{resolution.action},
                                       booking, *std::move(reason), call.principal.Actor()});
      if (mysql::FaultOf(kept.status()) == mysql::Fault::kMissingParent) return Error(type::v1::ERROR_REASON_NOT_FOUND);
      if (!kept.ok()) return kept.status();
    }
    auto audited = audit::RecordChanges(connection, audit::WhoOf(call), "ResolveNoShows",
                                        {{ids::ResourceName("children", resolution.child_id), {}}});
    if (!audited.ok()) return audited;
    return requests_.FinishInClear(connection, request.key, {});
  });
}

absl::StatusOr<bool> NoShowStore::IsOfChild(const rpc::Call& call, const ids::Uuid& child_id,
                                            const ids::Uuid& booking_id) {
  auto rows = pool_.Query(call.deadline, kOfChild, {call.principal.council_id, Bytes{booking_id}, Bytes{child_id}});
  if (!rows.ok()) return rows.status();
  return !rows->empty();
}

}  // namespace shortbreaks::registers
