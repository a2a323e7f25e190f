// Page tokens: opaque, sealed with a key, good for one search by one caller, for a day.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <string>
#include <string_view>

namespace shortbreaks::paging {

struct PageLimits {
  int usual = 50;
  int most = 200;
};

// page_size as asked: 0 is the usual; 1 to the most as it is; anything else INVALID_REQUEST.
absl::StatusOr<int> PageSize(int asked, PageLimits limits = {});

class PageTokens {
 public:
  // `key`: at least 32 secret bytes, the same in every instance of the service.
  explicit PageTokens(std::string key, absl::Duration lifetime = absl::Hours(24))
      : key_(std::move(key)), lifetime_(lifetime) {}

  // `position`: where the next page begins, any bytes. `scope`: what the token is good for; by rule the method, the
  // council, the caller's subject, and the request with page_size and page_token cleared, serialized.
  std::string Seal(std::string_view position, std::string_view scope, absl::Time now) const;
  // PAGE_TOKEN_INVALID where it is damaged or of another scope; PAGE_TOKEN_EXPIRED.
  absl::StatusOr<std::string> Open(std::string_view token, std::string_view scope, absl::Time now) const;

 private:
  std::string key_;
  absl::Duration lifetime_;
};

}  // namespace shortbreaks::paging
