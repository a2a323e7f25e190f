#include "support/many_families.h"

#include <absl/time/clock.h>

#include <cstdlib>
#include <iostream>

#include "eligibility/mysql_rows.h"

namespace shortbreaks::support {
namespace {

using mysql::Bytes;

void Must(const absl::Status& status) {
  if (status.ok()) return;
  std::cerr << status << " " << mysql::DiagnosisOf(status) << "\n";
  std::exit(1);
}

// The rows of each table, sealed for each family by itself.
struct Rows {
  std::vector<mysql::Parameters> keys, carers, children, authorities, evidence, allocations, grants;
};

sealing::Sealer NewKey(const mysql::Connection& root, const std::string& council, const ids::Uuid& subject,
                       sealing::SubjectKind kind, Rows& rows) {
  auto key = sealing::MakeKey(root.keyring(), council, subject, kind);
  Must(key.status());
  rows.keys.push_back(key->row);
  return key->sealer;
}

eligibility::AllocationRecord Allocation(const ids::Uuid& child, int64_t minutes, absl::CivilDay today) {
  return {.allocation_id = ids::NewUuid(),
          .child_id = child,
          .unit = type::v1::ALLOCATION_UNIT_MINUTES,
          .granted = minutes,
          .tier = type::v1::TIER_TARGETED,
          .funding_stream = "short-breaks-grant",
          .window_start = today - 30,
          .window_end = today + 700};
}

}  // namespace

ManyFamilies AddManyFamilies(const PrivateMysql& mysql, const std::string& council, int count, int64_t minutes,
                             const std::function<int(int)>& children_to_one) {
  auto opened = mysql::Connection::Open(mysql.As("root"));
  Must(opened.status());
  mysql::Connection& root = **opened;
  const absl::CivilDay today = absl::ToCivilDay(absl::Now(), absl::UTCTimeZone());
  rpc::Call call;
  call.principal = {identity::Role::kOfficer, council, "load", "", "load"};
  ManyFamilies families;
  Rows rows;
  for (int n = 0; n < count; ++n) {
    const ids::Uuid carer = ids::NewUuid(), child = ids::NewUuid();
    const auto of_carer = NewKey(root, council, carer, sealing::SubjectKind::kCarer, rows);
    const auto of_child = NewKey(root, council, child, sealing::SubjectKind::kChild, rows);
    rows.carers.push_back(
        eligibility::InsertParameters(of_carer, council, {.carer_id = carer, .display_name = "Sample Carer"}));
    rows.children.push_back(
        eligibility::InsertParameters(of_child, council,
                                      eligibility::ChildRecord{.child_id = child,
                                                               .display_name = "Sample Child",
                                                               .date_of_birth = today - 3'660,
                                                               .resident = true,
                                                               .ratio_children = children_to_one(n)}));
    rows.evidence.push_back(eligibility::InsertParameters(
        of_child, council,
        eligibility::EvidenceRecord{.evidence_id = ids::NewUuid(),
                                    .child_id = child,
                                    .kind = eligibility::v1::EVIDENCE_KIND_DLA_CARE_HIGHEST,
                                    .issue_date = today - 100}));
    rows.authorities.push_back({council, Bytes{child}, Bytes{carer}, int64_t{eligibility::v1::AUTHORITY_KIND_FULL}});
    const auto allocation = Allocation(child, minutes, today);
    rows.allocations.push_back(eligibility::InsertParameters(of_child, council, allocation));
    rows.grants.push_back(eligibility::GrantParameters(of_child, call, allocation.allocation_id,
                                                       eligibility::GrantKind::kGrant, minutes, "For a test."));
    families.carers.push_back(carer);
    families.children.push_back(child);
    families.allocations.push_back(allocation.allocation_id);
  }
  Must(eligibility::InsertAll(root, eligibility::kInsertKeys, rows.keys));
  Must(eligibility::InsertAll(root, eligibility::kInsertCarers, rows.carers));
  Must(eligibility::InsertAll(root, eligibility::kInsertChildren, rows.children));
  Must(eligibility::InsertAll(root, eligibility::kInsertAuthorities, rows.authorities));
  Must(eligibility::InsertAll(root, eligibility::kInsertEvidence, rows.evidence));
  Must(eligibility::InsertAll(root, eligibility::kInsertAllocations, rows.allocations));
  Must(eligibility::InsertAll(root, eligibility::kInsertGrants, rows.grants));
  return families;
}

}  // namespace shortbreaks::support
