// The RPCs of ApplicationService: request in, response out.
#pragma once

#include <absl/status/statusor.h>

#include <functional>
#include <string>

#include "applications/store.h"
#include "eligibility/policies.h"
#include "paging/page_token.h"
#include "rpc/handler_table.h"

namespace shortbreaks::applications {

// Thread-safe and outlive the handlers.
struct Parts {
  ApplicationStore& store;
  eligibility::Store& families;
  eligibility::Policies& policies;
  const paging::PageTokens& page_tokens;
};

rpc::HandlerTable MakeHandlers(Parts parts);
// The RPC of ReferralService; `pool` outlives the handlers.
rpc::HandlerTable MakeReferralHandlers(mysql::Pool& pool);

// What families and practitioners do.
class FamilyHandlers {
 public:
  explicit FamilyHandlers(Parts parts) : parts_(parts) {}
  absl::StatusOr<v1::CreateApplicationResponse> Create(const rpc::Call& call,
                                                       const v1::CreateApplicationRequest& request) const;
  absl::StatusOr<v1::UpdateApplicationResponse> Update(const rpc::Call& call,
                                                       const v1::UpdateApplicationRequest& request) const;
  absl::StatusOr<v1::SubmitApplicationResponse> Submit(const rpc::Call& call,
                                                       const v1::SubmitApplicationRequest& request) const;
  absl::StatusOr<v1::AssessApplicationResponse> Assess(const rpc::Call& call,
                                                       const v1::AssessApplicationRequest& request) const;
  absl::StatusOr<v1::WithdrawApplicationResponse> Withdraw(const rpc::Call& call,
                                                           const v1::WithdrawApplicationRequest& request) const;
  absl::StatusOr<v1::RequestReviewResponse> RequestReview(const rpc::Call& call,
                                                          const v1::RequestReviewRequest& request) const;

 private:
  Parts parts_;
};

// What officers do.
class OfficerHandlers {
 public:
  explicit OfficerHandlers(Parts parts) : parts_(parts) {}
  absl::StatusOr<v1::RequestEvidenceResponse> RequestEvidence(const rpc::Call& call,
                                                              const v1::RequestEvidenceRequest& request) const;
  absl::StatusOr<v1::ListForPanelResponse> ListForPanel(const rpc::Call& call,
                                                        const v1::ListForPanelRequest& request) const;
  absl::StatusOr<v1::DecideApplicationResponse> Decide(const rpc::Call& call,
                                                       const v1::DecideApplicationRequest& request) const;
  absl::StatusOr<v1::ConfirmDecisionResponse> Confirm(const rpc::Call& call,
                                                      const v1::ConfirmDecisionRequest& request) const;
  absl::StatusOr<v1::RejectDecisionResponse> Reject(const rpc::Call& call,
                                                    const v1::RejectDecisionRequest& request) const;
  absl::StatusOr<v1::NotifyApplicationResponse> Notify(const rpc::Call& call,
                                                       const v1::NotifyApplicationRequest& request) const;
  absl::StatusOr<v1::CloseApplicationResponse> Close(const rpc::Call& call,
                                                     const v1::CloseApplicationRequest& request) const;
  absl::StatusOr<v1::BulkApproveResponse> BulkApprove(const rpc::Call& call,
                                                      const v1::BulkApproveRequest& request) const;

 private:
  absl::StatusOr<v1::Application> ApproveOne(const rpc::Call& call, RequestMark mark,
                                             const v1::BulkApproveRequest& request,
                                             const v1::BulkApproveItem& item) const;

  Parts parts_;
};

class QueueHandlers {
 public:
  explicit QueueHandlers(Parts parts) : parts_(parts) {}
  absl::StatusOr<v1::GetApplicationResponse> Get(const rpc::Call& call, const v1::GetApplicationRequest& request) const;
  absl::StatusOr<v1::ListApplicationsResponse> List(const rpc::Call& call,
                                                    const v1::ListApplicationsRequest& request) const;
  absl::StatusOr<v1::CreatePanelResponse> CreatePanel(const rpc::Call& call,
                                                      const v1::CreatePanelRequest& request) const;
  absl::StatusOr<v1::UpdatePanelResponse> UpdatePanel(const rpc::Call& call,
                                                      const v1::UpdatePanelRequest& request) const;
  absl::StatusOr<v1::GetPanelResponse> GetPanel(const rpc::Call& call, const v1::GetPanelRequest& request) const;
  absl::StatusOr<v1::FindChildResponse> FindChild(const rpc::Call& call, const v1::FindChildRequest& request) const;
  absl::StatusOr<v1::ListPanelsResponse> ListPanels(const rpc::Call& call, const v1::ListPanelsRequest& request) const;

 private:
  Parts parts_;
};

}  // namespace shortbreaks::applications
