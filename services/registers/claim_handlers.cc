#include <algorithm>
#include <utility>

#include "bookings/position.h"
#include "errors/errors.h"
#include "registers/handlers.h"
#include "registers/months.h"
#include "registers/requests.h"
#include "wire/fields.h"
#include "wire/times.h"

namespace shortbreaks::registers {
namespace {

using bookings::Position;
using errors::Error;
using identity::Role;

absl::CivilMonth MonthIn(const std::string& text, errors::FieldErrors& fields) {
  const auto month = ParseMonth(text);
  if (!month) fields.Add("month", "Must be a month such as 2026-11.");
  return month.value_or(absl::CivilMonth());
}

// The claim that a request is about, where the caller may see it.
template <typename Request>
absl::StatusOr<ClaimKey> KeyOf(const rpc::Call& call, const Request& request, errors::FieldErrors fields = {}) {
  const ClaimKey key{wire::IdIn("provider", "providers", request.provider(), fields), MonthIn(request.month(), fields)};
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  if (auto may = CheckProvider(call, key.provider_id); !may.ok()) return may;
  return key;
}

Position PositionOf(const v1::ClaimLine& line) {
  return {wire::FromProto(line.start_time()), ids::IdOf("bookings", line.booking()).value_or(""), 0};
}

bool IsAfter(const Position& one, const Position& other) {
  return std::tie(one.time, one.id) > std::tie(other.time, other.id);
}

// A response that is a claim, or the error.
template <typename Response>
absl::StatusOr<Response> Answer(absl::StatusOr<v1::Claim> claim) {
  if (!claim.ok()) return claim.status();
  Response response;
  *response.mutable_claim() = *std::move(claim);
  return response;
}

}  // namespace

absl::StatusOr<v1::GetClaimResponse> ClaimHandlers::Get(const rpc::Call& call,
                                                        const v1::GetClaimRequest& request) const {
  auto key = KeyOf(call, request);
  if (!key.ok()) return key.status();
  return Answer<v1::GetClaimResponse>(parts_.claims.Read(call, *key));
}

absl::StatusOr<v1::ListClaimLinesResponse> ClaimHandlers::ListLines(const rpc::Call& call,
                                                                    const v1::ListClaimLinesRequest& request) const {
  auto key = KeyOf(call, request);
  if (!key.ok()) return key.status();
  const std::string scope = paging::ScopeOf(call.principal, "ListClaimLines", request);
  auto page = paging::PageOf(parts_.page_tokens, request, scope, {.usual = 200, .most = 1000});
  if (!page.ok()) return page.status();
  auto from = Position::Parse(page->position);
  if (!from.ok()) return from.status();
  auto lines = parts_.claims.ReadLines(call, *key);
  if (!lines.ok()) return lines.status();
  v1::ListClaimLinesResponse response;
  for (v1::ClaimLine& line : *lines) {
    if (!page->position.empty() && !IsAfter(PositionOf(line), *from)) continue;
    if (request.differences_only() && !Differs(line)) continue;
    if (response.lines_size() == page->size) {
      const std::string next = PositionOf(response.lines(page->size - 1)).Text();
      response.set_next_page_token(paging::NextToken(parts_.page_tokens, next, scope));
      break;
    }
    *response.add_lines() = std::move(line);
  }
  return response;
}

absl::StatusOr<v1::ListClaimsResponse> ClaimHandlers::List(const rpc::Call& call,
                                                           const v1::ListClaimsRequest& request) const {
  errors::FieldErrors fields;
  const bool by_month = !request.month().empty();
  if (by_month == !request.provider().empty()) fields.Add("month", "Set exactly one of month and provider.");
  const absl::CivilMonth month = by_month ? MonthIn(request.month(), fields) : absl::CivilMonth();
  const ids::Uuid provider_id =
      by_month ? ids::Uuid() : wire::IdIn("provider", "providers", request.provider(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  // A month has the claims of many.
  if (by_month && call.principal.role != Role::kOfficer) return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
  if (auto may = by_month ? absl::OkStatus() : CheckProvider(call, provider_id); !may.ok()) return may;
  const std::string scope = paging::ScopeOf(call.principal, "ListClaims", request);
  auto page = paging::PageOf(parts_.page_tokens, request, scope);
  if (!page.ok()) return page.status();
  auto list =
      by_month ? parts_.claims.ListOfMonth(call, month, *page) : parts_.claims.ListOfProvider(call, provider_id, *page);
  if (!list.ok()) return list.status();
  v1::ListClaimsResponse response;
  for (v1::Claim& claim : list->claims) *response.add_claims() = std::move(claim);
  response.set_next_page_token(paging::NextToken(parts_.page_tokens, list->next, scope));
  return response;
}

absl::StatusOr<v1::SubmitClaimResponse> ClaimHandlers::Submit(const rpc::Call& call,
                                                              const v1::SubmitClaimRequest& request) const {
  auto mark = idempotency::MarkOf(call.principal, "SubmitClaim", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  auto key = KeyOf(call, request);
  if (!key.ok()) return key.status();
  return Answer<v1::SubmitClaimResponse>(parts_.claims.Submit(call, *mark, *key));
}

absl::StatusOr<v1::ApproveClaimResponse> ClaimHandlers::Approve(const rpc::Call& call,
                                                                const v1::ApproveClaimRequest& request) const {
  if (call.principal.role != Role::kOfficer) return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
  auto mark = idempotency::MarkOf(call.principal, "ApproveClaim", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  if (request.etag().empty()) fields.Add("etag", "Is required.");
  auto key = KeyOf(call, request, fields);
  if (!key.ok()) return key.status();
  return Answer<v1::ApproveClaimResponse>(parts_.claims.Approve(call, *mark, *key, request.etag()));
}

}  // namespace shortbreaks::registers
