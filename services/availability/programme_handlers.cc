#include <absl/strings/str_cat.h>

#include <set>

#include "availability/place_handlers.h"
#include "wire/fields.h"

namespace shortbreaks::availability {
namespace {

using errors::Error;

constexpr int kSessionsAtOnceMax = 200;

// 1 to 200 sessions, each once.
template <typename Request>
std::vector<ids::Uuid> ReadSessions(const Request& request, errors::FieldErrors& fields) {
  std::vector<ids::Uuid> session_ids;
  if (request.sessions().empty() || request.sessions_size() > kSessionsAtOnceMax) {
    fields.Add("sessions", absl::StrCat("Must name 1 to ", kSessionsAtOnceMax, " sessions."));
    return session_ids;
  }
  std::set<std::string> seen;
  for (int i = 0; i < request.sessions_size(); ++i) {
    const std::string field = absl::StrCat("sessions[", i, "]");
    session_ids.push_back(wire::IdIn(field, "sessions", request.sessions(i), fields));
    if (!seen.insert(session_ids.back()).second) fields.Add(field, "Stands here already.");
  }
  return session_ids;
}

}  // namespace

absl::StatusOr<v1::CreateProgrammeResponse> ProgrammeHandlers::Create(const rpc::Call& call,
                                                                      const v1::CreateProgrammeRequest& request) const {
  auto mark = idempotency::MarkOf(call.principal, "CreateProgramme", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  ProgrammeRecord record = ReadProgramme("programme.", request.programme(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto programme = parts_.programmes.Create(call, *mark, std::move(record));
  if (!programme.ok()) return programme.status();
  v1::CreateProgrammeResponse response;
  *response.mutable_programme() = *std::move(programme);
  return response;
}

absl::StatusOr<v1::GetProgrammeResponse> ProgrammeHandlers::Get(const rpc::Call& call,
                                                                const v1::GetProgrammeRequest& request) const {
  errors::FieldErrors fields;
  const ids::Uuid id = wire::IdIn("name", "programmes", request.name(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto programme = parts_.programmes.Read(call, id);
  if (!programme.ok()) return programme.status();
  if (!*programme) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  v1::GetProgrammeResponse response;
  *response.mutable_programme() = **std::move(programme);
  return response;
}

absl::StatusOr<v1::UpdateProgrammeResponse> ProgrammeHandlers::Update(const rpc::Call& call,
                                                                      const v1::UpdateProgrammeRequest& request) const {
  auto mark = idempotency::MarkOf(call.principal, "UpdateProgramme", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  ProgrammeRecord record = ReadProgramme("programme.", request.programme(), fields);
  record.id = wire::IdIn("programme.name", "programmes", request.programme().name(), fields);
  if (request.programme().etag().empty()) fields.Add("programme.etag", "Is required: send it as it was read.");
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return parts_.programmes.Update(call, *mark, std::move(record), request.programme().etag());
}

absl::StatusOr<v1::ListProgrammesResponse> ProgrammeHandlers::List(const rpc::Call& call,
                                                                   const v1::ListProgrammesRequest& request) const {
  const std::string scope = paging::ScopeOf(call.principal, "ListProgrammes", request);
  auto page = paging::PageOf(parts_.page_tokens, request, scope);
  if (!page.ok()) return page.status();
  auto list = parts_.programmes.List(call, *page);
  if (!list.ok()) return list.status();
  v1::ListProgrammesResponse response;
  for (v1::Programme& programme : list->programmes) *response.add_programmes() = std::move(programme);
  response.set_next_page_token(paging::NextToken(parts_.page_tokens, list->next, scope));
  return response;
}

absl::StatusOr<v1::AddProgrammeSessionsResponse> ProgrammeHandlers::Add(
    const rpc::Call& call, const v1::AddProgrammeSessionsRequest& request) const {
  auto mark = idempotency::MarkOf(call.principal, "AddProgrammeSessions", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const ids::Uuid id = wire::IdIn("name", "programmes", request.name(), fields);
  const std::vector<ids::Uuid> session_ids = ReadSessions(request, fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return parts_.programmes.Add(call, *mark, id, session_ids);
}

absl::StatusOr<v1::RemoveProgrammeSessionsResponse> ProgrammeHandlers::Remove(
    const rpc::Call& call, const v1::RemoveProgrammeSessionsRequest& request) const {
  auto mark = idempotency::MarkOf(call.principal, "RemoveProgrammeSessions", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const ids::Uuid id = wire::IdIn("name", "programmes", request.name(), fields);
  const std::vector<ids::Uuid> session_ids = ReadSessions(request, fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return parts_.programmes.Remove(call, *mark, id, session_ids);
}

}  // namespace shortbreaks::availability
