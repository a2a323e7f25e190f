// Requests to providers, their answers and what could not be met, in MySQL 8 or MariaDB 10.11, as the user
// shortbreaks_bookings. A booking's own row changes only under its child's lock, as in bookings/mysql_store.h.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <string>
#include <vector>

#include "bookings/store.h"
#include "match/summaries.h"
#include "mysql/pool.h"
#include "shortbreaks/bookings/v1/match.pb.h"
#include "wire/day_range.h"

namespace shortbreaks::match {

// What is said of a request.
struct Answer {
  v1::MatchAnswer answer = v1::MATCH_ANSWER_UNSPECIFIED;
  std::string adjustments;  // of SUITABLE_WITH_ADJUSTMENTS
  v1::CannotMeetCategory category = v1::CANNOT_MEET_CATEGORY_UNSPECIFIED;
  std::string cannot_meet_reason;  // of CANNOT_MEET
  std::string officer_reason;      // empty: the provider answers
};

template <typename Item>
struct PageOf {
  std::vector<Item> items;
  std::string next;  // empty on the last page
};

class MatchStore {
 public:
  explicit MatchStore(mysql::Pool& pool) : pool_(pool), requests_("bookings_requests") {}

  // By when they are due. `provider_id` empty: of all providers.
  absl::StatusOr<PageOf<v1::MatchRequest>> ListRequests(const rpc::Call& call, const ids::Uuid& provider_id,
                                                        bool overdue_only, const paging::Page& page);
  // STATE_FORBIDS where it is not REQUESTED any more; ETAG_MISMATCH; SESSION_CANCELLED; SESSION_STARTED where a
  // provider comes too late: an officer may still answer.
  absl::StatusOr<v1::Booking> Answer(const rpc::Call& call, const bookings::BookingChange& change,
                                     const match::Answer& answer);

  // By the day of the session.
  absl::StatusOr<PageOf<v1::UnmetNeed>> ListUnmetNeed(const rpc::Call& call, const wire::DayRange& days,
                                                      const paging::Page& page);
  absl::StatusOr<std::vector<v1::UnmetNeedLine>> SummarizeUnmetNeed(const rpc::Call& call, v1::UnmetNeedGroup group,
                                                                    const wire::DayRange& days);
  absl::StatusOr<std::vector<v1::ProviderAnswers>> SummarizeAnswers(const rpc::Call& call, const wire::DayRange& days);

  // Of all councils: requests whose time to answer is over.
  absl::StatusOr<int64_t> CountOverdue(absl::Time deadline);

 private:
  mysql::Pool& pool_;
  idempotency::Requests requests_;
};

}  // namespace shortbreaks::match
