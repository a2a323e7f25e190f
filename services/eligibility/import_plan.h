// What an import would do to what is stored. Pure.
#pragma once

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>
#include <absl/status/statusor.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "eligibility/records.h"
#include "ids/uuid.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"

namespace shortbreaks::eligibility {

// (child_id, carer_id)
using AuthorityKey = std::pair<ids::Uuid, ids::Uuid>;

// The stored records that an import names, by external_id, and the authorities of its children.
struct StoredCaseload {
  std::string council;
  absl::flat_hash_map<std::string, CarerRecord> carers;
  absl::flat_hash_map<std::string, ChildRecord> children;
  absl::flat_hash_map<AuthorityKey, bool> authorities;  // true: revoked, or less than full
  absl::flat_hash_map<std::string, EvidenceRecord> evidence;
  absl::flat_hash_map<std::string, AllocationRecord> allocations;
};

struct ImportPlan {
  // New records have their ids already. Changed ones carry the version that was read.
  std::vector<CarerRecord> new_carers, changed_carers;
  std::vector<ChildRecord> new_children, changed_children;
  std::vector<AuthorityKey> new_authorities;
  std::vector<EvidenceRecord> new_evidence, changed_evidence;
  std::vector<AllocationRecord> new_allocations;
  // Stored children that stay as they are but whose authorities or evidence change, with the version that was read.
  std::map<ids::Uuid, int64_t> touched_children;
  // The version of each child, once the import is done, that has new or changed evidence or authorities.
  absl::flat_hash_map<ids::Uuid, int64_t> versions_after;
  v1::ImportCaseloadResponse counts;
};

// Every external_id that `request` names, of one kind: its own rows and the rows that refer to it.
absl::flat_hash_set<std::string> CarerKeys(const v1::ImportCaseloadRequest& request);
absl::flat_hash_set<std::string> ChildKeys(const v1::ImportCaseloadRequest& request);

// Of a request that validation has passed. INVALID_REQUEST names every row that refers to a record that is neither in
// the import nor stored, that would undo a revocation, bring back what was withdrawn, move evidence to another child,
// or change what was granted.
absl::StatusOr<ImportPlan> PlanImport(const v1::ImportCaseloadRequest& request, const StoredCaseload& stored);

}  // namespace shortbreaks::eligibility
