// What the availability service keeps, as the handlers see it. Every change is one transaction with its request row,
// outbox events and audit records: all of it happens or none. Blocking, thread-safe.
//
// Whose things a caller may change is decided here, where they are read: to a provider's staff the records of others,
// and those that do not exist, are the same NOT_ALLOWED.
#pragma once

#include <absl/status/statusor.h>

#include <optional>
#include <string>
#include <vector>

#include "availability/import_plan.h"
#include "availability/records.h"
#include "availability/session_state.h"
#include "availability/validate.h"
#include "idempotency/requests.h"
#include "paging/page.h"
#include "rpc/call.h"

namespace shortbreaks::availability {

using idempotency::RequestMark;
using paging::Page;

struct ProviderPage {
  std::vector<v1::Provider> providers;
  std::string next;  // empty on the last page
};
struct ActivityPage {
  std::vector<v1::Activity> activities;
  std::string next;
};
struct OfferPage {
  std::vector<v1::SessionOffer> offers;
  std::string next;
};

// Which sessions of a provider: those that start in [start_time, end_time).
struct TimetableQuery {
  ids::Uuid provider_id, activity_id;  // the activity may be empty
  absl::Time start_time, end_time;
  int64_t states = 0;  // a bit for each SessionState
};

class Store {
 public:
  virtual ~Store() = default;

  // DUPLICATE_EXTERNAL_ID.
  virtual absl::StatusOr<v1::Provider> CreateProvider(const rpc::Call& call, const RequestMark& mark,
                                                      ProviderRecord provider) = 0;
  // NOT_FOUND (the provider), DUPLICATE_EXTERNAL_ID.
  virtual absl::StatusOr<v1::Activity> CreateActivity(const rpc::Call& call, const RequestMark& mark,
                                                      ActivityRecord activity) = 0;
  // NOT_FOUND, ETAG_MISMATCH, INVALID_REQUEST (another provider), DUPLICATE_EXTERNAL_ID.
  virtual absl::StatusOr<v1::Activity> UpdateActivity(const rpc::Call& call, const RequestMark& mark,
                                                      ActivityRecord activity, const std::string& etag) = 0;
  // NOT_FOUND (the activity), INVALID_REQUEST (begun already), DUPLICATE_EXTERNAL_ID.
  virtual absl::StatusOr<v1::Session> CreateSession(const rpc::Call& call, const RequestMark& mark,
                                                    SessionRecord session) = 0;
  // NOT_FOUND, ETAG_MISMATCH, SESSION_CANCELLED, SESSION_STARTED.
  virtual absl::StatusOr<v1::SetPlacesResponse> SetPlaces(const rpc::Call& call, const RequestMark& mark,
                                                          const ids::Uuid& session_id, int64_t places,
                                                          const std::string& etag) = 0;
  // `capacity` has places, staff, caps and what is kept back; the rest of it is not looked at. `reserve_reason`: see
  // GivesReserveBack. NOT_FOUND, ETAG_MISMATCH, SESSION_CANCELLED, SESSION_STARTED; NOT_ALLOWED to a provider who would
  // give back what is kept for the council, INVALID_REQUEST to an officer who would without a reason.
  virtual absl::StatusOr<v1::SetCapacityResponse> SetCapacity(const rpc::Call& call, const RequestMark& mark,
                                                              const ids::Uuid& session_id,
                                                              const SessionRecord& capacity, const std::string& etag,
                                                              const std::string& reserve_reason) = 0;
  // Changes nothing where nothing is kept back any more. NOT_FOUND, ETAG_MISMATCH, SESSION_CANCELLED, SESSION_STARTED.
  virtual absl::StatusOr<v1::Session> ReleaseReserve(const rpc::Call& call, const RequestMark& mark,
                                                     const ids::Uuid& session_id, const std::string& etag,
                                                     const std::string& reason) = 0;
  // For those who may change the session. NOT_FOUND, NOT_ALLOWED.
  virtual absl::StatusOr<v1::GetCapacityResponse> ReadCapacity(const rpc::Call& call, const ids::Uuid& session_id) = 0;
  // `etag` may be empty. NOT_FOUND, ETAG_MISMATCH and what StateAfter refuses.
  virtual absl::StatusOr<v1::Session> MoveSession(const rpc::Call& call, const RequestMark& mark,
                                                  const ids::Uuid& session_id, Move move, const std::string& etag,
                                                  const std::string& reason) = 0;
  // INVALID_REQUEST with every wrong row, NOT_ALLOWED, CONTENTION.
  virtual absl::StatusOr<v1::ImportTimetableResponse> Import(const rpc::Call& call, const RequestMark& mark,
                                                             const Timetable& timetable, bool validate_only) = 0;

  // Nothing where there is no such record, or none that the caller may see.
  virtual absl::StatusOr<std::optional<v1::Provider>> ReadProvider(const rpc::Call& call,
                                                                   const ids::Uuid& provider_id) = 0;
  virtual absl::StatusOr<std::optional<v1::Activity>> ReadActivity(const rpc::Call& call,
                                                                   const ids::Uuid& activity_id) = 0;
  virtual absl::StatusOr<std::optional<v1::SessionOffer>> ReadOffer(const rpc::Call& call, const ids::Uuid& session_id,
                                                                    capacity::Ratio ratio) = 0;
  // `external_id` and `provider_id` may be empty.
  virtual absl::StatusOr<ProviderPage> ListProviders(const rpc::Call& call, const std::string& external_id,
                                                     const Page& page) = 0;
  virtual absl::StatusOr<ActivityPage> ListActivities(const rpc::Call& call, const ids::Uuid& provider_id,
                                                      const std::string& external_id, const Page& page) = 0;
  virtual absl::StatusOr<OfferPage> Search(const rpc::Call& call, const SessionQuery& query, const Page& page) = 0;
  // In every state, drafts too: whose they are the caller has looked at.
  virtual absl::StatusOr<OfferPage> ListSessions(const rpc::Call& call, const TimetableQuery& query,
                                                 const Page& page) = 0;
  // One for each id, in order.
  virtual absl::StatusOr<std::vector<v1::Availability>> BatchGet(const rpc::Call& call,
                                                                 const std::vector<ids::Uuid>& session_ids,
                                                                 capacity::Ratio ratio) = 0;

  // Forgets requests older than 400 days, at most `rows_max`. The value: how many.
  virtual absl::StatusOr<int64_t> ForgetOldRequests(absl::Time deadline, int rows_max) = 0;
};

}  // namespace shortbreaks::availability
