#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "allocations/store.h"
#include "eligibility/mysql_rows.h"
#include "errors/errors.h"
#include "london/london.h"
#include "mysql/nullable.h"

namespace shortbreaks::allocations {
namespace {

using eligibility::GrantKind;
using errors::Error;
using mysql::Bytes;
using mysql::Connection;

// How many the calendar looks for at a time.
constexpr int kDueMax = 500;

constexpr char kGoesOn[] = "The young person is 18. The package goes on until the adults' team takes over.";

// SELECT … FOR UPDATE would need a right to update the whole row, which this user does not have.
constexpr std::string_view kLock =
    "UPDATE allocations FORCE INDEX (PRIMARY) SET version = version WHERE council_id = ? AND allocation_id = ?";

// An allocation stays its child's.
constexpr std::string_view kReadOwner = "SELECT child_id FROM allocations WHERE council_id = ? AND allocation_id = ?";
constexpr std::string_view kSave =
    "UPDATE allocations FORCE INDEX (PRIMARY) SET granted = ?, state = ?, state_reason = ?, window_end = ?, "
    "review_date = ?, "
    "last_review_date = ?, last_reviewer = ?, review_note = ?, version = ? WHERE council_id = ? AND allocation_id = ?";

// What the calendar has to do with an allocation `l`, today and today; but a package of a young person who is 18, whose
// birthday is sealed. States as in the contract: 1 ACTIVE, 2 SUSPENDED, 3 ENDED, 4 APPROVED, 5 EXPIRED, 6
// TRANSITION_HOLD; tier 3 is SPECIALIST.
constexpr char kIsDue[] =
    "((l.state IN (1, 2, 4, 6) AND l.window_end < ?) OR (l.state = 4 AND COALESCE(l.accept_by_date < ?, 0)) OR "
    "(l.state IN (3, 5) AND l.granted > l.committed))";
// Whether the family was told of what came of its application, and nobody looks at that again: 11 NOTIFIED, 13 CLOSED.
constexpr char kIsTold[] =
    "NOT EXISTS (SELECT 1 FROM applications a WHERE a.council_id = l.council_id AND a.application_id = "
    "l.application_id AND a.state NOT IN (11, 13))";
// Whether a renewal pays in its place on a day: 1 ACTIVE, 2 SUSPENDED, 6 TRANSITION_HOLD.
constexpr char kIsTakenOver[] =
    "EXISTS (SELECT 1 FROM allocations r WHERE r.council_id = l.council_id AND r.allocation_id = l.renewed_by "
    "AND r.state IN (1, 2, 6) AND r.window_start <= ?)";

struct Locked {
  AllocationRecord allocation;
  absl::CivilDay date_of_birth;
  bool told = true;         // as kIsTold has it
  bool taken_over = false;  // as kIsTakenOver has it today
  sealing::Sealer sealer;   // the child's
};

absl::StatusOr<Locked> Lock(Connection& connection, const std::string& council, const ids::Uuid& allocation_id,
                            const relations::Asker& asker) {
  static const std::string kSql =
      absl::StrCat("SELECT ", eligibility::kAllocationColumns,
                   ", c.date_of_birth, c.council_id, (SELECT k.wrapped_key FROM data_keys k WHERE k.council_id = "
                   "c.council_id AND k.subject_id = c.child_id), ",
                   kIsTold, ", ", kIsTakenOver,
                   " FROM allocations l JOIN children c ON c.council_id = l.council_id AND c.child_id = l.child_id "
                   "WHERE l.council_id = ? AND l.allocation_id = ?");
  auto owner = connection.Query(kReadOwner, {council, Bytes{allocation_id}});
  if (!owner.ok()) return owner.status();
  if (owner->empty()) return relations::NotSeen(asker);
  // The child first: bookings take child, then allocation, and a new allocation shares the child's lock.
  auto child = eligibility::LockChild(connection, council, owner->front().Text(0), asker);
  if (!child.ok()) return child.status();
  auto locked = connection.Execute(kLock, {council, Bytes{allocation_id}});
  if (!locked.ok()) return locked.status();
  auto rows = connection.Query(kSql, {london::DayOf(absl::Now()), council, Bytes{allocation_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  auto allocation = eligibility::ReadAllocationRow(rows->front());
  if (!allocation.ok()) return allocation.status();
  auto sealer = sealing::SealerOf(connection, council, allocation->child_id);
  if (!sealer.ok()) return sealer.status();
  constexpr size_t kBirth = eligibility::kAllocationColumnCount;
  sealing::SealedRow sealed(rows->front(), kBirth + 1, allocation->child_id);
  const absl::CivilDay birth = sealed.Day(kBirth, eligibility::kDateOfBirth, allocation->child_id);
  if (!sealed.status().ok()) return sealed.status();
  const bool told = rows->front().Int(kBirth + 3) != 0, taken_over = rows->front().Int(kBirth + 4) != 0;
  return Locked{*std::move(allocation), birth, told, taken_over, *std::move(sealer)};
}

absl::Status Post(Connection& connection, const rpc::Call& call, const sealing::Sealer& sealer,
                  const ids::Uuid& allocation_id, GrantKind kind, int64_t amount, const std::string& reason) {
  if (amount == 0) return absl::OkStatus();
  return eligibility::InsertAll(connection, eligibility::kInsertGrants,
                                {eligibility::GrantParameters(sealer, call, allocation_id, kind, amount, reason)});
}

// Writes the allocation, whose row is locked, as it is now; its version rises.
absl::Status Save(Connection& connection, const rpc::Call& call, const sealing::Sealer& sealer,
                  const std::string& method, AllocationRecord& allocation, std::string_view event) {
  allocation.version += 1;
  auto saved = connection.Execute(
      kSave,
      {allocation.granted, int64_t{allocation.state},
       sealer.Text(eligibility::kStateReason, allocation.allocation_id, allocation.state_reason), allocation.window_end,
       mysql::OrNull(allocation.review_date), mysql::OrNull(allocation.last_review_date), allocation.last_reviewer,
       sealer.Text(eligibility::kReviewNote, allocation.allocation_id, allocation.review_note), allocation.version,
       call.principal.council_id, Bytes{allocation.allocation_id}});
  if (!saved.ok()) return saved.status();
  return eligibility::AddEvents(connection, call, method,
                                {{event,
                                  ids::ResourceName("allocations", allocation.allocation_id),
                                  allocation.version,
                                  {},
                                  ids::ResourceName("children", allocation.child_id)}});
}

absl::Status TakeTooMuch(const AllocationRecord& allocation) {
  errors::FieldErrors fields;
  fields.Add("amount", absl::StrCat("Must not take more than is left, ", allocation.granted - allocation.committed,
                                    ", nor add beyond 1,000,000,000 in all."));
  return fields.ToStatus();
}

absl::Status Forbidden(v1::AllocationState state) {
  return Error(type::v1::ERROR_REASON_STATE_FORBIDS, {}, {{"state", v1::AllocationState_Name(state)}});
}

absl::StatusOr<v1::Allocation> ApplyTo(Connection& connection, const rpc::Call& call, const std::string& method,
                                       const Locked& locked, const Change& change) {
  AllocationRecord allocation = locked.allocation;
  const absl::CivilDay today = london::DayOf(absl::Now());
  const auto state = static_cast<v1::AllocationState>(allocation.state);
  if (change.etag != absl::StrCat(allocation.version)) return Error(type::v1::ERROR_REASON_ETAG_MISMATCH);
  const bool package = allocation.tier == type::v1::TIER_SPECIALIST;
  if (!MayBeDone(change.action, state) || (change.action == Action::kHoldForTransition && !package)) {
    return Forbidden(state);
  }
  allocation.state = After(change.action, state);
  if (change.action == Action::kResume) {
    const auto resumed = AfterResume(locked.allocation, locked.date_of_birth, today);
    if (!resumed) return Forbidden(state);
    allocation.state = *resumed;
  }
  if (allocation.state != state) allocation.state_reason = change.reason;
  absl::Status posted;
  if (change.action == Action::kReview) {
    allocation.review_date = change.next_review;
    allocation.last_review_date = today;
    allocation.last_reviewer = call.principal.Actor();
    allocation.review_note = change.reason;
  }
  if (change.action == Action::kAdjust) {
    const int64_t granted = allocation.granted + change.amount;
    if (granted < allocation.committed || granted > 1'000'000'000) return TakeTooMuch(allocation);
    allocation.granted = granted;
    posted = Post(connection, call, locked.sealer, allocation.allocation_id, GrantKind::kAdjust, change.amount,
                  change.reason);
  }
  if (change.action == Action::kEnd) {
    const int64_t left = allocation.granted - allocation.committed;
    allocation.granted = allocation.committed;
    posted = Post(connection, call, locked.sealer, allocation.allocation_id, GrantKind::kExpire, -left, change.reason);
  }
  if (!posted.ok()) return posted;
  auto saved = Save(connection, call, locked.sealer, method, allocation, "allocation.changed");
  if (!saved.ok()) return saved;
  return eligibility::ToProto(allocation, today);
}

// What is left expires.
absl::Status Expire(Connection& connection, const rpc::Call& call, const sealing::Sealer& sealer,
                    AllocationRecord& allocation, int64_t amount, const std::string& reason) {
  allocation.granted -= amount;
  return Post(connection, call, sealer, allocation.allocation_id, GrantKind::kExpire, -amount, reason);
}

absl::Status CarryOver(Connection& connection, const rpc::Call& call, const sealing::Sealer& sealer,
                       AllocationRecord& allocation, AllocationRecord next) {
  next.allocation_id = ids::NewUuid();
  const std::string to = ids::ResourceName("allocations", next.allocation_id);
  const std::string from = ids::ResourceName("allocations", allocation.allocation_id);
  allocation.granted -= next.granted;
  auto inserted = eligibility::InsertAll(connection, eligibility::kInsertAllocations,
                                         {eligibility::InsertParameters(sealer, call.principal.council_id, next)});
  if (!inserted.ok()) return inserted;
  auto taken = Post(connection, call, sealer, allocation.allocation_id, GrantKind::kCarryOver, -next.granted,
                    absl::StrCat("Unused at the end of the window; went over to ", to, "."));
  if (!taken.ok()) return taken;
  auto given = Post(connection, call, sealer, next.allocation_id, GrantKind::kGrant, next.granted,
                    absl::StrCat("Carried over from ", from, "."));
  if (!given.ok()) return given;
  return eligibility::AddEvents(connection, call, "RunCalendar",
                                {{"allocation.granted", to, 1, {}, ids::ResourceName("children", next.child_id)}});
}

// Does to a locked allocation what the calendar brings. False where there is nothing to do.
absl::StatusOr<bool> RunLocked(Connection& connection, const rpc::Call& call, const Locked& locked,
                               const policy::Policy* policy, absl::CivilDay today, v1::RunCalendarResponse& counts) {
  AllocationRecord allocation = locked.allocation;
  const int64_t left = allocation.granted - allocation.committed;
  absl::Status done;
  if (allocation.state == v1::ALLOCATION_STATE_APPROVED && locked.told && allocation.accept_by_date &&
      *allocation.accept_by_date < today) {
    allocation.state = v1::ALLOCATION_STATE_ENDED;
    allocation.state_reason = "It was not accepted in time. Please ask the short breaks team if it is still wanted.";
    done = Expire(connection, call, locked.sealer, allocation, left, "Not accepted in time.");
    counts.set_lapsed(counts.lapsed() + 1);
  } else if (allocation.window_end < today && !locked.taken_over &&
             (allocation.state == v1::ALLOCATION_STATE_TRANSITION_HOLD ||
              TurnsIntoTransition(allocation, locked.date_of_birth, allocation.window_end))) {
    allocation.state = v1::ALLOCATION_STATE_TRANSITION_HOLD;
    allocation.state_reason = kGoesOn;
    GoOnInTransition(allocation, today);
    counts.set_transition_held(counts.transition_held() + 1);
  } else if (allocation.window_end < today &&
             MayBeDone(Action::kEnd, static_cast<v1::AllocationState>(allocation.state))) {
    YearEnd end = EndOfYear(allocation, policy);
    allocation.state = v1::ALLOCATION_STATE_EXPIRED;
    if (end.next) {
      done = CarryOver(connection, call, locked.sealer, allocation, *std::move(end.next));
      counts.set_carried_over(counts.carried_over() + 1);
    }
    if (done.ok()) {
      done = Expire(connection, call, locked.sealer, allocation, end.expires, "Unused at the end of the window.");
    }
    counts.set_expired(counts.expired() + 1);
  } else if (allocation.state == v1::ALLOCATION_STATE_ENDED || allocation.state == v1::ALLOCATION_STATE_EXPIRED) {
    // A hold that was released, or a refund, after it was over.
    if (left == 0) return false;
    done = Expire(connection, call, locked.sealer, allocation, left, "Given back after it was over.");
    counts.set_expired(counts.expired() + 1);
  } else if (TurnsIntoTransition(allocation, locked.date_of_birth, today)) {
    allocation.state = v1::ALLOCATION_STATE_TRANSITION_HOLD;
    allocation.state_reason = kGoesOn;
    counts.set_transition_held(counts.transition_held() + 1);
  } else {
    return false;
  }
  if (!done.ok()) return done;
  auto saved = Save(connection, call, locked.sealer, "RunCalendar", allocation, "allocation.changed");
  if (!saved.ok()) return saved;
  return true;
}

}  // namespace

absl::StatusOr<v1::Allocation> AllocationStore::Apply(const rpc::Call& call, const RequestMark& mark,
                                                      const ids::Uuid& allocation_id, const Change& change) {
  return eligibility::ChangeOnce<v1::Allocation>(
      pool_, requests_, call, mark, [&](Connection& connection) -> absl::StatusOr<v1::Allocation> {
        auto locked = Lock(connection, call.principal.council_id, allocation_id, relations::AskerOf(call.principal));
        if (!locked.ok()) return locked.status();
        return ApplyTo(connection, call, mark.key.method, *locked, change);
      });
}

// States as in the contract: 1 ACTIVE, 2 SUSPENDED, 6 TRANSITION_HOLD. What is renewed ends with its window, but for a
// package in transition, which may go on. A page ends at a day and an id.
absl::StatusOr<eligibility::PageOf<v1::Allocation>> AllocationStore::ListReviewsDue(const rpc::Call& call,
                                                                                    absl::CivilDay by,
                                                                                    const paging::Page& page) {
  static const std::string kSql =
      absl::StrCat("SELECT ", eligibility::kAllocationColumns,
                   " FROM allocations l WHERE l.council_id = ? AND l.review_date <= ? AND l.state IN (1, 2, 6) "
                   "AND (l.renewed_by IS NULL OR l.state = 6) AND (l.review_date > ? OR (l.review_date = ? AND "
                   "l.allocation_id > ?)) AND ",
                   relations::OfTeam("l"), " ORDER BY l.review_date, l.allocation_id LIMIT ?");
  constexpr size_t kDayCharacters = 10;
  absl::CivilDay day(1900, 1, 1);
  const bool begins = page.position.empty();
  if (!begins && !absl::ParseCivilTime(page.position.substr(0, kDayCharacters), &day)) {
    return Error(type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  }
  const ids::Uuid after = begins ? ids::Uuid(16, '\0') : page.position.substr(kDayCharacters);
  auto rows = pool_.Query(call.deadline, kSql,
                          {call.principal.council_id, by, day, day, Bytes{after}, relations::TeamsOf(call.principal),
                           int64_t{page.size + 1}});
  if (!rows.ok()) return rows.status();
  const absl::CivilDay today = london::DayOf(absl::Now());
  eligibility::PageOf<v1::Allocation> list;
  for (const mysql::Row& row : *rows) {
    if (static_cast<int>(list.items.size()) == page.size) {
      const mysql::Row& last = (*rows)[list.items.size() - 1];
      list.next = absl::StrCat(absl::FormatCivilTime(last.Day(eligibility::kAllocationReviewDate)), last.Text(0));
      break;
    }
    auto allocation = eligibility::ReadAllocationRow(row);
    if (!allocation.ok()) return allocation.status();
    list.items.push_back(eligibility::ToProto(*allocation, today));
  }
  return list;
}

absl::StatusOr<DuePage> AllocationStore::FindDue(absl::Time deadline, const std::string& council, const Due& after,
                                                 absl::CivilDay today, int rows_max) {
  static const std::string kSql = absl::StrCat(
      "SELECT l.council_id, l.allocation_id, l.window_end, ", kIsDue,
      ", c.date_of_birth, c.child_id, c.council_id, (SELECT k.wrapped_key FROM data_keys k WHERE k.council_id = "
      "c.council_id AND k.subject_id = c.child_id) "
      "FROM allocations l JOIN children c ON c.council_id = l.council_id AND c.child_id = l.child_id "
      "WHERE (? = '' OR l.council_id = ?) AND (l.council_id > ? OR (l.council_id = ? AND l.allocation_id > ?)) AND (",
      kIsDue, " OR (l.state = 1 AND l.tier = 3))", eligibility::kOnFile,
      " ORDER BY l.council_id, l.allocation_id LIMIT ?");
  auto rows = pool_.Query(deadline, kSql,
                          {today, today, council, council, after.council_id, after.council_id,
                           Bytes{after.allocation_id}, today, today, int64_t{rows_max}});
  if (!rows.ok()) return rows.status();
  const absl::CivilDay adult(today.year() - 18, today.month(), today.day());
  DuePage page;
  for (const mysql::Row& row : *rows) {
    const Due due{row.Text(0), row.Text(1), row.Day(2)};
    bool is_due = row.Int(3) != 0;
    if (!is_due) {
      sealing::SealedRow sealed(row, 6, row.Text(5));
      is_due = sealed.Day(4, eligibility::kDateOfBirth, row.Text(5)) <= adult;
      if (!sealed.status().ok()) return sealed.status();
    }
    if (is_due) page.due.push_back(due);
    page.last = due;
  }
  page.goes_on = static_cast<int>(rows->size()) == rows_max;
  return page;
}

absl::Status AllocationStore::RunOne(const rpc::Call& call, const Due& due, absl::CivilDay today, bool validate_only,
                                     v1::RunCalendarResponse& counts) {
  rpc::Call own = call;
  own.principal.council_id = due.council_id;
  v1::RunCalendarResponse counted;
  const absl::Status dry_run = Error(type::v1::ERROR_REASON_CALLER_CANCELLED);
  // The policy is read before, since one connection at a time is enough for anybody.
  auto live = policies_.LiveOn(own, due.window_end);
  if (!live.ok()) return live.status();
  auto status = mysql::InTransaction(pool_, call.deadline, [&](Connection& connection) -> absl::Status {
    counted = v1::RunCalendarResponse();
    auto locked = Lock(connection, due.council_id, due.allocation_id, relations::kService);
    if (!locked.ok()) return locked.status();
    // Somebody decided on it meanwhile: the next round looks again.
    if (locked->allocation.window_end != due.window_end) return absl::OkStatus();
    auto done = RunLocked(connection, own, *locked, live->policy.get(), today, counted);
    if (!done.ok()) return done.status();
    return validate_only ? dry_run : absl::OkStatus();
  });
  const bool tried = validate_only && errors::ReasonOf(status) == type::v1::ERROR_REASON_CALLER_CANCELLED;
  if (!status.ok() && !tried) return status;
  counts.set_expired(counts.expired() + counted.expired());
  counts.set_carried_over(counts.carried_over() + counted.carried_over());
  counts.set_transition_held(counts.transition_held() + counted.transition_held());
  counts.set_lapsed(counts.lapsed() + counted.lapsed());
  return absl::OkStatus();
}

absl::StatusOr<v1::RunCalendarResponse> RunCalendar(AllocationStore& store, const rpc::Call& call,
                                                    const std::string& council, bool validate_only) {
  const absl::CivilDay today = london::DayOf(absl::Now());
  v1::RunCalendarResponse counts;
  Due after{"", ids::Uuid(16, '\0')};
  absl::Status first_error;
  while (absl::Now() < call.deadline) {
    auto page = store.FindDue(call.deadline, council, after, today, kDueMax);
    if (!page.ok()) return page.status();
    for (const Due& one : page->due) first_error.Update(store.RunOne(call, one, today, validate_only, counts));
    if (!page->goes_on) break;
    after = page->last;
  }
  const bool nothing = counts.expired() + counts.transition_held() + counts.lapsed() == 0;
  if (!first_error.ok() && nothing) return first_error;
  return counts;
}

}  // namespace shortbreaks::allocations
