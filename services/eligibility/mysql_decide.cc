// What a decision stands on, in two reads. The versions are read first: where something changes between the two, the
// decision carries the older version, and a booking made on it is decided again.
#include <absl/strings/str_cat.h>

#include "eligibility/london.h"
#include "eligibility/mysql_rows.h"
#include "eligibility/mysql_store.h"

namespace shortbreaks::eligibility {
namespace {

using mysql::Bytes;

// 1 is DRAFT, which families do not see.
constexpr char kReadPair[] =
    ", s.version, s.start_time, s.tier, s.age_min_years, s.age_max_years, s.ratio_staff, s.ratio_children, "
    "s.needs_met, s.charge_minutes, s.charge_nights, s.price_pence "
    "FROM children c LEFT JOIN session_offers s ON s.council_id = c.council_id AND s.session_id = ? AND s.state <> 1 "
    "WHERE c.council_id = ? AND c.child_id = ? AND (? = 1 OR EXISTS (SELECT 1 FROM care_authorities a "
    "WHERE a.council_id = c.council_id AND a.child_id = c.child_id AND a.carer_id = ? AND a.revoke_time IS NULL))";

// Evidence (source 1) and allocations (source 2), the latest 200 of each: no child has as many in force.
constexpr std::string_view kReadFile =
    "(SELECT 1 AS source, NULL AS id, e.kind AS kind_or_unit, 0 AS balance, 0 AS tier, 0 AS state, 0 AS version, "
    "e.issue_date AS first_day, e.expire_date AS last_day FROM evidence e WHERE e.council_id = ? AND e.child_id = ? "
    "ORDER BY e.issue_date DESC LIMIT 200) UNION ALL "
    "(SELECT 2, l.allocation_id, l.unit, l.granted - l.committed, l.tier, l.state, l.version, l.window_start, "
    "l.window_end FROM allocations l WHERE l.council_id = ? AND l.child_id = ? "
    "ORDER BY l.window_start DESC LIMIT 200)";

SessionFacts ReadSession(const mysql::Row& row, size_t at) {
  return {.day = LondonDay(row.Time(at + 1)),
          .tier = static_cast<type::v1::Tier>(row.Int(at + 2)),
          .age_min_years = static_cast<int>(row.Int(at + 3)),
          .age_max_years = static_cast<int>(row.Int(at + 4)),
          .ratio_staff = static_cast<int>(row.Int(at + 5)),
          .ratio_children = static_cast<int>(row.Int(at + 6)),
          .needs_met = row.Int(at + 7),
          .charge_minutes = row.Int(at + 8),
          .charge_nights = row.Int(at + 9),
          .price_pence = row.Int(at + 10)};
}

void ReadFileRow(const mysql::Row& row, Facts& facts) {
  if (row.Int(0) == 1) {
    EvidenceFacts& evidence = facts.evidence.emplace_back();
    evidence.kind = static_cast<v1::EvidenceKind>(row.Int(2));
    evidence.issue_date = row.Day(7);
    if (!row.IsNull(8)) evidence.expire_date = row.Day(8);
    return;
  }
  facts.allocations.push_back({.allocation_id = row.Text(1),
                               .unit = static_cast<type::v1::AllocationUnit>(row.Int(2)),
                               .balance = row.Int(3),
                               .tier = static_cast<type::v1::Tier>(row.Int(4)),
                               .window_start = row.Day(7),
                               .window_end = row.Day(8),
                               .state = static_cast<v1::AllocationState>(row.Int(5)),
                               .version = row.Int(6)});
}

}  // namespace

absl::StatusOr<std::optional<DecisionInput>> MysqlStore::ReadForDecision(const rpc::Call& call, const Viewer& viewer,
                                                                         const ids::Uuid& child_id,
                                                                         const ids::Uuid& session_id) {
  static const std::string kSql = absl::StrCat("SELECT ", kChildColumns, kReadPair);
  const std::string& council = call.principal.council_id;
  auto pair =
      pool_.Query(call.deadline, kSql,
                  {Bytes{session_id}, council, Bytes{child_id}, int64_t{viewer.sees_all}, Bytes{viewer.carer_id}});
  if (!pair.ok()) return pair.status();
  if (pair->empty()) return std::nullopt;
  const mysql::Row& row = pair->front();
  const ChildRecord child = ReadChildRow(row);
  DecisionInput input{.child_version = child.version};
  input.facts.asker = viewer.sees_all ? Asker::kCouncil : Asker::kCarerWithAuthority;
  input.facts.child = {child.date_of_birth, child.resident, child.ratio_staff, child.ratio_children, child.needs};
  input.session_found = !row.IsNull(kChildColumnCount);
  if (!input.session_found) return input;
  input.session_version = row.Int(kChildColumnCount);
  input.facts.session = ReadSession(row, kChildColumnCount);

  auto file = pool_.Query(call.deadline, kReadFile, {council, Bytes{child_id}, council, Bytes{child_id}});
  if (!file.ok()) return file.status();
  for (const mysql::Row& filed : *file) ReadFileRow(filed, input.facts);
  return input;
}

}  // namespace shortbreaks::eligibility
