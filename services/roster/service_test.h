// A provider with an activity and staff, on a real database, in a council of the test's own.
#pragma once

#include <string>
#include <vector>

#include "availability/service_test.h"
#include "availability/staffing.h"
#include "capacity/capacity.h"
#include "roster/handlers.h"
#include "wire/times.h"

namespace shortbreaks::roster {

inline constexpr int64_t kSharesOfOne = capacity::kSharesOfOneStaff;
using availability::ReasonOf;
using availability::SampleActivity;
using availability::SampleSession;

class RosterTest : public availability::ServiceTest {
 protected:
  RosterTest() : roster_store_(pool_), roster_(MakeHandlers({roster_store_, tokens_})) {}

  template <typename Response>
  absl::StatusOr<Response> Ask(const char* method, const rpc::Call& call, const google::protobuf::Message& request) {
    auto response = roster_.methods().at(method).run(call, request);
    if (!response.ok()) return response.status();
    return static_cast<const Response&>(**response);
  }

  static v1::CreateStaffMemberRequest StaffRequest(const std::string& provider, const std::string& display_name) {
    auto request = WithId<v1::CreateStaffMemberRequest>();
    request.mutable_staff_member()->set_provider(provider);
    request.mutable_staff_member()->set_display_name(display_name);
    return request;
  }
  v1::StaffMember AddStaff(const std::string& display_name = "Sam Sample") {
    return Ask<v1::CreateStaffMemberResponse>("CreateStaffMember", Officer(), StaffRequest(provider_, display_name))
        .value()
        .staff_member();
  }
  // The names of several.
  std::vector<std::string> AddTeam(int size) {
    std::vector<std::string> team;
    for (int i = 0; i < size; ++i) team.push_back(AddStaff(absl::StrCat("Sample ", i)).name());
    return team;
  }
  v1::StaffMember Read(const std::string& staff) {
    return Ask<v1::GetStaffMemberResponse>("GetStaffMember", Officer(), Naming<v1::GetStaffMemberRequest>(staff))
        .value()
        .staff_member();
  }

  static v1::RecordTrainingRequest TrainingRequest(const std::string& staff, type::v1::Need need, absl::CivilDay first,
                                                   absl::CivilDay last) {
    auto request = WithId<v1::RecordTrainingRequest>();
    request.mutable_training()->set_staff_member(staff);
    request.mutable_training()->set_need(need);
    *request.mutable_training()->mutable_issue_date() = wire::ToProto(first);
    *request.mutable_training()->mutable_expire_date() = wire::ToProto(last);
    return request;
  }
  absl::StatusOr<v1::RecordTrainingResponse> Train(const std::string& staff, type::v1::Need need, absl::CivilDay last,
                                                   absl::CivilDay first = absl::CivilDay(2020, 1, 1)) {
    return Ask<v1::RecordTrainingResponse>("RecordTraining", Officer(), TrainingRequest(staff, need, first, last));
  }

  static v1::SetShiftsRequest ShiftsRequest(const std::vector<std::string>& sessions,
                                            const std::vector<std::string>& staff) {
    auto request = WithId<v1::SetShiftsRequest>();
    request.mutable_sessions()->Assign(sessions.begin(), sessions.end());
    request.mutable_staff_members()->Assign(staff.begin(), staff.end());
    return request;
  }
  absl::StatusOr<v1::SetShiftsResponse> SetShifts(const std::vector<std::string>& sessions,
                                                  const std::vector<std::string>& staff) {
    return Ask<v1::SetShiftsResponse>("SetShifts", Officer(), ShiftsRequest(sessions, staff));
  }
  absl::StatusOr<v1::GetRosterResponse> Roster(const std::string& session, const rpc::Call& call) {
    v1::GetRosterRequest request;
    request.set_session(session);
    return Ask<v1::GetRosterResponse>("GetRoster", call, request);
  }

  static v1::RecordAbsenceRequest AbsenceRequest(const std::string& staff, absl::Time start,
                                                 std::optional<absl::Time> end) {
    auto request = WithId<v1::RecordAbsenceRequest>();
    request.mutable_absence()->set_staff_member(staff);
    *request.mutable_absence()->mutable_start_time() = wire::ToProto(start);
    if (end) *request.mutable_absence()->mutable_end_time() = wire::ToProto(*end);
    request.mutable_absence()->set_cause(v1::ABSENCE_CAUSE_SICKNESS);
    return request;
  }
  absl::StatusOr<v1::RecordAbsenceResponse> Away(const std::string& staff, absl::Time start,
                                                 std::optional<absl::Time> end = std::nullopt) {
    return Ask<v1::RecordAbsenceResponse>("RecordAbsence", Officer(), AbsenceRequest(staff, start, end));
  }

  // A published session of the provider's activity.
  std::string AddSession(absl::Time start, absl::Duration lasts = absl::Hours(3)) {
    return AddPublished(SampleSession(activity_, start, lasts)).name();
  }

  // A column of the session; -1 where it is null.
  int64_t Column(const std::string& session, const std::string& column) {
    const auto rows = support::SharedMysql().AsRoot(
        absl::StrCat("SELECT COALESCE(", column, ", -1) FROM sessions WHERE council_id = ? AND session_id = ?"),
        {council_, mysql::Bytes{*ids::IdOf("sessions", session)}});
    return rows.value().front().Int(0);
  }
  int64_t StaffOf(const std::string& session) { return Column(session, "staff"); }
  int64_t TrainedFor(const std::string& session) { return Column(session, "trained_for"); }
  // As bookings take them.
  void TakeShares(const std::string& session, int64_t shares) {
    Alter(session, absl::StrCat("staff_shares_taken = ", shares));
  }

  static constexpr int64_t Bit(type::v1::Need need) { return int64_t{1} << need; }

  RosterStore roster_store_;
  rpc::HandlerTable roster_;
  const std::string provider_ = AddProvider();
  const std::string activity_ = AddActivity(SampleActivity(provider_)).name();
};

inline const std::string kUnknownStaff = "staffMembers/0190a5e2-7c1d-7b3e-8f00-0123456789ab";

}  // namespace shortbreaks::roster
