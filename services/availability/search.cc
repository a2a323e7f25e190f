#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "availability/handlers.h"
#include "availability/validate.h"
#include "wire/fields.h"

namespace shortbreaks::availability {

absl::StatusOr<v1::SearchSessionsResponse> SearchHandlers::Search(const rpc::Call& call,
                                                                  const v1::SearchSessionsRequest& request) const {
  errors::FieldErrors fields;
  const SessionQuery query = ReadQuery(request, absl::Now(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  const std::string scope = paging::ScopeOf(call.principal, "SearchSessions", request);
  auto page = paging::PageOf(parts_.page_tokens, request, scope);
  if (!page.ok()) return page.status();
  auto found = parts_.store.Search(call, query, *page);
  if (!found.ok()) return found.status();
  v1::SearchSessionsResponse response;
  for (v1::SessionOffer& offer : found->offers) *response.add_offers() = std::move(offer);
  response.set_next_page_token(paging::NextToken(parts_.page_tokens, found->next, scope));
  return response;
}

absl::StatusOr<v1::BatchGetAvailabilityResponse> SearchHandlers::BatchGet(
    const rpc::Call& call, const v1::BatchGetAvailabilityRequest& request) const {
  errors::FieldErrors fields;
  std::vector<ids::Uuid> ids;
  if (request.sessions().empty() || request.sessions_size() > kBatchSessionsMax) {
    fields.Add("sessions", absl::StrCat("Must name 1 to ", kBatchSessionsMax, " sessions."));
  } else {
    for (int i = 0; i < request.sessions_size(); ++i) {
      ids.push_back(wire::IdIn(absl::StrCat("sessions[", i, "]"), "sessions", request.sessions(i), fields));
    }
  }
  const auto ratio = ReadRatio("support_ratio", request.has_support_ratio(), request.support_ratio(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto found = parts_.store.BatchGet(call, ids, ratio);
  if (!found.ok()) return found.status();
  v1::BatchGetAvailabilityResponse response;
  for (v1::Availability& availability : *found) *response.add_availability() = std::move(availability);
  return response;
}

}  // namespace shortbreaks::availability
