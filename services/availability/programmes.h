// Programmes as they are kept, and the sessions that take their booking times. Every change is one transaction with its
// request row, outbox events and audit records. Blocking, thread-safe.
#pragma once

#include <absl/status/statusor.h>

#include <optional>
#include <string>
#include <vector>

#include "availability/mysql_store.h"
#include "shortbreaks/availability/v1/programmes.pb.h"

namespace shortbreaks::availability {

struct ProgrammeRecord {
  ids::Uuid id;
  int64_t version = 1;
  std::string title;
  absl::CivilDay first_day, last_day;
  absl::Time booking_open_time;
  std::optional<absl::Time> booking_close_time;  // nothing: at the start of each session

  // When booking of a session closes that starts then.
  absl::Time ClosesFor(absl::Time start) const;
  // Why a session that starts then cannot be in it, for people; empty where it can.
  std::string WhyNot(absl::Time start) const;
};
v1::Programme ToProto(const ProgrammeRecord& record);
// Without id and version.
ProgrammeRecord ReadProgramme(std::string_view at, const v1::Programme& message, errors::FieldErrors& fields);

inline constexpr int kProgrammeSessionsMax = 5'000;

struct ProgrammePage {
  std::vector<v1::Programme> programmes;
  std::string next;  // empty on the last page
};

class Programmes {
 public:
  explicit Programmes(mysql::Pool& pool) : pool_(pool), requests_("availability_requests") {}

  absl::StatusOr<v1::Programme> Create(const rpc::Call& call, const RequestMark& mark, ProgrammeRecord programme);
  // NOT_FOUND, ETAG_MISMATCH, INVALID_REQUEST where a session of it could no longer be in it.
  absl::StatusOr<v1::UpdateProgrammeResponse> Update(const rpc::Call& call, const RequestMark& mark,
                                                     ProgrammeRecord programme, const std::string& etag);
  // NOT_FOUND (the programme; a session, for an officer), NOT_ALLOWED, INVALID_REQUEST with every session that cannot
  // be.
  absl::StatusOr<v1::AddProgrammeSessionsResponse> Add(const rpc::Call& call, const RequestMark& mark,
                                                       const ids::Uuid& programme_id,
                                                       const std::vector<ids::Uuid>& session_ids);
  // NOT_FOUND, NOT_ALLOWED.
  absl::StatusOr<v1::RemoveProgrammeSessionsResponse> Remove(const rpc::Call& call, const RequestMark& mark,
                                                             const ids::Uuid& programme_id,
                                                             const std::vector<ids::Uuid>& session_ids);

  // Nothing where there is none.
  absl::StatusOr<std::optional<v1::Programme>> Read(const rpc::Call& call, const ids::Uuid& programme_id);
  absl::StatusOr<ProgrammePage> List(const rpc::Call& call, const Page& page);

 private:
  mysql::Pool& pool_;
  idempotency::Requests requests_;
};

}  // namespace shortbreaks::availability
