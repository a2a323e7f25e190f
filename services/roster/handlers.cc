#include "roster/handlers.h"

#include <absl/strings/str_cat.h>

#include <set>

#include "availability/access.h"
#include "errors/errors.h"
#include "wire/fields.h"

namespace shortbreaks::roster {
namespace {

using rpc::Call;

constexpr int kSessionsMax = 200;
constexpr int kStaffMax = 50;
constexpr size_t kReasonCharactersMax = 500;

// Whose records a list shows: a provider's own, or those that an officer asks for; empty: all of the council.
// NOT_ALLOWED to a provider that asks for another's.
absl::StatusOr<ids::Uuid> ProviderOf(const Call& call, const std::string& provider, errors::FieldErrors& fields) {
  if (const auto own = availability::OwnProvider(call)) {
    const bool others = !provider.empty() && wire::IdIn("provider", "providers", provider, fields) != *own;
    if (others && fields.ToStatus().ok()) return errors::Error(type::v1::ERROR_REASON_NOT_ALLOWED);
    return *own;
  }
  if (call.principal.role != identity::Role::kOfficer) return errors::Error(type::v1::ERROR_REASON_NOT_ALLOWED);
  return provider.empty() ? ids::Uuid() : wire::IdIn("provider", "providers", provider, fields);
}

// The ids in a list of names, each of which may stand there once.
std::vector<ids::Uuid> IdsIn(const std::string& field, std::string_view collection,
                             const google::protobuf::RepeatedPtrField<std::string>& names, int most,
                             errors::FieldErrors& fields) {
  std::vector<ids::Uuid> found;
  if (names.size() > most) {
    fields.Add(field, absl::StrCat("Must be at most ", most, "."));
    return found;
  }
  std::set<ids::Uuid> seen;
  for (int i = 0; i < names.size(); ++i) {
    const std::string at = absl::StrCat(field, "[", i, "]");
    found.push_back(wire::IdIn(at, collection, names[i], fields));
    if (!seen.insert(found.back()).second) fields.Add(at, "Stands there twice.");
  }
  return found;
}

absl::StatusOr<v1::CreateStaffMemberResponse> Create(const Parts& parts, const Call& call,
                                                     const v1::CreateStaffMemberRequest& request) {
  auto mark = idempotency::MarkOf(call.principal, "CreateStaffMember", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  StaffRecord staff = ReadStaff(request.staff_member(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return parts.store.Create(call, *mark, std::move(staff));
}

absl::StatusOr<v1::UpdateStaffMemberResponse> Update(const Parts& parts, const Call& call,
                                                     const v1::UpdateStaffMemberRequest& request) {
  auto mark = idempotency::MarkOf(call.principal, "UpdateStaffMember", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  StaffRecord staff = ReadStaff(request.staff_member(), fields);
  staff.id = wire::IdIn("staff_member.name", "staffMembers", request.staff_member().name(), fields);
  if (request.staff_member().etag().empty()) {
    fields.Add("staff_member.etag", "Is required: send it as it was read.");
  }
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return parts.store.Update(call, *mark, std::move(staff), request.staff_member().etag());
}

absl::StatusOr<v1::GetStaffMemberResponse> Get(const Parts& parts, const Call& call,
                                               const v1::GetStaffMemberRequest& request) {
  errors::FieldErrors fields;
  const ids::Uuid id = wire::IdIn("name", "staffMembers", request.name(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return parts.store.Read(call, id);
}

absl::StatusOr<v1::ListStaffMembersResponse> List(const Parts& parts, const Call& call,
                                                  const v1::ListStaffMembersRequest& request) {
  errors::FieldErrors fields;
  auto provider = ProviderOf(call, request.provider(), fields);
  if (!provider.ok()) return provider.status();
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  const std::string scope = paging::ScopeOf(call.principal, "ListStaffMembers", request);
  auto page = paging::PageOf(parts.page_tokens, request, scope);
  if (!page.ok()) return page.status();
  auto list = parts.store.List(call, *provider, request.include_inactive(), *page);
  if (!list.ok()) return list.status();
  v1::ListStaffMembersResponse response;
  response.mutable_staff_members()->Assign(list->items.begin(), list->items.end());
  response.set_next_page_token(paging::NextToken(parts.page_tokens, list->next, scope));
  return response;
}

absl::StatusOr<v1::RecordTrainingResponse> RecordTraining(const Parts& parts, const Call& call,
                                                          const v1::RecordTrainingRequest& request) {
  auto mark = idempotency::MarkOf(call.principal, "RecordTraining", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  TrainingRecord training = ReadTraining(request.training(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return parts.store.RecordTraining(call, *mark, std::move(training));
}

absl::StatusOr<v1::WithdrawTrainingResponse> WithdrawTraining(const Parts& parts, const Call& call,
                                                              const v1::WithdrawTrainingRequest& request) {
  auto mark = idempotency::MarkOf(call.principal, "WithdrawTraining", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const ids::Uuid id = wire::IdIn("name", "trainings", request.name(), fields);
  wire::CheckText("reason", request.reason(), kReasonCharactersMax, fields, /*lines=*/true);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return parts.store.WithdrawTraining(call, *mark, id, request.reason());
}

absl::StatusOr<v1::ListTrainingExpiringResponse> ListExpiring(const Parts& parts, const Call& call,
                                                              const v1::ListTrainingExpiringRequest& request) {
  errors::FieldErrors fields;
  auto provider = ProviderOf(call, request.provider(), fields);
  if (!provider.ok()) return provider.status();
  const absl::CivilDay before = ReadDay("before", request.has_before(), request.before(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  const std::string scope = paging::ScopeOf(call.principal, "ListTrainingExpiring", request);
  auto page = paging::PageOf(parts.page_tokens, request, scope);
  if (!page.ok()) return page.status();
  auto list = parts.store.ListExpiring(call, *provider, before, *page);
  if (!list.ok()) return list.status();
  v1::ListTrainingExpiringResponse response;
  response.mutable_trainings()->Assign(list->items.begin(), list->items.end());
  response.set_next_page_token(paging::NextToken(parts.page_tokens, list->next, scope));
  return response;
}

absl::StatusOr<v1::SetShiftsResponse> SetShifts(const Parts& parts, const Call& call,
                                                const v1::SetShiftsRequest& request) {
  auto mark = idempotency::MarkOf(call.principal, "SetShifts", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const auto sessions = IdsIn("sessions", "sessions", request.sessions(), kSessionsMax, fields);
  const auto staff = IdsIn("staff_members", "staffMembers", request.staff_members(), kStaffMax, fields);
  if (request.sessions().empty()) fields.Add("sessions", "Is required.");
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return parts.store.SetShifts(call, *mark, sessions, staff);
}

absl::StatusOr<v1::GetRosterResponse> GetRoster(const Parts& parts, const Call& call,
                                                const v1::GetRosterRequest& request) {
  errors::FieldErrors fields;
  const ids::Uuid session = wire::IdIn("session", "sessions", request.session(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return parts.store.ReadRoster(call, session);
}

absl::StatusOr<v1::RecordAbsenceResponse> RecordAbsence(const Parts& parts, const Call& call,
                                                        const v1::RecordAbsenceRequest& request) {
  auto mark = idempotency::MarkOf(call.principal, "RecordAbsence", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  AbsenceRecord absence = ReadAbsence(request.absence(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return parts.store.RecordAbsence(call, *mark, std::move(absence));
}

absl::StatusOr<v1::EndAbsenceResponse> EndAbsence(const Parts& parts, const Call& call,
                                                  const v1::EndAbsenceRequest& request) {
  auto mark = idempotency::MarkOf(call.principal, "EndAbsence", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const ids::Uuid id = wire::IdIn("name", "absences", request.name(), fields);
  const absl::Time end = ReadInstant("end_time", request.has_end_time(), request.end_time(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return parts.store.EndAbsence(call, *mark, id, end);
}

absl::StatusOr<v1::CancelAbsenceResponse> CancelAbsence(const Parts& parts, const Call& call,
                                                        const v1::CancelAbsenceRequest& request) {
  auto mark = idempotency::MarkOf(call.principal, "CancelAbsence", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const ids::Uuid id = wire::IdIn("name", "absences", request.name(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return parts.store.CancelAbsence(call, *mark, id);
}

template <typename Request, typename Response>
void Add(rpc::HandlerTable& table, const Parts& parts, const char* method,
         absl::StatusOr<Response> (*run)(const Parts&, const Call&, const Request&)) {
  table.Add<Request, Response>(
      method, [parts, run](const Call& call, const Request& request) { return run(parts, call, request); });
}

}  // namespace

rpc::HandlerTable MakeHandlers(Parts parts) {
  rpc::HandlerTable table("shortbreaks.availability.v1.StaffService");
  Add(table, parts, "CreateStaffMember", &Create);
  Add(table, parts, "UpdateStaffMember", &Update);
  Add(table, parts, "GetStaffMember", &Get);
  Add(table, parts, "ListStaffMembers", &List);
  Add(table, parts, "RecordTraining", &RecordTraining);
  Add(table, parts, "WithdrawTraining", &WithdrawTraining);
  Add(table, parts, "ListTrainingExpiring", &ListExpiring);
  Add(table, parts, "SetShifts", &SetShifts);
  Add(table, parts, "GetRoster", &GetRoster);
  Add(table, parts, "RecordAbsence", &RecordAbsence);
  Add(table, parts, "EndAbsence", &EndAbsence);
  Add(table, parts, "CancelAbsence", &CancelAbsence);
  return table;
}

}  // namespace shortbreaks::roster
