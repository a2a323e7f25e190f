// The RPCs of RegisterService: request in, response out.
#pragma once

#include <absl/time/time.h>

#include "bookings/store.h"
#include "paging/page_token.h"
#include "registers/claim_store.h"
#include "registers/no_show_store.h"
#include "registers/store.h"
#include "rpc/handler_table.h"
#include "telemetry/metrics.h"

namespace shortbreaks::registers {

// All are thread-safe and outlive the handlers.
struct Parts {
  RegisterStore& store;
  ClaimStore& claims;
  NoShowStore& no_shows;
  bookings::Store& bookings;
  const paging::PageTokens& page_tokens;
  telemetry::Metrics& metrics;
  absl::Duration window;  // after a session's end, in which its provider may mark
};

rpc::HandlerTable MakeHandlers(Parts parts);

// Registers: who came.
class RegisterHandlers {
 public:
  explicit RegisterHandlers(Parts parts) : parts_(parts) {}
  absl::StatusOr<v1::GetRegisterResponse> Get(const rpc::Call& call, const v1::GetRegisterRequest& request) const;
  absl::StatusOr<v1::MarkAttendanceResponse> Mark(const rpc::Call& call,
                                                  const v1::MarkAttendanceRequest& request) const;

 private:
  absl::StatusOr<v1::Booking> MarkOne(const rpc::Call& call, MarkAttempt attempt) const;

  Parts parts_;
};

// Claims: what a provider's month comes to.
class ClaimHandlers {
 public:
  explicit ClaimHandlers(Parts parts) : parts_(parts) {}
  absl::StatusOr<v1::GetClaimResponse> Get(const rpc::Call& call, const v1::GetClaimRequest& request) const;
  absl::StatusOr<v1::ListClaimLinesResponse> ListLines(const rpc::Call& call,
                                                       const v1::ListClaimLinesRequest& request) const;
  absl::StatusOr<v1::ListClaimsResponse> List(const rpc::Call& call, const v1::ListClaimsRequest& request) const;
  absl::StatusOr<v1::SubmitClaimResponse> Submit(const rpc::Call& call, const v1::SubmitClaimRequest& request) const;
  absl::StatusOr<v1::ApproveClaimResponse> Approve(const rpc::Call& call, const v1::ApproveClaimRequest& request) const;

 private:
  Parts parts_;
};

// Children who often do not come.
class NoShowHandlers {
 public:
  explicit NoShowHandlers(Parts parts) : parts_(parts) {}
  absl::StatusOr<v1::ListRepeatedNoShowsResponse> List(const rpc::Call& call,
                                                       const v1::ListRepeatedNoShowsRequest& request) const;
  absl::StatusOr<v1::ResolveNoShowsResponse> Resolve(const rpc::Call& call,
                                                     const v1::ResolveNoShowsRequest& request) const;

 private:
  absl::StatusOr<v1::Booking> ResolveOne(const rpc::Call& call, const idempotency::RequestMark& mark,
                                         const Resolution& resolution, const ids::Uuid& booking_id) const;

  Parts parts_;
};

}  // namespace shortbreaks::registers
