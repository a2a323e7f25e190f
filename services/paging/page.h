// A page of a list, as a request asks for it and a response goes on.
#pragma once

#include <absl/status/statusor.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include <string>
#include <string_view>
#include <utility>

#include "identity/principal.h"
#include "paging/page_token.h"

namespace shortbreaks::paging {

struct Page {
  int size = 50;
  std::string position;  // empty: from the start; else where the page before ended
};

// What a page token is good for: this method, this caller, this request.
template <typename Request>
std::string ScopeOf(const identity::Principal& caller, std::string_view method, Request request) {
  request.clear_page_size();
  request.clear_page_token();
  return absl::StrCat(std::string(method), "\n", caller.council_id, "\n", caller.Actor(), "\n",
                      request.SerializeAsString());
}

// The page that a request asks for. INVALID_REQUEST, PAGE_TOKEN_INVALID, PAGE_TOKEN_EXPIRED.
template <typename Request>
absl::StatusOr<Page> PageOf(const PageTokens& tokens, const Request& request, const std::string& scope,
                            PageLimits limits = {}) {
  auto size = PageSize(request.page_size(), limits);
  if (!size.ok()) return size.status();
  Page page{*size, {}};
  if (request.page_token().empty()) return page;
  auto position = tokens.Open(request.page_token(), scope, absl::Now());
  if (!position.ok()) return position.status();
  page.position = *std::move(position);
  return page;
}

// The token of the page that begins at `next`; empty where nothing follows.
inline std::string NextToken(const PageTokens& tokens, const std::string& next, const std::string& scope) {
  return next.empty() ? std::string() : tokens.Seal(next, scope, absl::Now());
}

}  // namespace shortbreaks::paging
