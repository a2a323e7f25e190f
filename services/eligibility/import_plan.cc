#include "eligibility/import_plan.h"

#include <absl/strings/str_cat.h>

#include "errors/errors.h"

namespace shortbreaks::eligibility {
namespace {

using errors::FieldErrors;
using type::v1::ImportSummary;

void CountCreated(ImportSummary& summary) { summary.set_created(summary.created() + 1); }
void CountUpdated(ImportSummary& summary) { summary.set_updated(summary.updated() + 1); }
void CountUnchanged(ImportSummary& summary) { summary.set_unchanged(summary.unchanged() + 1); }

// Where a row's child or carer is: stored, or made by this import.
struct Reference {
  ids::Uuid id;
  bool is_new = false;
};

class Planner {
 public:
  Planner(const v1::ImportCaseloadRequest& request, const StoredCaseload& stored) : request_(request), stored_(stored) {
    for (const auto& [key, carer] : stored.carers) carers_[key] = {carer.carer_id, false};
    for (const auto& [key, child] : stored.children) {
      children_[key] = {child.child_id, false};
      versions_[child.child_id] = child.version;
    }
  }

  absl::StatusOr<ImportPlan> Plan() {
    PlanCarers();
    PlanChildren();
    for (int i = 0; i < request_.authorities_size(); ++i) PlanAuthority(i);
    for (int i = 0; i < request_.evidence_size(); ++i) PlanEvidence(i);
    for (int i = 0; i < request_.allocations_size(); ++i) PlanAllocation(i);
    if (auto fit = fields_.ToStatus(); !fit.ok()) return fit;
    return std::move(plan_);
  }

 private:
  void PlanCarers() {
    ImportSummary& summary = *plan_.counts.mutable_carers();
    for (const v1::Carer& carer : request_.carers()) {
      CarerRecord record = RecordOf(carer);
      const auto found = stored_.carers.find(record.external_id);
      if (found == stored_.carers.end()) {
        record.carer_id = ids::NewUuid();
        carers_[record.external_id] = {record.carer_id, true};
        plan_.new_carers.push_back(std::move(record));
        CountCreated(summary);
      } else if (SameContent(record, found->second)) {
        CountUnchanged(summary);
      } else {
        record.carer_id = found->second.carer_id;
        record.version = found->second.version;
        plan_.changed_carers.push_back(std::move(record));
        CountUpdated(summary);
      }
    }
  }

  void PlanChildren() {
    ImportSummary& summary = *plan_.counts.mutable_children();
    for (const v1::Child& child : request_.children()) {
      ChildRecord record = RecordOf(child);
      const auto found = stored_.children.find(record.external_id);
      if (found != stored_.children.end()) record.circumstances = CircumstancesOf(child, found->second);
      if (found == stored_.children.end()) {
        record.child_id = ids::NewUuid();
        children_[record.external_id] = {record.child_id, true};
        plan_.new_children.push_back(std::move(record));
        CountCreated(summary);
      } else if (SameContent(record, found->second)) {
        CountUnchanged(summary);
      } else {
        record.child_id = found->second.child_id;
        record.version = found->second.version;
        changed_.insert(record.child_id);
        plan_.changed_children.push_back(std::move(record));
        CountUpdated(summary);
      }
    }
  }

  // What is on file, with what the import gives in its place.
  std::string CircumstancesOf(const v1::Child& child, const ChildRecord& stored) const {
    if (request_.circumstances_fields().empty() && child.has_circumstances()) {
      return child.circumstances().SerializeAsString();
    }
    v1::Circumstances given = child.circumstances(), merged;
    merged.ParseFromString(stored.circumstances);
    for (const std::string& name : request_.circumstances_fields()) {
      // What is swapped back is dropped with `given`.
      const auto* field = v1::Circumstances::descriptor()->FindFieldByName(name);
      merged.GetReflection()->SwapFields(&merged, &given, {field});
    }
    // A child that moved is not where the file says any more.
    const bool at_home = merged.home_authority() == stored_.council;
    if (!merged.home_authority().empty() && child.resident() != at_home) merged.clear_home_authority();
    return merged.SerializeAsString();
  }

  void PlanAuthority(int i) {
    const v1::ImportAuthority& row = request_.authorities(i);
    const std::string at = absl::StrCat("authorities[", i, "]");
    const Reference* carer = Find(carers_, row.carer_external_id(), absl::StrCat(at, ".carer_external_id"), "carer");
    const Reference* child = FindChild(row.child_external_id(), at);
    if (!carer || !child) return;
    ImportSummary& summary = *plan_.counts.mutable_authorities();
    const auto found = stored_.authorities.find(AuthorityKey(child->id, carer->id));
    if (found == stored_.authorities.end()) {
      plan_.new_authorities.emplace_back(child->id, carer->id);
      Touch(*child);
      CountCreated(summary);
    } else if (found->second) {
      fields_.Add(
          at,
          "The council revoked or limited this authority. Leave the row out, or grant the authority again by itself.");
    } else {
      CountUnchanged(summary);
    }
  }

