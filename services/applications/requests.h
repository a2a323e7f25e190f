// Steps that the handlers share.
#pragma once

#include <absl/status/statusor.h>

#include <string>

#include "applications/handlers.h"
#include "applications/states.h"
#include "errors/errors.h"
#include "idempotency/requests.h"
#include "wire/fields.h"

namespace shortbreaks::applications {

constexpr size_t kReasonCharactersMax = 2000;

bool IsOfficer(const rpc::Call& call);

// The application, where the caller may see it (ApplicationStore::Read). NOT_FOUND for officers, else NOT_ALLOWED.
absl::StatusOr<v1::Application> Seen(const Parts& parts, const rpc::Call& call, const ids::Uuid& application_id);

// STATE_FORBIDS with the state, where `action` may not be done or a decision waits for its second key.
absl::Status MayDo(Action action, const v1::Application& application);

// What every change of one application shares: its mark and its name checked, `fields` added to by `check`, seen, then
// `change`, or `body` under its lock.
template <typename Request>
absl::StatusOr<v1::Application> ActBy(
    const Parts& parts, const rpc::Call& call, std::string_view method, const Request& request,
    const std::function<void(errors::FieldErrors&)>& check,
    const std::function<absl::StatusOr<v1::Application>(const RequestMark&, const ids::Uuid&)>& change) {
  auto mark = idempotency::MarkOf(call.principal, method, request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const ids::Uuid application_id = wire::IdIn("name", "applications", request.name(), fields);
  if (request.etag().empty()) fields.Add("etag", "Is required: send the etag that was read.");
  if (check) check(fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  if (auto seen = Seen(parts, call, application_id); !seen.ok()) return seen.status();
  return change(*mark, application_id);
}
template <typename Request>
absl::StatusOr<v1::Application> Act(const Parts& parts, const rpc::Call& call, std::string_view method,
                                    const Request& request, const std::function<void(errors::FieldErrors&)>& check,
                                    const Body& body) {
  return ActBy(parts, call, method, request, check, [&](const RequestMark& mark, const ids::Uuid& application_id) {
    return parts.store.Change(call, mark, application_id, request.etag(), body);
  });
}

template <typename Response>
absl::StatusOr<Response> Answered(absl::StatusOr<v1::Application> application) {
  if (!application.ok()) return application.status();
  Response response;
  *response.mutable_application() = *std::move(application);
  return response;
}

// An assessment: what the policy that holds for the application says of the child today.
struct Assessed {
  v1::Decision decision;
  std::optional<type::v1::Quantity> entitlement;
  bool live = false;                 // false: no policy is live, or it has no such offer; then nothing else is set
  std::string policy;                // `policies/{uuid}`
  std::optional<int> evidence_days;  // that the family has
};
absl::StatusOr<Assessed> AssessNow(const Parts& parts, const rpc::Call& call, const v1::Application& application);
// Writes an assessment into the application: its state, the policy that holds from now on, what evidence is wanted and
// by when. A day that was set before stays while evidence is awaited.
void Apply(const Assessed& assessed, v1::Application& application);

// The policy that holds for the application: that which was live when it was handed in, whatever was published since.
// NO_LIVE_POLICY.
absl::StatusOr<std::shared_ptr<const policy::Policy>> PolicyFor(const Parts& parts, const rpc::Call& call,
                                                                const v1::Application& application);

// The last day, London, on which the family can accept what came of the application `name`, where it is told today.
// Nothing where nothing came of it, or the policy does not ask the family.
absl::StatusOr<std::optional<absl::CivilDay>> AcceptBy(const Parts& parts, const rpc::Call& call,
                                                       const std::string& name);

}  // namespace shortbreaks::applications
