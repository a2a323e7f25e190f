// Staff, training, shifts and absences in MySQL 8 or MariaDB 10.11, as the user shortbreaks_availability. Every change
// is one transaction with its request row, the staff of the sessions that it touches, events and audit records. Locks
// in one order: request row → provider → staff → sessions. Blocking, thread-safe.
//
// To a provider's staff the records of others, and those that do not exist, are the same NOT_ALLOWED.
#pragma once

#include <absl/status/statusor.h>

#include <optional>
#include <string>
#include <vector>

#include "availability/mysql_staffing.h"
#include "idempotency/requests.h"
#include "mysql/pool.h"
#include "paging/page.h"
#include "roster/records.h"
#include "rpc/call.h"

namespace shortbreaks::roster {

using availability::IdSet;
using idempotency::RequestMark;
using paging::Page;

template <typename Item>
struct ListPage {
  std::vector<Item> items;
  std::string next;  // empty on the last page
};

class RosterStore {
 public:
  explicit RosterStore(mysql::Pool& pool) : pool_(pool), requests_("availability_requests") {}

  // NOT_FOUND (the provider).
  absl::StatusOr<v1::CreateStaffMemberResponse> Create(const rpc::Call& call, const RequestMark& mark,
                                                       StaffRecord staff);
  // NOT_FOUND, ETAG_MISMATCH, INVALID_REQUEST (another provider).
  absl::StatusOr<v1::UpdateStaffMemberResponse> Update(const rpc::Call& call, const RequestMark& mark,
                                                       StaffRecord staff, const std::string& etag);
  absl::StatusOr<v1::GetStaffMemberResponse> Read(const rpc::Call& call, const ids::Uuid& staff_id);
  // `provider_id` may be empty: all of the council.
  absl::StatusOr<ListPage<v1::StaffMember>> List(const rpc::Call& call, const ids::Uuid& provider_id,
                                                 bool include_inactive, const Page& page);

  absl::StatusOr<v1::RecordTrainingResponse> RecordTraining(const rpc::Call& call, const RequestMark& mark,
                                                            TrainingRecord training);
  // NOT_FOUND, STATE_FORBIDS (withdrawn before).
  absl::StatusOr<v1::WithdrawTrainingResponse> WithdrawTraining(const rpc::Call& call, const RequestMark& mark,
                                                                const ids::Uuid& training_id,
                                                                const std::string& reason);
  absl::StatusOr<ListPage<v1::ExpiringTraining>> ListExpiring(const rpc::Call& call, const ids::Uuid& provider_id,
                                                              absl::CivilDay before, const Page& page);

  // NOT_FOUND, SESSION_CANCELLED, SESSION_STARTED (over), INVALID_REQUEST (another provider's, inactive), STATE_FORBIDS
  // (on shift twice at one time).
  absl::StatusOr<v1::SetShiftsResponse> SetShifts(const rpc::Call& call, const RequestMark& mark,
                                                  const std::vector<ids::Uuid>& sessions,
                                                  const std::vector<ids::Uuid>& staff);
  absl::StatusOr<v1::GetRosterResponse> ReadRoster(const rpc::Call& call, const ids::Uuid& session_id);

  absl::StatusOr<v1::RecordAbsenceResponse> RecordAbsence(const rpc::Call& call, const RequestMark& mark,
                                                          AbsenceRecord absence);
  // NOT_FOUND, INVALID_REQUEST (not after its start), STATE_FORBIDS (cancelled).
  absl::StatusOr<v1::EndAbsenceResponse> EndAbsence(const rpc::Call& call, const RequestMark& mark,
                                                    const ids::Uuid& absence_id, absl::Time end_time);
  // NOT_FOUND, STATE_FORBIDS (cancelled before).
  absl::StatusOr<v1::CancelAbsenceResponse> CancelAbsence(const rpc::Call& call, const RequestMark& mark,
                                                          const ids::Uuid& absence_id);

 private:
  using Told = std::vector<availability::Change>;
  using Changes = google::protobuf::RepeatedPtrField<v1::StaffingChange>;

  // The member of staff under its row's lock. Refuses callers who may not change it.
  absl::StatusOr<StaffRecord> Lock(mysql::Connection& connection, const rpc::Call& call, const ids::Uuid& staff_id);
  // Gives the member of staff a new version, and works out the sessions at which this one is on shift.
  absl::Status Touch(mysql::Connection& connection, const rpc::Call& call, const ids::Uuid& staff_id, Told& told,
                     Changes& changes);
  absl::StatusOr<std::optional<AbsenceRecord>> FindAbsence(mysql::Connection& connection, const rpc::Call& call,
                                                           const ids::Uuid& absence_id);

  mysql::Pool& pool_;
  idempotency::Requests requests_;
};

}  // namespace shortbreaks::roster