  void PlanEvidence(int i) {
    const std::string at = absl::StrCat("evidence[", i, "]");
    const Reference* child = FindChild(request_.evidence(i).child_external_id(), at);
    if (!child) return;
    EvidenceRecord record = RecordOf(request_.evidence(i).evidence());
    record.child_id = child->id;
    ImportSummary& summary = *plan_.counts.mutable_evidence();
    const auto found = stored_.evidence.find(record.external_id);
    if (found == stored_.evidence.end()) {
      record.evidence_id = ids::NewUuid();
      plan_.new_evidence.push_back(std::move(record));
      Touch(*child);
      CountCreated(summary);
    } else if (found->second.child_id != child->id) {
      fields_.Add(absl::StrCat(at, ".child_external_id"), "The stored evidence with this key is another child's.");
    } else if (found->second.withdraw_time) {
      fields_.Add(at, "The council withdrew this evidence. Leave the row out, or bring it in under another key.");
    } else if (SameContent(record, found->second)) {
      CountUnchanged(summary);
    } else {
      record.evidence_id = found->second.evidence_id;
      plan_.changed_evidence.push_back(std::move(record));
      Touch(*child);
      CountUpdated(summary);
    }
  }

  void PlanAllocation(int i) {
    const std::string at = absl::StrCat("allocations[", i, "]");
    const Reference* child = FindChild(request_.allocations(i).child_external_id(), at);
    if (!child) return;
    AllocationRecord record = RecordOf(request_.allocations(i).allocation());
    record.child_id = child->id;
    const auto found = stored_.allocations.find(record.external_id);
    if (found == stored_.allocations.end()) {
      record.allocation_id = ids::NewUuid();
      plan_.new_allocations.push_back(std::move(record));
      CountCreated(*plan_.counts.mutable_allocations());
    } else if (found->second.child_id != child->id) {
      fields_.Add(absl::StrCat(at, ".child_external_id"), "The stored allocation with this key is another child's.");
    } else if (SameContent(record, found->second)) {
      CountUnchanged(*plan_.counts.mutable_allocations());
    } else {
      fields_.Add(absl::StrCat(at, ".allocation"),
                  "Differs from the stored allocation with this key. An import never changes what was granted.");
    }
  }

  const Reference* FindChild(const std::string& key, const std::string& at) {
    return Find(children_, key, absl::StrCat(at, ".child_external_id"), "child");
  }

  const Reference* Find(const absl::flat_hash_map<std::string, Reference>& references, const std::string& key,
                        std::string field, const char* what) {
    const auto found = references.find(key);
    if (found != references.end()) return &found->second;
    fields_.Add(std::move(field), absl::StrCat("No ", what, " with this key is in the import or stored."));
    return nullptr;
  }

  // A child's version rises once in an import, whatever changes. One that is new stays at its first.
  void Touch(const Reference& child) {
    if (child.is_new) {
      plan_.versions_after[child.id] = 1;
      return;
    }
    const int64_t version = versions_.at(child.id);
    plan_.versions_after[child.id] = version + 1;
    if (!changed_.contains(child.id)) plan_.touched_children[child.id] = version;
  }

  const v1::ImportCaseloadRequest& request_;
  const StoredCaseload& stored_;
  absl::flat_hash_map<std::string, Reference> carers_, children_;
  absl::flat_hash_map<ids::Uuid, int64_t> versions_;
  absl::flat_hash_set<ids::Uuid> changed_;
  FieldErrors fields_;
  ImportPlan plan_;
};

}  // namespace

absl::flat_hash_set<std::string> CarerKeys(const v1::ImportCaseloadRequest& request) {
  absl::flat_hash_set<std::string> keys;
  for (const v1::Carer& carer : request.carers()) keys.insert(carer.external_id());
  for (const v1::ImportAuthority& authority : request.authorities()) keys.insert(authority.carer_external_id());
  return keys;
}

absl::flat_hash_set<std::string> ChildKeys(const v1::ImportCaseloadRequest& request) {
  absl::flat_hash_set<std::string> keys;
  for (const v1::Child& child : request.children()) keys.insert(child.external_id());
  for (const v1::ImportAuthority& authority : request.authorities()) keys.insert(authority.child_external_id());
  for (const v1::ImportEvidence& evidence : request.evidence()) keys.insert(evidence.child_external_id());
  for (const v1::ImportAllocation& allocation : request.allocations()) keys.insert(allocation.child_external_id());
  return keys;
}

absl::StatusOr<ImportPlan> PlanImport(const v1::ImportCaseloadRequest& request, const StoredCaseload& stored) {
  return Planner(request, stored).Plan();
}

}  // namespace shortbreaks::eligibility
