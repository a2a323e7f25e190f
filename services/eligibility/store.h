// What the eligibility service keeps, as the handlers see it. Every change is one transaction with its request row,
// outbox event and audit record: all of it happens or none. Implementations are thread-safe and blocking.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "eligibility/records.h"
#include "idempotency/requests.h"
#include "ids/uuid.h"
#include "paging/page.h"
#include "relations/relations.h"
#include "rpc/call.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"

namespace shortbreaks::eligibility {

using idempotency::RequestMark;
using paging::Page;

// Whose records a read may find: everyone's in the council but those of teams that are not an officer's, or those of
// the children a carer may act for now.
struct Viewer {
  bool sees_all = false;
  ids::Uuid carer_id = ids::Uuid(16, '\0');
  mysql::Parameter teams = nullptr;  // relations::TeamsOf; null: all

  relations::Asker asker() const {
    return sees_all ? relations::Asker{.teams = teams} : relations::Asker{.carer = mysql::Bytes{carer_id}};
  }
};

template <typename Item>
struct PageOf {
  std::vector<Item> items;
  std::string next;  // empty on the last page
};

// What a decision stands on.
struct DecisionInput {
  v1::DecisionBasis basis;  // without the policy
  // False for a session that does not exist or is a draft; then only the child is there.
  bool session_found = false;
};

// An application that was handed in and is not decided.
struct OpenApplication {
  std::string name;     // `applications/{uuid}`
  ids::Uuid policy_id;  // that holds for it; empty: none yet
};

// A child as policies are asked about it, for a replay.
struct ChildOnFile {
  v1::DecisionBasis basis;                                   // without the day and the policy
  std::map<std::string, OpenApplication> open_applications;  // by offer
};

// A decision as it was kept.
struct StoredDecision {
  std::string basis, result;  // serialized
  absl::Time create_time;
  ids::Uuid policy_id;  // empty: none was live
};

class Store {
 public:
  virtual ~Store() = default;

  // Creating: DUPLICATE_EXTERNAL_ID with the name of the record that has the key.
  virtual absl::StatusOr<v1::Carer> CreateCarer(const rpc::Call& call, const RequestMark& mark,
                                                const CarerRecord& carer) = 0;
  virtual absl::StatusOr<v1::Child> CreateChild(const rpc::Call& call, const RequestMark& mark,
                                                const ChildRecord& child) = 0;
  // NOT_FOUND; ETAG_MISMATCH where `child.version` is not the child's.
  virtual absl::StatusOr<v1::Child> UpdateChild(const rpc::Call& call, const RequestMark& mark,
                                                const ChildRecord& child) = 0;
  // NOT_FOUND where the child or the carer is not there; for Revoke also where there never was such an authority. Doing
  // either again changes nothing; Grant with another `kind` changes that.
  virtual absl::StatusOr<v1::Authority> GrantAuthority(const rpc::Call& call, const RequestMark& mark,
                                                       const ids::Uuid& child_id, const ids::Uuid& carer_id,
                                                       v1::AuthorityKind kind) = 0;
  virtual absl::StatusOr<v1::Authority> RevokeAuthority(const rpc::Call& call, const RequestMark& mark,
                                                        const ids::Uuid& child_id, const ids::Uuid& carer_id) = 0;
  // NOT_FOUND where the child is not there.
  virtual absl::StatusOr<v1::Evidence> AddEvidence(const rpc::Call& call, const RequestMark& mark,
                                                   const EvidenceRecord& evidence) = 0;
  // NOT_FOUND. Doing it again changes nothing.
  virtual absl::StatusOr<v1::Evidence> WithdrawEvidence(const rpc::Call& call, const RequestMark& mark,
                                                        const ids::Uuid& evidence_id, const std::string& reason) = 0;
  virtual absl::StatusOr<v1::Allocation> GrantAllocation(const rpc::Call& call, const RequestMark& mark,
                                                         const AllocationRecord& allocation,
                                                         const std::string& reason) = 0;
  // All or none. INVALID_REQUEST names rows that do not fit what is stored; CONTENTION where another changed the same
  // records meanwhile. With validate_only everything is done and then undone.
  virtual absl::StatusOr<v1::ImportCaseloadResponse> Import(const rpc::Call& call, const RequestMark& mark,
                                                            const v1::ImportCaseloadRequest& request) = 0;

