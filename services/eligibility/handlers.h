// The RPCs of EligibilityService and PolicyService: request in, response out.
#pragma once

#include <absl/status/statusor.h>

#include "eligibility/policies.h"
#include "eligibility/store.h"
#include "paging/page_token.h"
#include "rpc/call.h"

namespace shortbreaks::eligibility {

// Thread-safe and outlive the handlers.
struct Parts {
  Store& store;
  Policies& policies;
  const paging::PageTokens& page_tokens;
};

class CarerHandlers {
 public:
  explicit CarerHandlers(Parts parts) : parts_(parts) {}
  absl::StatusOr<v1::CreateCarerResponse> Create(const rpc::Call& call, const v1::CreateCarerRequest& request) const;
  absl::StatusOr<v1::GetCarerResponse> Get(const rpc::Call& call, const v1::GetCarerRequest& request) const;

 private:
  Parts parts_;
};

class ChildHandlers {
 public:
  explicit ChildHandlers(Parts parts) : parts_(parts) {}
  absl::StatusOr<v1::CreateChildResponse> Create(const rpc::Call& call, const v1::CreateChildRequest& request) const;
  absl::StatusOr<v1::GetChildResponse> Get(const rpc::Call& call, const v1::GetChildRequest& request) const;
  absl::StatusOr<v1::UpdateChildResponse> Update(const rpc::Call& call, const v1::UpdateChildRequest& request) const;
  absl::StatusOr<v1::ListChildrenResponse> List(const rpc::Call& call, const v1::ListChildrenRequest& request) const;

 private:
  Parts parts_;
};

class AuthorityHandlers {
 public:
  explicit AuthorityHandlers(Parts parts) : parts_(parts) {}
  absl::StatusOr<v1::GrantAuthorityResponse> Grant(const rpc::Call& call,
                                                   const v1::GrantAuthorityRequest& request) const;
  absl::StatusOr<v1::RevokeAuthorityResponse> Revoke(const rpc::Call& call,
                                                     const v1::RevokeAuthorityRequest& request) const;

 private:
  Parts parts_;
};

class EvidenceHandlers {
 public:
  explicit EvidenceHandlers(Parts parts) : parts_(parts) {}
  absl::StatusOr<v1::AddEvidenceResponse> Add(const rpc::Call& call, const v1::AddEvidenceRequest& request) const;
  absl::StatusOr<v1::WithdrawEvidenceResponse> Withdraw(const rpc::Call& call,
                                                        const v1::WithdrawEvidenceRequest& request) const;
  absl::StatusOr<v1::ListEvidenceResponse> List(const rpc::Call& call, const v1::ListEvidenceRequest& request) const;

 private:
  Parts parts_;
};

class AllocationHandlers {
 public:
  explicit AllocationHandlers(Parts parts) : parts_(parts) {}
  absl::StatusOr<v1::GrantAllocationResponse> Grant(const rpc::Call& call,
                                                    const v1::GrantAllocationRequest& request) const;
  absl::StatusOr<v1::GetAllocationResponse> Get(const rpc::Call& call, const v1::GetAllocationRequest& request) const;
  absl::StatusOr<v1::ListAllocationsResponse> List(const rpc::Call& call,
                                                   const v1::ListAllocationsRequest& request) const;

 private:
  Parts parts_;
};

class DecisionHandlers {
 public:
  explicit DecisionHandlers(Parts parts) : parts_(parts) {}
  absl::StatusOr<v1::DecideResponse> Decide(const rpc::Call& call, const v1::DecideRequest& request) const;
  absl::StatusOr<v1::GetDecisionResponse> Get(const rpc::Call& call, const v1::GetDecisionRequest& request) const;

 private:
  Parts parts_;
};

class PolicyHandlers {
 public:
  explicit PolicyHandlers(Parts parts) : parts_(parts) {}
  absl::StatusOr<v1::ProposePolicyResponse> Propose(const rpc::Call& call, const v1::ProposePolicyRequest& r) const;
  absl::StatusOr<v1::PublishPolicyResponse> Publish(const rpc::Call& call, const v1::PublishPolicyRequest& r) const;
  absl::StatusOr<v1::WithdrawPolicyResponse> Withdraw(const rpc::Call& call, const v1::WithdrawPolicyRequest& r) const;
  absl::StatusOr<v1::GetPolicyResponse> Get(const rpc::Call& call, const v1::GetPolicyRequest& r) const;
  absl::StatusOr<v1::GetLivePolicyResponse> GetLive(const rpc::Call& call, const v1::GetLivePolicyRequest& r) const;
  absl::StatusOr<v1::ListPoliciesResponse> List(const rpc::Call& call, const v1::ListPoliciesRequest& r) const;
  absl::StatusOr<v1::ReplayPolicyResponse> Replay(const rpc::Call& call, const v1::ReplayPolicyRequest& r) const;

 private:
  Parts parts_;
};

class ImportHandler {
 public:
  explicit ImportHandler(Parts parts) : parts_(parts) {}
  absl::StatusOr<v1::ImportCaseloadResponse> operator()(const rpc::Call& call,
                                                        const v1::ImportCaseloadRequest& request) const;

 private:
  Parts parts_;
};

}  // namespace shortbreaks::eligibility
