#include "waiting/mysql_store.h"

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>

#include <map>

#include "audit/record.h"
#include "bookings/mysql_places.h"
#include "bookings/mysql_rows.h"
#include "bookings/position.h"
#include "errors/errors.h"
#include "idempotency/stored_reply.h"
#include "relations/relations.h"

namespace shortbreaks::waiting {
namespace {

using bookings::Position;
using errors::Error;
using mysql::Bytes;
using mysql::Connection;

// As many as a family could wait for at once: two years of a weekly club.
constexpr int kComingMax = 104;

constexpr std::string_view kProvider = "SELECT provider_id FROM waiting_rules WHERE council_id = ? AND activity_id = ?";
constexpr std::string_view kReply =
    "SELECT reply, request_hash, subjects FROM bookings_requests WHERE council_id = ? AND partner_id = ? AND method = "
    "? "
    "AND request_id = ? AND reply IS NOT NULL";
constexpr std::string_view kUnderLock =
    "SELECT NOW(6), (SELECT b.booking_id FROM bookings b WHERE b.council_id = c.council_id "
    "AND b.child_id = c.child_id AND b.live_session_id = ?) FROM children c WHERE c.council_id = ? AND c.child_id = ?";
constexpr std::string_view kWaitsThere =
    "SELECT entry_id FROM waiting_entries WHERE council_id = ? AND child_id = ? AND waits_for = ?";

constexpr char kOfChild[] = " FROM waiting_entries e WHERE e.council_id = ? AND e.child_id = ? AND e.entry_id > ? AND ";
constexpr char kOfChildOrder[] = " ORDER BY e.entry_id LIMIT ?";
constexpr char kOfActivity[] =
    " FROM waiting_entries e WHERE e.state = 1 AND e.council_id = ? AND e.activity_id = ? "
    "AND (e.session_id IS NULL OR e.session_id = ?) AND ";
constexpr char kChanged[] =
    " FROM waiting_entries e WHERE e.council_id = ? AND e.update_time >= ? AND (e.update_time > ? OR e.entry_id > ?) "
    "AND e.update_time < NOW(6) - INTERVAL ? MICROSECOND AND ";
constexpr char kChangedOrder[] = " ORDER BY e.update_time, e.entry_id LIMIT ?";

std::string Select(const char* from, const std::string& who, const char* order = "") {
  return absl::StrCat("SELECT ", kEntryColumns, from, who, order);
}

// A page of rows, one more than asked for where there is a next page, which begins where `position` says.
absl::StatusOr<EntryPage> PageOf(absl::StatusOr<mysql::Rows> rows, size_t size,
                                 absl::FunctionRef<std::string(const Entry&)> position) {
  if (!rows.ok()) return rows.status();
  EntryPage page;
  std::optional<Entry> last;
  for (const mysql::Row& row : *rows) {
    if (page.entries.size() == size) {
      page.next = position(*last);
      break;
    }
    auto entry = ReadEntryRow(row);
    if (!entry.ok()) return entry.status();
    last = *std::move(entry);
    page.entries.push_back(ToProto(*last));
  }
  return page;
}

// What follows from a change of a booking has that booking's own record.
absl::Status Record(Connection& connection, const rpc::Call& call, const std::string& method, const Entry& entry) {
  const audit::About about{ids::ResourceName("waitingListEntries", entry.entry_id),
                           ids::ResourceName("children", entry.child_id)};
  return audit::RecordChanges(connection, audit::WhoOf(call), method, {about});
}

absl::Status AlreadyWaiting(Connection& connection, const std::string& council, const Entry& entry) {
  const ids::Uuid& waits_for = entry.session_id.empty() ? entry.activity_id : entry.session_id;
  auto rows = connection.Query(kWaitsThere, {council, Bytes{entry.child_id}, Bytes{waits_for}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return Error(type::v1::ERROR_REASON_CONTENTION);
  return Error(type::v1::ERROR_REASON_ALREADY_WAITING, {},
               {{"entry", ids::ResourceName("waitingListEntries", rows->front().Text(0))}});
}

absl::Status WrongState(const Entry& entry) {
  return Error(type::v1::ERROR_REASON_STATE_FORBIDS, {}, {{"state", v1::WaitingListEntryState_Name(entry.state)}});
}

absl::StatusOr<Entry> ReadLocked(Connection& connection, const std::string& council, const ids::Uuid& entry_id) {
  auto entry = ReadEntry(connection, council, entry_id);
  if (!entry.ok()) return entry.status();
  if (!*entry) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  return **std::move(entry);
}

}  // namespace

absl::StatusOr<std::optional<Entry>> MysqlStore::Read(const rpc::Call& call, const ids::Uuid& entry_id) {
  static const std::string kRead =
      Select(" FROM waiting_entries e WHERE e.council_id = ? AND e.entry_id = ? AND (? = 1 OR (",
             relations::MayAct("e"), "))");
  auto rows = pool_.Query(
      call.deadline, kRead,
      relations::With({call.principal.council_id, Bytes{entry_id}, int64_t{!relations::GoesByChild(call.principal)}}, 3,
                      relations::AskerOf(call.principal)));
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  auto entry = ReadEntryRow(rows->front());
  if (!entry.ok()) return entry.status();
  return *std::move(entry);
}

absl::StatusOr<std::optional<SessionView>> MysqlStore::Session(const rpc::Call& call, const ids::Uuid& session_id) {
  return ReadSession(
      [&](std::string_view sql, const mysql::Parameters& p) { return pool_.Query(call.deadline, sql, p); },
      call.principal.council_id, session_id);
}

absl::StatusOr<std::vector<SessionView>> MysqlStore::Coming(const rpc::Call& call, const ids::Uuid& activity_id) {
  return ComingSessions(
      [&](std::string_view sql, const mysql::Parameters& p) { return pool_.Query(call.deadline, sql, p); },
      call.principal.council_id, activity_id, kComingMax);
}

absl::StatusOr<std::vector<Waiting>> MysqlStore::Queue(const rpc::Call& call, const SessionView& session) {
  return ReadQueue([&](std::string_view sql, const mysql::Parameters& p) { return pool_.Query(call.deadline, sql, p); },
                   call.principal.council_id, session);
}

absl::StatusOr<std::optional<ids::Uuid>> MysqlStore::ProviderOf(const rpc::Call& call, const ids::Uuid& activity_id) {
  auto rows = pool_.Query(call.deadline, kProvider, {call.principal.council_id, Bytes{activity_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  return rows->front().Text(0);
}

absl::StatusOr<EntryPage> MysqlStore::OfChild(const rpc::Call& call, const ids::Uuid& child_id,
                                              const paging::Page& page) {
  static const std::string kList = Select(kOfChild, relations::MayAct("e"), kOfChildOrder);
  auto rows = pool_.Query(
      call.deadline, kList,
      relations::With({call.principal.council_id, Bytes{child_id}, Bytes{page.position}, int64_t{page.size + 1}}, 3,
                      relations::AskerOf(call.principal)));
  return PageOf(std::move(rows), static_cast<size_t>(page.size), [](const Entry& last) { return last.entry_id; });
}

absl::StatusOr<EntryPage> MysqlStore::OfSession(const rpc::Call& call, const SessionView& session,
                                                const paging::Page& page) {
  size_t from = 0;
  if (!page.position.empty() && !absl::SimpleAtoi(page.position, &from)) {
    return Error(type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  }
  auto queue = Queue(call, session);
  if (!queue.ok()) return queue.status();
  static const std::string kList = Select(kOfActivity, relations::OfTeam("e"));
  auto rows = pool_.Query(call.deadline, kList,
                          {call.principal.council_id, Bytes{session.activity_id}, Bytes{session.session_id},
                           relations::TeamsOf(call.principal)});
  if (!rows.ok()) return rows.status();
  std::map<ids::Uuid, Entry> entries;
  for (const mysql::Row& row : *rows) {
    auto entry = ReadEntryRow(row);
    if (!entry.ok()) return entry.status();
    const ids::Uuid entry_id = entry->entry_id;
    entries.emplace(entry_id, *std::move(entry));
  }
  EntryPage result;
  for (size_t at = from; at < queue->size(); ++at) {
    if (at - from == static_cast<size_t>(page.size)) {
      result.next = absl::StrCat(at);
      break;
    }
    const auto found = entries.find((*queue)[at].entry_id);
    if (found != entries.end()) result.entries.push_back(ToProto(found->second));
  }
  return result;
}

absl::StatusOr<EntryPage> MysqlStore::ChangedSince(const rpc::Call& call, absl::Time since, const paging::Page& page) {
  auto from = Position::Parse(page.position);
  if (!from.ok()) return from.status();
  if (page.position.empty()) from->time = since;
  static const std::string kList = Select(kChanged, relations::OfTeam("e"), kChangedOrder);
  auto rows = pool_.Query(
      call.deadline, kList,
      {call.principal.council_id, from->time, from->time, Bytes{from->id}, absl::ToInt64Microseconds(change_settle_),
       relations::TeamsOf(call.principal), int64_t{page.size + 1}});
  return PageOf(std::move(rows), static_cast<size_t>(page.size), [](const Entry& last) {
    return Position{last.update_time, last.entry_id}.Text();
  });
}

absl::StatusOr<std::optional<v1::WaitingListEntry>> MysqlStore::ReplyTo(const rpc::Call& call,
                                                                        const RequestMark& mark) {
  auto rows = pool_.Query(call.deadline, kReply,
                          {mark.key.council_id, mark.key.partner_id, mark.key.method, Bytes{mark.key.request_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  if (rows->front().Text(1) != mark.hash) return Error(type::v1::ERROR_REASON_REQUEST_ID_REUSED);
  auto lease = pool_.Acquire(call.deadline);
  if (!lease.ok()) return lease.status();
  auto reply =
      idempotency::OpenReply(**lease, "bookings_requests", mark.key, rows->front().Text(0), rows->front().Text(2));
  if (!reply.ok()) return reply.status();
  v1::WaitingListEntry entry;
  entry.ParseFromString(*reply);
  return entry;
}

namespace {

// Takes the child's lock. The value: the instant from then on.
absl::StatusOr<absl::Time> LockChild(mysql::Pool& pool, Connection& connection, const rpc::Call& call,
                                     const ids::Uuid& child_id) {
  auto locked = bookings::TakeLock(connection, pool.metrics(), "child", bookings::kLockChild,
                                   {call.principal.council_id, Bytes{child_id}});
  if (!locked.ok()) return locked.status();
  if (*locked == 0) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  if (auto caller = bookings::CheckAuthority(connection, call, child_id); !caller.ok()) return caller;
  auto now = connection.Query("SELECT NOW(6)");
  if (!now.ok()) return now.status();
  return now->front().Time(0);
}

// Under the child's lock. ALREADY_BOOKED, ALREADY_WAITING.
absl::Status AddNew(Connection& connection, const std::string& council, Entry& entry, absl::Time now) {
  auto rows = connection.Query(kUnderLock, {Bytes{entry.session_id}, council, Bytes{entry.child_id}});
  if (!rows.ok()) return rows.status();
  if (!rows->empty() && !rows->front().IsNull(1)) {
    return Error(type::v1::ERROR_REASON_ALREADY_BOOKED, {},
                 {{"booking", ids::ResourceName("bookings", rows->front().Text(1))}});
  }
  entry.since = entry.create_time = entry.update_time = now;
  auto added = AddEntry(connection, council, entry);
  if (mysql::FaultOf(added) == mysql::Fault::kDuplicateKey) return AlreadyWaiting(connection, council, entry);
  return added;
}

// The new entry, with its record, or the one that the child has there.
absl::StatusOr<Entry> AddOrFind(Connection& connection, const rpc::Call& call, const RequestMark& mark, Entry entry,
                                absl::Time now) {
  const std::string& council = call.principal.council_id;
  const absl::Status added = AddNew(connection, council, entry, now);
  if (errors::ReasonOf(added) == type::v1::ERROR_REASON_ALREADY_WAITING) {
    const auto there = ids::IdOf("waitingListEntries", errors::MetadataOf(added, "entry"));
    return ReadLocked(connection, council, there.value_or(ids::Uuid()));
  }
  if (!added.ok()) return added;
  if (auto s = Record(connection, call, mark.key.method, entry); !s.ok()) return s;
  return entry;
}

}  // namespace

// Begins the request, takes the child's lock and runs `body`; answers as before where it was done before.
absl::StatusOr<v1::WaitingListEntry> MysqlStore::Once(
    const rpc::Call& call, const RequestMark& mark, const ids::Uuid& child_id,
    absl::FunctionRef<absl::StatusOr<Entry>(Connection&, absl::Time now)> body) {
  v1::WaitingListEntry answer;
  auto status = mysql::InTransaction(pool_, call.deadline, [&](Connection& connection) -> absl::Status {
    auto reply = requests_.Begin(connection, mark.key, mark.hash);
    if (!reply.ok()) return reply.status();
    if (*reply) {
      answer.ParseFromString(**reply);
      return bookings::CheckAuthority(connection, call, child_id);
    }
    auto now = LockChild(pool_, connection, call, child_id);
    if (!now.ok()) return now.status();
    auto entry = body(connection, *now);
    if (!entry.ok()) return entry.status();
    if (auto s = Record(connection, call, mark.key.method, *entry); !s.ok()) return s;
    answer = ToProto(*entry);
    return requests_.Finish(connection, mark.key, answer);
  });
  if (!status.ok()) return status;
  return answer;
}

absl::StatusOr<v1::WaitingListEntry> MysqlStore::Join(const rpc::Call& call, const RequestMark& mark, Entry entry) {
  entry.entry_id = ids::NewUuid();
  return Once(call, mark, entry.child_id, [&](Connection& connection, absl::Time now) -> absl::StatusOr<Entry> {
    if (auto s = AddNew(connection, call.principal.council_id, entry, now); !s.ok()) return s;
    return entry;
  });
}

absl::StatusOr<v1::WaitingListEntry> MysqlStore::JoinInstead(const rpc::Call& call, const RequestMark& mark,
                                                             const RequestMark& place, Entry entry) {
  entry.entry_id = ids::NewUuid();
  v1::WaitingListEntry answer;
  auto status = mysql::InTransaction(pool_, call.deadline, [&](Connection& connection) -> absl::Status {
    auto reply = requests_.Begin(connection, mark.key, mark.hash);
    if (!reply.ok()) return reply.status();
    if (*reply) {
      answer.ParseFromString(**reply);
      return bookings::CheckAuthority(connection, call, entry.child_id);
    }
    // Waits here for another sending of the request that is taking the place now.
    auto booked = requests_.Begin(connection, place.key, place.hash);
    if (!booked.ok()) return booked.status();
    if (*booked) return Error(type::v1::ERROR_REASON_DETAILS_CHANGED);
    auto now = LockChild(pool_, connection, call, entry.child_id);
    if (!now.ok()) return now.status();
    auto there = AddOrFind(connection, call, mark, entry, *now);
    if (!there.ok()) return there.status();
    answer = ToProto(*there);
    if (auto s = requests_.Finish(connection, mark.key, answer); !s.ok()) return s;
    v1::Booking none;
    none.set_waiting_list_entry(answer.name());
    return requests_.Finish(connection, place.key, none);
  });
  if (!status.ok()) return status;
  return answer;
}

absl::StatusOr<v1::WaitingListEntry> MysqlStore::Leave(const rpc::Call& call, const RequestMark& mark,
                                                       const Entry& stored) {
  const std::string& council = call.principal.council_id;
  return Once(call, mark, stored.child_id, [&](Connection& connection, absl::Time now) -> absl::StatusOr<Entry> {
    auto entry = ReadLocked(connection, council, stored.entry_id);
    if (!entry.ok()) return entry.status();
    if (entry->state == v1::WAITING_LIST_ENTRY_STATE_WAITING) {
      entry->state = v1::WAITING_LIST_ENTRY_STATE_WITHDRAWN;
      if (auto changed = ChangeEntry(connection, council, *entry, now); !changed.ok()) return changed;
      return entry;
    }
    if (entry->state != v1::WAITING_LIST_ENTRY_STATE_OFFERED) return WrongState(*entry);
    auto locked = bookings::LockBooking(pool_, connection, council, entry->child_id, entry->booking_id,
                                        relations::AskerOf(call.principal));
    if (!locked.ok()) return locked.status();
    const bookings::Change change{mark.key.method, {}, audit::WhoOf(call)};
    auto ended = bookings::EndPlace(connection, council, locked->booking, bookings::Transition::kRelease,
                                    bookings::kEndPlace, change, now);
    if (!ended.ok()) return ended.status();
    if (!*ended) return Error(type::v1::ERROR_REASON_CONTENTION);
    return ReadLocked(connection, council, stored.entry_id);
  });
}

absl::StatusOr<v1::WaitingListEntry> MysqlStore::Offer(const rpc::Call& call, const RequestMark& mark,
                                                       const Entry& entry, const SessionView& session,
                                                       const std::string& reason) {
  return Once(call, mark, entry.child_id, [&](Connection& connection, absl::Time) {
    return MakeOffer(connection, pool_.metrics(), call, session,
                     {entry.entry_id, entry.child_id, mark.key.method, reason}, times_);
  });
}

}  // namespace shortbreaks::waiting
