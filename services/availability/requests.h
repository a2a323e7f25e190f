// What the handlers ask of a request alike.
#pragma once

#include <absl/status/statusor.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include <string>
#include <string_view>
#include <utility>

#include "availability/store.h"
#include "errors/errors.h"
#include "paging/page_token.h"

namespace shortbreaks::availability {

// The mark of a change. REQUEST_ID_REQUIRED, INVALID_REQUEST.
inline absl::StatusOr<RequestMark> MarkOf(const rpc::Call& call, std::string_view method, const std::string& request_id,
                                          const google::protobuf::Message& request) {
  auto id = idempotency::ParseRequestId(request_id);
  if (!id.ok()) return id.status();
  return RequestMark{{call.principal.council_id, call.principal.partner_id, std::string(method), *std::move(id)},
                     idempotency::HashOf(request, call.principal.subject)};
}

// What a page token is good for: this method, this caller, this request.
template <typename Request>
std::string ScopeOf(const rpc::Call& call, const char* method, Request request) {
  request.clear_page_size();
  request.clear_page_token();
  return absl::StrCat(method, "\n", call.principal.council_id, "\n", call.principal.Actor(), "\n",
                      request.SerializeAsString());
}

// The page that a request asks for. INVALID_REQUEST, PAGE_TOKEN_INVALID, PAGE_TOKEN_EXPIRED.
template <typename Request>
absl::StatusOr<Page> PageOf(const paging::PageTokens& tokens, const Request& request, const std::string& scope) {
  auto size = paging::PageSize(request.page_size());
  if (!size.ok()) return size.status();
  Page page{*size, {}};
  if (request.page_token().empty()) return page;
  auto position = tokens.Open(request.page_token(), scope, absl::Now());
  if (!position.ok()) return position.status();
  page.position = *std::move(position);
  return page;
}

// The token of the page after, or empty.
inline std::string NextToken(const paging::PageTokens& tokens, const std::string& next, const std::string& scope) {
  return next.empty() ? std::string() : tokens.Seal(next, scope, absl::Now());
}

}  // namespace shortbreaks::availability
