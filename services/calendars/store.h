// Feeds, and what they show, in MySQL 8 or MariaDB 10.11, as the user shortbreaks_bookings.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <optional>
#include <string>
#include <vector>

#include "calendars/event.h"
#include "idempotency/requests.h"
#include "ids/uuid.h"
#include "mysql/pool.h"
#include "rpc/call.h"
#include "shortbreaks/bookings/v1/feeds.pb.h"

namespace shortbreaks::calendars {

namespace v1 = bookings::v1;
using idempotency::RequestMark;

// Whose a feed is: one of the two.
struct Owner {
  ids::Uuid carer_id, provider_id;
};

struct NewFeed {
  Owner owner;
  std::vector<ids::Uuid> children;  // empty: all
  bool show_titles = false;
  std::string display_name;
};

// A feed that can be read.
struct Feed {
  std::string council_id;
  ids::Uuid feed_id;
  Owner owner;
  bool all_children = true, show_titles = false;
};

class FeedStore {
 public:
  explicit FeedStore(mysql::Pool& pool) : pool_(pool), requests_("bookings_requests") {}

  // Where the request was done before, the same feed with `secret` in place of its former one; STATE_FORBIDS where it
  // was ended since. NOT_ALLOWED for a child whom the carer may not act for; STATE_FORBIDS with too many feeds.
  absl::StatusOr<v1::CalendarFeed> Create(const rpc::Call& call, const RequestMark& mark, const NewFeed& feed,
                                          const std::string& secret);
  // Those not ended, newest first.
  absl::StatusOr<std::vector<v1::CalendarFeed>> List(const rpc::Call& call, const Owner& owner);
  // `owner` set: NOT_ALLOWED where it is not theirs, or is not there; not set: NOT_FOUND. A feed ended before stays so.
  absl::StatusOr<v1::CalendarFeed> Revoke(const rpc::Call& call, const RequestMark& mark, const ids::Uuid& feed_id,
                                          const std::optional<Owner>& owner);

  // The feed at an address; nothing where there is none, or it was ended.
  absl::StatusOr<std::optional<Feed>> Find(absl::Time deadline, const std::string& secret);
  // What it shows now, soonest first, from two months ago on and at most 1,000: bookings of children whom the carer may
  // act for at this moment.
  absl::StatusOr<std::vector<FamilyPlace>> PlacesOf(absl::Time deadline, const Feed& feed);
  absl::StatusOr<std::vector<ProviderSession>> SessionsOf(absl::Time deadline, const Feed& feed);

 private:
  mysql::Pool& pool_;
  idempotency::Requests requests_;
};

}  // namespace shortbreaks::calendars
