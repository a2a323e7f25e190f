// Calendars that families and providers subscribe to.
#include "shortbreaks/client.h"

namespace shortbreaks {

absl::StatusOr<bookings::v1::CreateFeedResponse> FamilyCalls::CreateFeed(const bookings::v1::CreateFeedRequest& request,
                                                                         const CallOptions& options) {
  return Run<bookings::v1::CreateFeedResponse>("shortbreaks.bookings.v1.CalendarFeedService/CreateFeed", request,
                                               options);
}

absl::StatusOr<bookings::v1::ListFeedsResponse> FamilyCalls::ListFeeds(const bookings::v1::ListFeedsRequest& request,
                                                                       const CallOptions& options) {
  return Run<bookings::v1::ListFeedsResponse>("shortbreaks.bookings.v1.CalendarFeedService/ListFeeds", request,
                                              options);
}

absl::StatusOr<bookings::v1::RevokeFeedResponse> FamilyCalls::RevokeFeed(const bookings::v1::RevokeFeedRequest& request,
                                                                         const CallOptions& options) {
  return Run<bookings::v1::RevokeFeedResponse>("shortbreaks.bookings.v1.CalendarFeedService/RevokeFeed", request,
                                               options);
}

}  // namespace shortbreaks
