#include <absl/container/flat_hash_map.h>
#include <absl/strings/str_cat.h>

#include "delivery/store.h"
#include "eligibility/mysql_rows.h"
#include "london/london.h"
#include "wire/times.h"

namespace shortbreaks::delivery {
namespace {

using mysql::Bytes;

constexpr char kCircumstancesOf[] =
    "SELECT c.child_id, c.circumstances, c.council_id, "
    "(SELECT k.wrapped_key FROM data_keys k WHERE k.council_id = c.council_id AND k.subject_id = c.child_id), ";
constexpr char kOfCouncil[] = " FROM children c WHERE c.council_id = ?";
// A window that begins in the year. Kinds: 8 expired, 9 carried over, else granted or adjusted.
constexpr std::string_view kAllocations =
    "SELECT l.child_id, l.allocation_id, l.ehc_plan_section, l.unit, l.state, l.committed, "
    "SUM(CASE WHEN g.kind IN (1, 7) THEN g.amount ELSE 0 END), SUM(CASE WHEN g.kind = 8 THEN -g.amount ELSE 0 END), "
    "SUM(CASE WHEN g.kind = 9 THEN -g.amount ELSE 0 END) "
    "FROM allocations l JOIN ledger_grants g ON g.council_id = l.council_id AND g.allocation_id = l.allocation_id "
    "WHERE l.council_id = ? AND l.child_id BETWEEN ? AND ? AND l.window_start BETWEEN ? AND ? "
    "GROUP BY l.child_id, l.allocation_id, l.ehc_plan_section, l.unit, l.state, l.committed "
    "ORDER BY l.child_id, l.allocation_id";

// A stay that ended in the last 12 months, with those that it adjoins.
constexpr std::string_view kStays =
    "SELECT child_id, provider_id, start_time, end_time, charge_nights FROM child_bookings WHERE council_id = ? "
    "AND child_id BETWEEN ? AND ? AND charge_nights > 0 AND start_time >= ? ORDER BY child_id, start_time";
constexpr int kStaysDays = 366 + 31;

constexpr char kTakeUp[] =
    "SELECT c.child_id, c.ward, c.needs, c.council_id, "
    "(SELECT k.wrapped_key FROM data_keys k WHERE k.council_id = c.council_id AND k.subject_id = c.child_id), "
    "COALESCE(t.breaks, 0) FROM children c LEFT JOIN (SELECT b.child_id, COUNT(*) AS breaks FROM child_bookings b "
    "WHERE b.council_id = ? AND b.start_time >= ? AND b.start_time < ? GROUP BY b.child_id) t "
    "ON t.child_id = c.child_id WHERE c.council_id = ?";

// An allocation's column, and what it pays of a booking: its share, what it lost of that, and what is charged of it
// since the register was marked.
struct Payer {
  std::string allocation, share, forfeit, settled;
};

// What bookings come to for an allocation. States: 1 held, 2 confirmed, 9 requested; 5 cancelled in time, 6 cancelled
// late, 7 the provider's cause, 10 that it cannot meet the needs; marked 11 attended, 12 for a part, 13 not, 14 absent
// with notice. What is given back of a part or an absence is the family's.
std::string SharesSql(const Payer& payer) {
  const auto& [allocation, share, forfeit, settled] = payer;
  const auto sum = [&](const std::string& where, const std::string& what) {
    return absl::StrCat("SUM(CASE WHEN ", where, " THEN ", what, " ELSE 0 END)");
  };
  return absl::StrCat("SELECT b.", allocation, ", ", sum("b.state IN (1, 2, 9) AND b.end_time > ?", share), ", ",
                      sum("b.state IN (11, 12)", settled), ", ", sum("b.state IN (7, 10)", share), ", ",
                      sum("b.state IN (5, 6)", absl::StrCat(share, " - (", forfeit, ")")), " + ",
                      sum("b.state IN (12, 13, 14)", absl::StrCat(share, " - (", settled, ")")), ", ",
                      sum("b.state IN (2, 9) AND b.end_time <= ?", share),
                      " FROM allocations l JOIN booking_outcomes b ON b.council_id = l.council_id AND b.", allocation,
                      " = l.allocation_id WHERE l.council_id = ? AND l.child_id BETWEEN ? AND ? "
                      "AND l.window_start BETWEEN ? AND ? GROUP BY b.",
                      allocation);
}

absl::StatusOr<ChildFigures> ReadChildRow(const mysql::Row& row) {
  ChildFigures child{.child_id = row.Text(0), .shown = row.Int(4) != 0};
  v1::Circumstances circumstances;
  sealing::SealedRow sealed(row, 2, child.child_id);
  circumstances.ParseFromString(sealed.Text(1, eligibility::kCircumstances, child.child_id));
  if (!sealed.status().ok()) return sealed.status();
  child.planned = std::move(*circumstances.mutable_planned_provision());
  return child;
}

AllocationFigures ReadAllocationRow(const mysql::Row& row) {
  return {.ehc_plan_section = row.Text(2),
          .unit = static_cast<type::v1::AllocationUnit>(row.Int(3)),
          .suspended = row.Int(4) == v1::ALLOCATION_STATE_SUSPENDED,
          .allocated = row.Int(6),
          .expired = row.Int(7),
          .carried_over = row.Int(8),
          .committed = row.Int(5)};
}

}  // namespace

absl::Status DeliveryStore::AddAllocations(const rpc::Call& call, const Range& range, const Year& year, absl::Time now,
                                           std::vector<ChildFigures>& children) {
  static const std::string kFirstShares =
      SharesSql({"allocation_id", "b.charge_amount - b.second_amount", "b.forfeited_amount - b.second_forfeited_amount",
                 "b.settled_amount - b.second_settled_amount"});
  static const std::string kSecondShares =
      SharesSql({"second_allocation_id", "b.second_amount", "b.second_forfeited_amount", "b.second_settled_amount"});
  const std::string& council = call.principal.council_id;
  auto rows =
      pool_.Query(call.deadline, kAllocations, {council, Bytes{range.first}, Bytes{range.last}, year.first, year.last});
  if (!rows.ok()) return rows.status();
  struct Place {
    size_t child, allocation;
  };
  absl::flat_hash_map<std::string, Place> places;
  size_t at = 0;
  for (const mysql::Row& row : *rows) {
    while (at < children.size() && children[at].child_id < row.Text(0)) ++at;
    if (at == children.size()) break;
    // A child that was erased keeps its allocations.
    if (children[at].child_id != row.Text(0)) continue;
    places[row.Text(1)] = {at, children[at].allocations.size()};
    children[at].allocations.push_back(ReadAllocationRow(row));
  }
  for (const std::string* sql : {&kFirstShares, &kSecondShares}) {
    auto shares = pool_.Query(call.deadline, *sql,
                              {now, now, council, Bytes{range.first}, Bytes{range.last}, year.first, year.last});
    if (!shares.ok()) return shares.status();
    for (const mysql::Row& row : *shares) {
      const auto place = places.find(row.Text(0));
      if (place == places.end()) continue;
      AllocationFigures& figures = children[place->second.child].allocations[place->second.allocation];
      figures.booked += row.Int(1);
      figures.delivered += row.Int(2);
      figures.cancelled_by_provider += row.Int(3);
      figures.cancelled_by_family += row.Int(4);
      figures.unmarked += row.Int(5);
    }
  }
  return absl::OkStatus();
}

absl::Status DeliveryStore::AddStays(const rpc::Call& call, const Range& range, absl::Time now,
                                     std::vector<ChildFigures>& children) {
  const absl::Time since = london::StartOf(london::DayOf(now) - kStaysDays);
  auto rows =
      pool_.Query(call.deadline, kStays, {call.principal.council_id, Bytes{range.first}, Bytes{range.last}, since});
  if (!rows.ok()) return rows.status();
  size_t at = 0;
  for (const mysql::Row& row : *rows) {
    while (at < children.size() && children[at].child_id < row.Text(0)) ++at;
    if (at == children.size()) break;
    if (children[at].child_id != row.Text(0)) continue;
    v1::Stay& stay = children[at].stays.emplace_back();
    stay.set_provider(ids::ResourceName("providers", row.Text(1)));
    *stay.mutable_start_date() = wire::ToProto(london::DayOf(row.Time(2)));
    *stay.mutable_end_date() = wire::ToProto(london::DayOf(row.Time(3)));
    stay.set_nights(row.Int(4));
  }
  return absl::OkStatus();
}

absl::StatusOr<eligibility::PageOf<ChildFigures>> DeliveryStore::List(const rpc::Call& call, const Year& year,
                                                                      absl::Time now, const paging::Page& page) {
  static const std::string kSql =
      absl::StrCat(kCircumstancesOf, relations::OfTeam("c"), kOfCouncil, " AND c.child_id > ?", eligibility::kOnFile,
                   " ORDER BY c.child_id LIMIT ?");
  const ids::Uuid after = page.position.empty() ? ids::Uuid(16, '\0') : page.position;
  auto rows = pool_.Query(
      call.deadline, kSql,
      {relations::TeamsOf(call.principal), call.principal.council_id, Bytes{after}, int64_t{page.size + 1}});
  if (!rows.ok()) return rows.status();
  eligibility::PageOf<ChildFigures> list;
  for (const mysql::Row& row : *rows) {
    if (static_cast<int>(list.items.size()) == page.size) {
      list.next = list.items.back().child_id;
      break;
    }
    auto child = ReadChildRow(row);
    if (!child.ok()) return child.status();
    list.items.push_back(*std::move(child));
  }
  if (list.items.empty()) return list;
  const Range range{list.items.front().child_id, list.items.back().child_id};
  if (auto added = AddAllocations(call, range, year, now, list.items); !added.ok()) return added;
  if (auto added = AddStays(call, range, now, list.items); !added.ok()) return added;
  return list;
}

absl::StatusOr<ChildFigures> DeliveryStore::Read(const rpc::Call& call, const ids::Uuid& child_id, const Year& year,
                                                 absl::Time now) {
  static const std::string kSql =
      absl::StrCat(kCircumstancesOf, "1", kOfCouncil, " AND c.child_id = ? AND ", relations::MayAct("c"));
  const relations::Asker asker = relations::AskerOf(call.principal);
  auto rows = pool_.Query(call.deadline, kSql, relations::With({call.principal.council_id, Bytes{child_id}}, 2, asker));
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return relations::NotSeen(asker);
  auto child = ReadChildRow(rows->front());
  if (!child.ok()) return child.status();
  std::vector<ChildFigures> children = {*std::move(child)};
  const Range range{child_id, child_id};
  if (auto added = AddAllocations(call, range, year, now, children); !added.ok()) return added;
  if (auto added = AddStays(call, range, now, children); !added.ok()) return added;
  return std::move(children.front());
}

absl::StatusOr<std::vector<ChildTakeUp>> DeliveryStore::ReadTakeUp(const rpc::Call& call, const wire::DayRange& days) {
  static const std::string kSql = absl::StrCat(kTakeUp, eligibility::kOnFile);
  const std::string& council = call.principal.council_id;
  auto rows =
      pool_.Query(call.deadline, kSql, {council, london::StartOf(days.first), london::StartOf(days.last + 1), council});
  if (!rows.ok()) return rows.status();
  std::vector<ChildTakeUp> children;
  for (const mysql::Row& row : *rows) {
    ChildTakeUp child{.breaks = row.Int(5)};
    sealing::SealedRow sealed(row, 3, row.Text(0));
    child.ward = sealed.Text(1, "children.ward", row.Text(0));
    child.needs = sealed.Number(2, "children.needs", row.Text(0));
    if (!sealed.status().ok()) return sealed.status();
    children.push_back(std::move(child));
  }
  return children;
}

}  // namespace shortbreaks::delivery
