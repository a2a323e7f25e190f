// What every handler asks of a call and a request before it does anything.
#pragma once

#include <absl/status/statusor.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include <string>
#include <string_view>

#include "eligibility/store.h"
#include "paging/page_token.h"

namespace shortbreaks::eligibility {

// NOT_ALLOWED for everyone but officers.
absl::Status OfficersOnly(const rpc::Call& call);

// A carer sees the children it may act for; officers and services see the council's. NOT_ALLOWED for others.
absl::StatusOr<Viewer> ViewerOf(const rpc::Call& call);

// What a viewer hears of a record that it did not find. To a carer one that does not exist and another family's are
// the same.
absl::Status NotSeen(const Viewer& viewer);

// The mark of a change. REQUEST_ID_REQUIRED, INVALID_REQUEST.
absl::StatusOr<RequestMark> MarkOf(const rpc::Call& call, std::string_view method, const std::string& request_id,
                                   const google::protobuf::Message& request);

// What a page token is good for: this method, this caller, this request.
template <typename Request>
std::string ScopeOf(const rpc::Call& call, std::string_view method, Request request) {
  request.clear_page_size();
  request.clear_page_token();
  return absl::StrCat(std::string(method), "\n", call.principal.council_id, "\n", call.principal.Actor(), "\n",
                      request.SerializeAsString());
}

template <typename Request>
absl::StatusOr<Page> PageAsked(const paging::PageTokens& tokens, const Request& request, const std::string& scope) {
  auto size = paging::PageSize(request.page_size());
  if (!size.ok()) return size.status();
  Page page{*size, {}};
  if (request.page_token().empty()) return page;
  auto position = tokens.Open(request.page_token(), scope, absl::Now());
  if (!position.ok()) return position.status();
  page.position = *std::move(position);
  return page;
}

}  // namespace shortbreaks::eligibility