  // Nothing where there is no such record that `viewer` may see.
  virtual absl::StatusOr<std::optional<v1::Carer>> ReadCarer(const rpc::Call& call, const ids::Uuid& carer_id) = 0;
  virtual absl::StatusOr<std::optional<v1::Child>> ReadChild(const rpc::Call& call, const Viewer& viewer,
                                                             const ids::Uuid& child_id) = 0;
  virtual absl::StatusOr<std::optional<v1::Allocation>> ReadAllocation(const rpc::Call& call, const Viewer& viewer,
                                                                       const ids::Uuid& allocation_id) = 0;
  virtual absl::StatusOr<std::optional<DecisionInput>> ReadForDecision(const rpc::Call& call, const Viewer& viewer,
                                                                       const ids::Uuid& child_id,
                                                                       const ids::Uuid& session_id) = 0;
  // What an application is decided on. Nothing where there is no such child.
  virtual absl::StatusOr<std::optional<v1::DecisionBasis>> ReadChildOnFile(const rpc::Call& call,
                                                                           const ids::Uuid& child_id) = 0;
  virtual absl::StatusOr<PageOf<ChildOnFile>> ListChildrenOnFile(const rpc::Call& call, const Page& page) = 0;
  virtual absl::StatusOr<int64_t> CountChildren(const rpc::Call& call) = 0;
  // Keeps a decision once; the same one again changes nothing.
  virtual absl::Status KeepDecision(const rpc::Call& call, const v1::DecisionBasis& basis,
                                    const v1::Decision& decision) = 0;
  // Likewise; where the call has it so, with the record of whom it has shown (rpc::Call::kept_with_reads): it is not
  // there yet when this returns, and is before the answer leaves.
  virtual absl::Status KeepDecisionWithAnswer(const rpc::Call& call, const v1::DecisionBasis& basis,
                                              const v1::Decision& decision) = 0;
  virtual absl::StatusOr<std::optional<StoredDecision>> ReadDecision(const rpc::Call& call, const Viewer& viewer,
                                                                     const ids::Uuid& decision_id) = 0;
  // Whether all that is on the child's file is the viewer's to see: limited authority does not do.
  virtual absl::StatusOr<bool> MaySee(const rpc::Call& call, const Viewer& viewer, const ids::Uuid& child_id) = 0;

  // `external_id`: empty for all.
  virtual absl::StatusOr<PageOf<v1::Child>> ListChildren(const rpc::Call& call, const Viewer& viewer,
                                                         const std::string& external_id, const Page& page) = 0;
  // The council's children who were born on that day and, where an officer asks, are of its teams, at most `rows_max`,
  // oldest record first.
  virtual absl::StatusOr<std::vector<v1::Child>> ListChildrenBornOn(const rpc::Call& call, absl::CivilDay day,
                                                                    int rows_max) = 0;
  // Of a child: nothing where the viewer may not see it.
  virtual absl::StatusOr<PageOf<v1::Evidence>> ListEvidence(const rpc::Call& call, const Viewer& viewer,
                                                            const ids::Uuid& child_id, const Page& page) = 0;
  virtual absl::StatusOr<PageOf<v1::Allocation>> ListAllocations(const rpc::Call& call, const Viewer& viewer,
                                                                 const ids::Uuid& child_id, const Page& page) = 0;

  // Forgets requests older than 400 days, at most `rows_max`. The value: how many.
  virtual absl::StatusOr<int> ForgetOldRequests(absl::Time deadline, int rows_max) = 0;
};

}  // namespace shortbreaks::eligibility
