// The store on MySQL 8 or MariaDB 10.11, as the user shortbreaks_availability. Locks in one order everywhere: request
// row → provider → activity → staff → programme → rooms → sessions.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "availability/mysql_rows.h"
#include "availability/once.h"
#include "availability/store.h"
#include "mysql/pool.h"

namespace shortbreaks::availability {

class MysqlStore : public Store {
 public:
  explicit MysqlStore(mysql::Pool& pool) : pool_(pool), requests_("availability_requests") {}

  absl::StatusOr<v1::Provider> CreateProvider(const rpc::Call& call, const RequestMark& mark,
                                              ProviderRecord provider) override;
  absl::StatusOr<v1::Activity> CreateActivity(const rpc::Call& call, const RequestMark& mark,
                                              ActivityRecord activity) override;
  absl::StatusOr<v1::Activity> UpdateActivity(const rpc::Call& call, const RequestMark& mark, ActivityRecord activity,
                                              const std::string& etag) override;
  absl::StatusOr<v1::Session> CreateSession(const rpc::Call& call, const RequestMark& mark,
                                            SessionRecord session) override;
  absl::StatusOr<v1::SetPlacesResponse> SetPlaces(const rpc::Call& call, const RequestMark& mark,
                                                  const ids::Uuid& session_id, int64_t places,
                                                  const std::string& etag) override;
  absl::StatusOr<v1::SetCapacityResponse> SetCapacity(const rpc::Call& call, const RequestMark& mark,
                                                      const ids::Uuid& session_id, const SessionRecord& capacity,
                                                      const std::string& etag,
                                                      const std::string& reserve_reason) override;
  absl::StatusOr<v1::Session> ReleaseReserve(const rpc::Call& call, const RequestMark& mark,
                                             const ids::Uuid& session_id, const std::string& etag,
                                             const std::string& reason) override;
  absl::StatusOr<v1::GetCapacityResponse> ReadCapacity(const rpc::Call& call, const ids::Uuid& session_id) override;
  absl::StatusOr<v1::Session> MoveSession(const rpc::Call& call, const RequestMark& mark, const ids::Uuid& session_id,
                                          Move move, const std::string& etag, const std::string& reason) override;
  absl::StatusOr<v1::ImportTimetableResponse> Import(const rpc::Call& call, const RequestMark& mark,
                                                     const Timetable& timetable, bool validate_only) override;
  absl::StatusOr<std::optional<v1::Provider>> ReadProvider(const rpc::Call& call,
                                                           const ids::Uuid& provider_id) override;
  absl::StatusOr<std::optional<v1::Activity>> ReadActivity(const rpc::Call& call,
                                                           const ids::Uuid& activity_id) override;
  absl::StatusOr<std::optional<v1::SessionOffer>> ReadOffer(const rpc::Call& call, const ids::Uuid& session_id,
                                                            capacity::Ratio ratio) override;
  absl::StatusOr<ProviderPage> ListProviders(const rpc::Call& call, const std::string& external_id,
                                             const Page& page) override;
  absl::StatusOr<ActivityPage> ListActivities(const rpc::Call& call, const ids::Uuid& provider_id,
                                              const std::string& external_id, const Page& page) override;
  absl::StatusOr<OfferPage> Search(const rpc::Call& call, const SessionQuery& query, const Page& page) override;
  absl::StatusOr<OfferPage> ListSessions(const rpc::Call& call, const TimetableQuery& query, const Page& page) override;
  absl::StatusOr<std::vector<v1::Availability>> BatchGet(const rpc::Call& call,
                                                         const std::vector<ids::Uuid>& session_ids,
                                                         capacity::Ratio ratio) override;
  absl::StatusOr<int64_t> ForgetOldRequests(absl::Time deadline, int rows_max) override;

 private:
  absl::Status Once(const rpc::Call& call, const RequestMark& mark, google::protobuf::Message& reply,
                    const Body& body) {
    return availability::Once(pool_, requests_, call, mark, reply, body);
  }

  mysql::Pool& pool_;
  idempotency::Requests requests_;
};

// An activity or a session under its row's lock, which is taken here and held to the end of the transaction; with the
// store's time. Refuses callers who may not change it (CheckMayChange).
struct LockedActivity {
  ActivityRecord activity;
  absl::Time now;
};
absl::StatusOr<LockedActivity> LockActivity(mysql::Connection& connection, const rpc::Call& call,
                                            const ids::Uuid& activity_id);
struct LockedSession {
  SessionRecord session;
  absl::Time now;
  bool started = false;
};
// ETAG_MISMATCH where `etag` is neither empty nor the session's own.
absl::StatusOr<LockedSession> LockSession(mysql::Connection& connection, const rpc::Call& call,
                                          const ids::Uuid& session_id, const std::string& etag);

// `status` of an INSERT or UPDATE; where it broke the key of external ids, DUPLICATE_EXTERNAL_ID with the name of the
// record that has it. `select` finds that record's id by council and external id.
absl::Status NamingDuplicate(mysql::Connection& connection, const absl::Status& status, std::string_view select,
                             const std::string& council_id, const std::string& external_id,
                             std::string_view collection);

}  // namespace shortbreaks::availability
