// The store on MySQL 8 or MariaDB 10.11, as the user shortbreaks_eligibility. Locks in one order everywhere: request
// row → child → allocation. Authorities and evidence change only under their child's lock, and raise its version in the
// same transaction, since a booking made on the older version must be decided again.
#pragma once

#include <string>

#include "eligibility/store.h"
#include "mysql/pool.h"

namespace shortbreaks::eligibility {

class MysqlStore : public Store {
 public:
  explicit MysqlStore(mysql::Pool& pool) : pool_(pool), requests_("eligibility_requests") {}

  absl::StatusOr<v1::Carer> CreateCarer(const rpc::Call& call, const RequestMark& mark,
                                        const CarerRecord& carer) override;
  absl::StatusOr<v1::Child> CreateChild(const rpc::Call& call, const RequestMark& mark,
                                        const ChildRecord& child) override;
  absl::StatusOr<v1::Child> UpdateChild(const rpc::Call& call, const RequestMark& mark,
                                        const ChildRecord& child) override;
  absl::StatusOr<v1::Authority> GrantAuthority(const rpc::Call& call, const RequestMark& mark,
                                               const ids::Uuid& child_id, const ids::Uuid& carer_id,
                                               v1::AuthorityKind kind) override;
  absl::StatusOr<v1::Authority> RevokeAuthority(const rpc::Call& call, const RequestMark& mark,
                                                const ids::Uuid& child_id, const ids::Uuid& carer_id) override;
  absl::StatusOr<v1::Evidence> AddEvidence(const rpc::Call& call, const RequestMark& mark,
                                           const EvidenceRecord& evidence) override;
  absl::StatusOr<v1::Evidence> WithdrawEvidence(const rpc::Call& call, const RequestMark& mark,
                                                const ids::Uuid& evidence_id, const std::string& reason) override;
  absl::StatusOr<v1::Allocation> GrantAllocation(const rpc::Call& call, const RequestMark& mark,
                                                 const AllocationRecord& allocation,
                                                 const std::string& reason) override;
  absl::StatusOr<v1::ImportCaseloadResponse> Import(const rpc::Call& call, const RequestMark& mark,
                                                    const v1::ImportCaseloadRequest& request) override;
  absl::StatusOr<std::optional<v1::Carer>> ReadCarer(const rpc::Call& call, const ids::Uuid& carer_id) override;
  absl::StatusOr<std::optional<v1::Child>> ReadChild(const rpc::Call& call, const Viewer& viewer,
                                                     const ids::Uuid& child_id) override;
  absl::StatusOr<std::optional<v1::Allocation>> ReadAllocation(const rpc::Call& call, const Viewer& viewer,
                                                               const ids::Uuid& allocation_id) override;
  absl::StatusOr<std::optional<DecisionInput>> ReadForDecision(const rpc::Call& call, const Viewer& viewer,
                                                               const ids::Uuid& child_id,
                                                               const ids::Uuid& session_id) override;
  absl::StatusOr<std::optional<v1::DecisionBasis>> ReadChildOnFile(const rpc::Call& call,
                                                                   const ids::Uuid& child_id) override;
  absl::StatusOr<PageOf<ChildOnFile>> ListChildrenOnFile(const rpc::Call& call, const Page& page) override;
  absl::StatusOr<int64_t> CountChildren(const rpc::Call& call) override;
  absl::Status KeepDecisionWithAnswer(const rpc::Call& call, const v1::DecisionBasis& basis,
                                      const v1::Decision& decision) override;
  absl::Status KeepDecision(const rpc::Call& call, const v1::DecisionBasis& basis,
                            const v1::Decision& decision) override;
  absl::StatusOr<std::optional<StoredDecision>> ReadDecision(const rpc::Call& call, const Viewer& viewer,
                                                             const ids::Uuid& decision_id) override;
  absl::StatusOr<bool> MaySee(const rpc::Call& call, const Viewer& viewer, const ids::Uuid& child_id) override;
  absl::StatusOr<PageOf<v1::Child>> ListChildren(const rpc::Call& call, const Viewer& viewer,
                                                 const std::string& external_id, const Page& page) override;
  absl::StatusOr<std::vector<v1::Child>> ListChildrenBornOn(const rpc::Call& call, absl::CivilDay day,
                                                            int rows_max) override;
  absl::StatusOr<PageOf<v1::Evidence>> ListEvidence(const rpc::Call& call, const Viewer& viewer,
                                                    const ids::Uuid& child_id, const Page& page) override;
  absl::StatusOr<PageOf<v1::Allocation>> ListAllocations(const rpc::Call& call, const Viewer& viewer,
                                                         const ids::Uuid& child_id, const Page& page) override;
  absl::StatusOr<int> ForgetOldRequests(absl::Time deadline, int rows_max) override;

 private:
  // Adds evidence, allocations and bookings.
  absl::Status ReadFile(const rpc::Call& call, const ids::Uuid& child_id, const ids::Uuid& session_id,
                        v1::DecisionBasis& basis);

  mysql::Pool& pool_;
  idempotency::Requests requests_;
};

}  // namespace shortbreaks::eligibility
