// Series and the calendar in MySQL 8 or MariaDB 10.11, as the user shortbreaks_availability. Every change is one
// transaction with its request row, events and audit records. Locks: request row → activities by id → series → sessions
// by day. Blocking, thread-safe.
//
// Whose series a caller may see and change is decided here: to a provider's staff those of others, and those that do
// not exist, are the same NOT_ALLOWED; officers hear NOT_FOUND.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "availability/mysql_store.h"
#include "paging/page.h"
#include "series/mysql_rows.h"
#include "series/requests.h"

namespace shortbreaks::series {

using idempotency::RequestMark;

// What UpdateSeries asks for, well formed.
struct SeriesUpdate {
  ids::Uuid series_id;
  std::string etag;
  v1::Series content;  // external_id, recurrence and pattern
  ids::Uuid activity_id;
  v1::SeriesScope scope = v1::SERIES_SCOPE_UNSPECIFIED;
  ids::Uuid session_id;                    // of THIS
  std::optional<absl::CivilDay> to_day;    // of THIS
  std::optional<absl::CivilDay> from_day;  // of THIS_AND_LATER
  bool include_detached = false;
  v1::BookedSessions booked = v1::BOOKED_SESSIONS_UNSPECIFIED;
  std::string reason;
  bool validate_only = false;
};

struct SeriesEnd {
  ids::Uuid series_id;
  std::string etag;  // may be empty
  absl::CivilDay from_day;
  v1::BookedSessions booked = v1::BOOKED_SESSIONS_UNSPECIFIED;
  std::string reason;
  bool validate_only = false;
};

// What is listed; ids and key may be empty.
struct SeriesQuery {
  ids::Uuid provider_id, activity_id;
  std::string external_id;
};

class SeriesStore {
 public:
  explicit SeriesStore(mysql::Pool& pool) : pool_(pool), requests_("availability_requests") {}

  // INVALID_REQUEST (the owner is nowhere).
  absl::StatusOr<v1::SetCalendarDaysResponse> SetDays(const rpc::Call& call, const RequestMark& mark,
                                                      const DaysEdit& edit);
  absl::StatusOr<v1::ListCalendarDaysResponse> ListDays(const rpc::Call& call, ids::Uuid provider_id,
                                                        const ids::Uuid& activity_id, absl::CivilDay first,
                                                        absl::CivilDay last);

  // INVALID_REQUEST (terms not known, nothing to come), CLOSED_DAY, DUPLICATE_EXTERNAL_ID.
  absl::StatusOr<v1::CreateSeriesResponse> Create(const rpc::Call& call, const RequestMark& mark,
                                                  const ids::Uuid& activity_id, const v1::Series& content,
                                                  bool validate_only);
  absl::StatusOr<v1::GetSeriesResponse> Get(const rpc::Call& call, const ids::Uuid& series_id);
  // NOT_ALLOWED (another provider's). `next` is empty on the last page.
  absl::StatusOr<v1::ListSeriesResponse> List(const rpc::Call& call, const SeriesQuery& query, const paging::Page& page,
                                              std::string& next);

  // ETAG_MISMATCH, INVALID_REQUEST, CLOSED_DAY, SESSIONS_BOOKED, SESSION_CANCELLED, SESSION_STARTED,
  // DUPLICATE_EXTERNAL_ID.
  absl::StatusOr<v1::UpdateSeriesResponse> Update(const rpc::Call& call, const RequestMark& mark,
                                                  const SeriesUpdate& update);
  // ETAG_MISMATCH, SESSIONS_BOOKED.
  absl::StatusOr<v1::EndSeriesResponse> End(const rpc::Call& call, const RequestMark& mark, const SeriesEnd& end);
  // INVALID_REQUEST (too much at once, terms not known), CLOSED_DAY.
  absl::StatusOr<v1::CopySeasonResponse> Copy(const rpc::Call& call, const RequestMark& mark, const Season& season);

 private:
  using Body = std::function<absl::Status(mysql::Connection&, std::vector<availability::Change>&)>;
  // Once for the request of `mark`; where `validate_only`, everything but the reply is rolled back.
  absl::Status Once(const rpc::Call& call, const RequestMark& mark, google::protobuf::Message& reply,
                    bool validate_only, const Body& body);

  mysql::Pool& pool_;
  idempotency::Requests requests_;
};

// A series under its row's lock, after its activity's; with the store's time. Refuses callers who may not change it.
// `etag` may be empty.
struct LockedSeries {
  SeriesRow series;
  absl::Time now;
};
absl::StatusOr<LockedSeries> LockSeries(mysql::Connection& connection, const rpc::Call& call,
                                        const ids::Uuid& series_id, const std::string& etag);

// The dates of a series by the calendar in the store.
absl::StatusOr<std::vector<PlannedDate>> DatesOf(mysql::Connection& connection, const rpc::Call& call,
                                                 const SeriesRow& series, absl::Time now);

// Where the series' key is taken: DUPLICATE_EXTERNAL_ID with its name.
absl::Status NamingDuplicate(mysql::Connection& connection, const absl::Status& status, const std::string& council,
                             const std::string& external_id);

// What a change of sessions has to tell, by start.
void Tell(const SessionChanges& changes, std::vector<availability::Change>& told);
// The names of sessions, by start.
void AddNames(std::vector<SessionRow> sessions, google::protobuf::RepeatedPtrField<std::string>& names);
// The dates, each with the name of its session in `created` where there is one and `named`.
void AddDates(const std::vector<PlannedDate>& dates, const std::vector<SessionRow>& created, bool named,
              google::protobuf::RepeatedPtrField<v1::SeriesDate>& into);

}  // namespace shortbreaks::series
