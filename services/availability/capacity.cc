// The RPCs of CapacityService.
#include "availability/handlers.h"
#include "availability/validate.h"
#include "wire/fields.h"

namespace shortbreaks::availability {
namespace {

absl::StatusOr<v1::GetCapacityResponse> Get(const Parts& parts, const rpc::Call& call,
                                            const v1::GetCapacityRequest& request) {
  errors::FieldErrors fields;
  const ids::Uuid id = wire::IdIn("session", "sessions", request.session(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return parts.store.ReadCapacity(call, id);
}

absl::StatusOr<v1::SetCapacityResponse> Set(const Parts& parts, const rpc::Call& call,
                                            const v1::SetCapacityRequest& request) {
  auto mark = idempotency::MarkOf(call.principal, "SetCapacity", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const ids::Uuid id = wire::IdIn("session", "sessions", request.session(), fields);
  SessionRecord capacity;
  if (!request.has_capacity()) fields.Add("capacity", "Is required.");
  ReadCapacity("capacity.", request.capacity(), capacity, fields);
  if (request.etag().empty()) fields.Add("etag", "Is required: send it as it was read.");
  wire::CheckOptionalText("reserve_reason", request.reserve_reason(), 500, fields, true);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return parts.store.SetCapacity(call, *mark, id, capacity, request.etag(), request.reserve_reason());
}

absl::StatusOr<v1::ReleaseReserveResponse> ReleaseReserve(const Parts& parts, const rpc::Call& call,
                                                          const v1::ReleaseReserveRequest& request) {
  auto mark = idempotency::MarkOf(call.principal, "ReleaseReserve", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const ids::Uuid id = wire::IdIn("session", "sessions", request.session(), fields);
  CheckReason("reason", request.reason(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto session = parts.store.ReleaseReserve(call, *mark, id, request.etag(), request.reason());
  if (!session.ok()) return session.status();
  v1::ReleaseReserveResponse response;
  *response.mutable_session() = *std::move(session);
  return response;
}

}  // namespace

rpc::HandlerTable MakeCapacityHandlers(Parts parts) {
  using rpc::Call;
  rpc::HandlerTable table("shortbreaks.availability.v1.CapacityService");
  table.Add<v1::GetCapacityRequest, v1::GetCapacityResponse>(
      "GetCapacity", [parts](const Call& call, const v1::GetCapacityRequest& r) { return Get(parts, call, r); });
  table.Add<v1::SetCapacityRequest, v1::SetCapacityResponse>(
      "SetCapacity", [parts](const Call& call, const v1::SetCapacityRequest& r) { return Set(parts, call, r); });
  table.Add<v1::ReleaseReserveRequest, v1::ReleaseReserveResponse>(
      "ReleaseReserve",
      [parts](const Call& call, const v1::ReleaseReserveRequest& r) { return ReleaseReserve(parts, call, r); });
  return table;
}

}  // namespace shortbreaks::availability
