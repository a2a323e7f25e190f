#include <algorithm>

#include "bookings/fake_store.h"
#include "bookings/mysql_rows.h"
#include "bookings/position.h"
#include "wire/times.h"

namespace shortbreaks::bookings {

using Lock = std::lock_guard<std::mutex>;

absl::StatusOr<std::optional<StoredBooking>> FakeStore::Read(const rpc::Call& call, const ids::Uuid& booking_id) {
  const Lock lock(mutex_);
  const auto found = bookings.find({call.principal.council_id, booking_id});
  if (found == bookings.end()) return std::nullopt;
  const Record& record = found->second;
  const Session& session = sessions[{call.principal.council_id, record.session_id}];
  const Child& child = children[{call.principal.council_id, record.child_id}];
  const bool carer = call.principal.role == identity::Role::kCarer;
  const bool acts = !carer || child.carers.contains(CarerOf(call));
  return StoredBooking{record.booking,
                       record.child_id,
                       record.session_id,
                       session.provider_id,
                       record.free_until_time,
                       clock_(),
                       session.state == 4,
                       acts,
                       acts || child.limited_carers.contains(CarerOf(call))};
}

absl::StatusOr<bool> FakeStore::HasAuthority(const rpc::Call& call, const ids::Uuid& child_id, Authority needed) {
  const Lock lock(mutex_);
  const auto child = children.find({call.principal.council_id, child_id});
  if (child == children.end()) return false;
  const bool limited = needed == Authority::kLimited && child->second.limited_carers.contains(CarerOf(call));
  return limited || child->second.carers.contains(CarerOf(call));
}

absl::StatusOr<bool> FakeStore::ChildExists(const rpc::Call& call, const ids::Uuid& child_id) {
  const Lock lock(mutex_);
  return children.contains({call.principal.council_id, child_id});
}

absl::StatusOr<std::optional<ids::Uuid>> FakeStore::ProviderOf(const rpc::Call& call, const ids::Uuid& session_id) {
  const Lock lock(mutex_);
  const auto session = sessions.find({call.principal.council_id, session_id});
  if (session == sessions.end()) return std::nullopt;
  return session->second.provider_id;
}

absl::StatusOr<std::optional<ids::Uuid>> FakeStore::ChildOfAllocation(const rpc::Call& call,
                                                                      const ids::Uuid& allocation_id) {
  const Lock lock(mutex_);
  const auto allocation = allocations.find({call.principal.council_id, allocation_id});
  if (allocation == allocations.end()) return std::nullopt;
  return allocation->second.child_id;
}

absl::StatusOr<BookingPage> FakeStore::List(const rpc::Call& call, const BookingQuery& query, const Page& page) {
  const Lock lock(mutex_);
  auto from = Position::Parse(page.position);
  if (!from.ok()) return from.status();
  std::vector<std::pair<Position, v1::Booking>> matches;
  for (const auto& [key, record] : bookings) {
    const absl::Time start = wire::FromProto(record.booking.start_time());
    const absl::Time update = wire::FromProto(record.booking.update_time());
    const bool wanted = query.child_id     ? record.child_id == *query.child_id
                        : query.session_id ? record.session_id == *query.session_id
                                           : update >= *query.changed_since;
    const bool state = query.states.empty() || std::ranges::count(query.states, int{record.booking.state()}) > 0;
    if (key.first != call.principal.council_id || !wanted || !state) continue;
    const absl::Time order = query.child_id ? start : query.session_id ? absl::UnixEpoch() : update;
    matches.push_back({Position{order, key.second, 0}, record.booking});
  }
  const auto before = [](const auto& a, const auto& b) {
    return std::tie(a.first.time, a.first.id) < std::tie(b.first.time, b.first.id);
  };
  std::ranges::sort(matches, before);
  BookingPage result;
  result.limited = query.child_id && !HasAuthorityLocked(call, *query.child_id);
  for (const auto& match : matches) {
    if (!page.position.empty() && !before(std::make_pair(*from, v1::Booking()), match)) continue;
    if (static_cast<int>(result.bookings.size()) == page.size) {
      result.next = from->Text();
      break;
    }
    result.bookings.push_back(match.second);
    *from = match.first;
  }
  return result;
}

absl::StatusOr<std::vector<v1::AllocationBalance>> FakeStore::Balances(const rpc::Call& call,
                                                                       const ids::Uuid& child_id) {
  const Lock lock(mutex_);
  std::vector<v1::AllocationBalance> balances;
  for (const auto& [key, allocation] : allocations) {
    if (key.first != call.principal.council_id || allocation.child_id != child_id) continue;
    v1::AllocationBalance& balance = balances.emplace_back();
    balance.set_allocation(ids::ResourceName("allocations", key.second));
    balance.mutable_granted()->set_unit(static_cast<type::v1::AllocationUnit>(allocation.unit));
    balance.mutable_granted()->set_amount(allocation.granted);
    for (const auto& [at, entry] : ledger) {
      if (at != key) continue;
      const bool hold = entry.kind() == v1::LEDGER_ENTRY_KIND_HOLD || entry.kind() == v1::LEDGER_ENTRY_KIND_RELEASE;
      if (hold) {
        balance.set_held(balance.held() - entry.amount());
      } else {
        balance.set_spent(balance.spent() - entry.amount());
      }
    }
    balance.set_balance(allocation.granted - balance.held() - balance.spent());
  }
  return balances;
}

absl::StatusOr<ReconcilePage> FakeStore::Reconcile(const rpc::Call& call, const Page& page) {
  const Lock lock(mutex_);
  ReconcilePage result;
  for (const auto& [key, allocation] : allocations) {
    if (key.first != call.principal.council_id) continue;
    ++result.accounts_total;
    if (key.second <= page.position || !result.next.empty()) continue;
    Account account{.allocation_id = key.second,
                    .granted = allocation.granted,
                    .committed = allocation.committed,
                    .grants_sum = allocation.granted};
    result.entries += 1;
    for (const auto& [at, entry] : ledger) {
      if (at != key) continue;
      account.postings_sum += entry.amount();
      result.entries += 1;
    }
    for (const auto& [booking_key, record] : bookings) {
      for (const Share& share : record.shares) {
        if (share.allocation_id == key.second) {
          account.bookings_sum += StandsFor(record.booking.state(), share);
        }
      }
    }
    for (v1::LedgerMismatch& mismatch : MismatchesOf(account)) result.mismatches.push_back(std::move(mismatch));
    if (++result.accounts == page.size) result.next = key.second;
  }
  return result;
}

absl::StatusOr<LedgerPage> FakeStore::Ledger(const rpc::Call& call, const ids::Uuid& allocation_id, const Page& page) {
  const Lock lock(mutex_);
  auto from = Position::Parse(page.position);
  if (!from.ok()) return from.status();
  const Key key{call.principal.council_id, allocation_id};
  LedgerPage result;
  // The grant is the first line; the rest stand in the order they were added.
  std::vector<v1::LedgerEntry> lines(1);
  lines[0].set_name(ids::ResourceName("ledgerEntries", allocation_id));
  lines[0].set_kind(v1::LEDGER_ENTRY_KIND_GRANT);
  lines[0].set_amount(allocations[key].granted);
  for (const auto& [at, entry] : ledger) {
    if (at == key) lines.push_back(entry);
  }
  int64_t sum = from->sum;
  size_t begin = 0;
  if (!page.position.empty()) begin = static_cast<size_t>(absl::ToUnixSeconds(from->time));
  for (size_t i = begin; i < lines.size(); ++i) {
    if (static_cast<int>(result.entries.size()) == page.size) {
      result.next = Position{absl::FromUnixSeconds(static_cast<int64_t>(i)), ids::Uuid(16, '\0'), sum}.Text();
      break;
    }
    sum += lines[i].amount();
    lines[i].set_balance_after(sum);
    result.entries.push_back(lines[i]);
  }
  return result;
}

}  // namespace shortbreaks::bookings
