#include <absl/strings/str_cat.h>

#include <array>
#include <functional>
#include <optional>
#include <utility>

#include "apart/store.h"
#include "eligibility/mysql_rows.h"
#include "errors/errors.h"
#include "sealing/sealed_row.h"
#include "wire/times.h"

namespace shortbreaks::apart {
namespace {

using errors::Error;
using mysql::Bytes;
using mysql::Connection;

// Why is sealed with the key of the first of the pair, the smaller id; erasing either child removes the pair.
constexpr char kPairs[] =
    "SELECT p.child_id, p.other_child_id, p.reason, p.actor, p.create_time, p.council_id, "
    "(SELECT k.wrapped_key FROM data_keys k WHERE k.council_id = p.council_id AND k.subject_id = p.child_id) "
    "FROM children_apart p WHERE p.council_id = ? ";
constexpr char kOnePair[] = "AND p.child_id = ? AND p.other_child_id = ?";
// Both, as an officer sees them: who is kept apart from a child says something of that child too.
std::string BothOfTeam() {
  return absl::StrCat("AND ", relations::OfTeam("p"), " AND ", relations::OfTeam("p", "other_child_id"), " ");
}
constexpr char kPairsAfter[] =
    "AND (p.child_id > ? OR (p.child_id = ? AND p.other_child_id > ?)) ORDER BY p.child_id, p.other_child_id LIMIT ?";
// By the other child of each pair.
constexpr char kPairsOfChild[] =
    "AND (p.child_id = ? OR p.other_child_id = ?) AND IF(p.child_id = ?, p.other_child_id, p.child_id) > ? "
    "ORDER BY IF(p.child_id = ?, p.other_child_id, p.child_id) LIMIT ?";
constexpr std::string_view kReason = "children_apart.reason";
constexpr std::string_view kEndedReason = "children_apart_ended.reason";
constexpr std::string_view kEndReason = "children_apart_ended.end_reason";
constexpr std::string_view kInsert =
    "INSERT INTO children_apart (council_id, child_id, other_child_id, reason, actor, create_time) "
    "VALUES (?, ?, ?, ?, ?, NOW(6))";
constexpr std::string_view kKeepEnded =
    "INSERT INTO children_apart_ended (council_id, ended_id, child_id, other_child_id, reason, actor, create_time, "
    "end_reason, end_actor, end_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NOW(6))";
constexpr std::string_view kDelete =
    "DELETE FROM children_apart WHERE council_id = ? AND child_id = ? AND other_child_id = ?";
// Of what bookings publishes: places that are kept.
constexpr std::string_view kShared =
    "SELECT a.session_id, a.start_time, a.end_time, a.booking_id, b.booking_id FROM child_bookings a "
    "JOIN child_bookings b ON b.council_id = a.council_id AND b.session_id = a.session_id AND b.child_id = ? "
    "WHERE a.council_id = ? AND a.child_id = ? AND a.end_time > NOW(6) ORDER BY a.start_time, a.session_id LIMIT 200";

absl::StatusOr<v1::KeptApart> ReadRow(const mysql::Row& row) {
  v1::KeptApart pair;
  pair.set_child(ids::ResourceName("children", row.Text(0)));
  pair.set_other_child(ids::ResourceName("children", row.Text(1)));
  sealing::SealedRow sealed(row, 5, row.Text(0));
  pair.set_reason(sealed.Text(2, kReason, row.Text(0) + row.Text(1)));
  pair.set_actor(row.Text(3));
  *pair.mutable_create_time() = wire::ToProto(row.Time(4));
  if (!sealed.status().ok()) return sealed.status();
  return pair;
}

// The smaller id first, as pairs are kept and locked.
Pair InOrder(Pair pair) {
  if (pair.other_id < pair.child_id) std::swap(pair.child_id, pair.other_id);
  return pair;
}

// Locks both children. The value: their versions.
absl::StatusOr<std::array<int64_t, 2>> LockBoth(Connection& connection, const rpc::Call& call, const Pair& pair) {
  const std::string& council = call.principal.council_id;
  const relations::Asker asker = relations::AskerOf(call.principal);
  auto first = eligibility::LockChild(connection, council, pair.child_id, asker);
  if (!first.ok()) return first.status();
  auto second = eligibility::LockChild(connection, council, pair.other_id, asker);
  if (!second.ok()) return second.status();
  return std::array{*first, *second};
}

// Gives both children, who are locked, a new version: what is held of theirs is decided again before it is confirmed.
absl::Status Renew(Connection& connection, const rpc::Call& call, const std::string& method, const Pair& pair,
                   const std::array<int64_t, 2>& versions) {
  const std::string& council = call.principal.council_id;
  for (const ids::Uuid& child : {pair.child_id, pair.other_id}) {
    if (auto raised = eligibility::RaiseChildVersion(connection, council, child); !raised.ok()) return raised;
  }
  // As of any change to a child: what changed is not for the outbox.
  return eligibility::AddEvents(connection, call, method,
                                {{"child.updated", ids::ResourceName("children", pair.child_id), versions[0] + 1, {}},
                                 {"child.updated", ids::ResourceName("children", pair.other_id), versions[1] + 1, {}}});
}

absl::StatusOr<std::optional<v1::KeptApart>> Read(Connection& connection, const std::string& council,
                                                  const Pair& pair) {
  static const std::string kRead = absl::StrCat(kPairs, kOnePair);
  auto rows = connection.Query(kRead, {council, Bytes{pair.child_id}, Bytes{pair.other_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  auto read = ReadRow(rows->front());
  if (!read.ok()) return read.status();
  return *std::move(read);
}

// Seals with the key of the first and then of the other, so that a pair that ended cannot be read once either is
// erased.
using Seal = std::function<Bytes(const sealing::Place&, const std::string&)>;
absl::StatusOr<Seal> SealForBoth(Connection& connection, const std::string& council, const Pair& pair) {
  auto first = sealing::KeyOf(connection, council, pair.child_id);
  if (!first.ok()) return first.status();
  auto other = sealing::KeyOf(connection, council, pair.other_id);
  if (!other.ok()) return other.status();
  return [first = *first, other = *other](const sealing::Place& place, const std::string& text) {
    return Bytes{other.Seal(place, first.Seal(place, text))};
  };
}

absl::Status AddShared(Connection& connection, const std::string& council, const Pair& asked,
                       v1::KeepApartResponse& answer) {
  auto rows = connection.Query(kShared, {Bytes{asked.other_id}, council, Bytes{asked.child_id}});
  if (!rows.ok()) return rows.status();
  for (const mysql::Row& row : *rows) {
    v1::SharedSession& shared = *answer.add_shared_sessions();
    shared.set_session(ids::ResourceName("sessions", row.Text(0)));
    *shared.mutable_start_time() = wire::ToProto(row.Time(1));
    *shared.mutable_end_time() = wire::ToProto(row.Time(2));
    shared.set_booking(ids::ResourceName("bookings", row.Text(3)));
    shared.set_other_booking(ids::ResourceName("bookings", row.Text(4)));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::KeepApartResponse> ApartStore::Keep(const rpc::Call& call, const RequestMark& mark,
                                                       const Pair& asked, const std::string& reason) {
  const std::string& council = call.principal.council_id;
  const Pair pair = InOrder(asked);
  return eligibility::ChangeOnce<v1::KeepApartResponse>(
      pool_, requests_, call, mark, [&](Connection& connection) -> absl::StatusOr<v1::KeepApartResponse> {
        auto versions = LockBoth(connection, call, pair);
        if (!versions.ok()) return versions.status();
        auto kept = Read(connection, council, pair);
        if (!kept.ok()) return kept.status();
        if (!*kept) {
          auto sealed =
              sealing::SealedText(connection, council, pair.child_id, kReason, pair.child_id + pair.other_id, reason);
          if (!sealed.ok()) return sealed.status();
          auto inserted = connection.Execute(kInsert, {council, Bytes{pair.child_id}, Bytes{pair.other_id},
                                                       *std::move(sealed), call.principal.Actor()});
          if (!inserted.ok()) return inserted.status();
          if (auto done = Renew(connection, call, mark.key.method, pair, *versions); !done.ok()) return done;
          kept = Read(connection, council, pair);
          if (!kept.ok()) return kept.status();
        }
        v1::KeepApartResponse answer;
        *answer.mutable_kept_apart() = **std::move(kept);
        if (auto added = AddShared(connection, council, asked, answer); !added.ok()) return added;
        return answer;
      });
}

absl::StatusOr<v1::KeptApart> ApartStore::End(const rpc::Call& call, const RequestMark& mark, const Pair& asked,
                                              const std::string& reason) {
  const std::string& council = call.principal.council_id;
  const Pair pair = InOrder(asked);
  return eligibility::ChangeOnce<v1::KeptApart>(
      pool_, requests_, call, mark, [&](Connection& connection) -> absl::StatusOr<v1::KeptApart> {
        auto versions = LockBoth(connection, call, pair);
        if (!versions.ok()) return versions.status();
        auto kept = Read(connection, council, pair);
        if (!kept.ok()) return kept.status();
        if (!*kept) return Error(type::v1::ERROR_REASON_NOT_FOUND);
        const v1::KeptApart& was = **kept;
        const ids::Uuid ended_id = ids::NewUuid();
        auto seal = SealForBoth(connection, council, pair);
        if (!seal.ok()) return seal.status();
        auto ended =
            connection.Execute(kKeepEnded, {council, Bytes{ended_id}, Bytes{pair.child_id}, Bytes{pair.other_id},
                                            (*seal)({council, kEndedReason, ended_id}, was.reason()), was.actor(),
                                            wire::FromProto(was.create_time()),
                                            (*seal)({council, kEndReason, ended_id}, reason), call.principal.Actor()});
        if (!ended.ok()) return ended.status();
        auto deleted = connection.Execute(kDelete, {council, Bytes{pair.child_id}, Bytes{pair.other_id}});
        if (!deleted.ok()) return deleted.status();
        if (auto done = Renew(connection, call, mark.key.method, pair, *versions); !done.ok()) return done;
        return was;
      });
}

absl::StatusOr<PageOf<v1::KeptApart>> ApartStore::List(const rpc::Call& call, const ids::Uuid& child_id,
                                                       const paging::Page& page) {
  const std::string& council = call.principal.council_id;
  std::string from = page.position.empty() ? std::string(32, '\0') : page.position;
  if (from.size() != 32) return Error(type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  const ids::Uuid first = from.substr(0, 16), second = from.substr(16);
  static const std::string kAll = absl::StrCat(kPairs, BothOfTeam(), kPairsAfter),
                           kOfChild = absl::StrCat(kPairs, BothOfTeam(), kPairsOfChild);
  const Bytes child{child_id};
  const mysql::Parameter teams = relations::TeamsOf(call.principal);
  auto rows =
      child_id.empty()
          ? pool_.Query(call.deadline, kAll,
                        {council, teams, teams, Bytes{first}, Bytes{first}, Bytes{second}, int64_t{page.size + 1}})
          : pool_.Query(call.deadline, kOfChild,
                        {council, teams, teams, child, child, child, Bytes{second}, child, int64_t{page.size + 1}});
  if (!rows.ok()) return rows.status();
  PageOf<v1::KeptApart> list;
  for (const mysql::Row& row : *rows) {
    if (static_cast<int>(list.items.size()) == page.size) {
      const mysql::Row& last = (*rows)[list.items.size() - 1];
      // Of a child's pairs the second half says where to go on.
      list.next = last.Text(1) == child_id ? last.Text(1) + last.Text(0) : last.Text(0) + last.Text(1);
      break;
    }
    auto pair = ReadRow(row);
    if (!pair.ok()) return pair.status();
    // The child that was asked about first.
    if (row.Text(1) == child_id) pair->mutable_child()->swap(*pair->mutable_other_child());
    list.items.push_back(*std::move(pair));
  }
  return list;
}

}  // namespace shortbreaks::apart
