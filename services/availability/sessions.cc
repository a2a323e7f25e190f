#include "availability/access.h"
#include "availability/handlers.h"
#include "availability/validate.h"
#include "wire/fields.h"

namespace shortbreaks::availability {
namespace {

using errors::Error;

// Publishes, closes or cancels: they differ in their messages alone.
template <typename Response, typename Request>
absl::StatusOr<Response> Run(const Parts& parts, const rpc::Call& call, const char* method, const Request& request,
                             Move move, const std::string& reason = {}) {
  auto mark = idempotency::MarkOf(call.principal, method, request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const ids::Uuid id = wire::IdIn("name", "sessions", request.name(), fields);
  if (move == Move::kCancel) CheckReason("reason", reason, fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto session = parts.store.MoveSession(call, *mark, id, move, request.etag(), reason);
  if (!session.ok()) return session.status();
  Response response;
  *response.mutable_session() = *std::move(session);
  return response;
}

}  // namespace

absl::StatusOr<v1::CreateSessionResponse> SessionHandlers::Create(const rpc::Call& call,
                                                                  const v1::CreateSessionRequest& request) const {
  auto mark = idempotency::MarkOf(call.principal, "CreateSession", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  SessionRecord record = ReadSession("session.", request.session(), fields);
  record.activity_id = wire::IdIn("session.activity", "activities", request.session().activity(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto session = parts_.store.CreateSession(call, *mark, std::move(record));
  if (!session.ok()) return session.status();
  v1::CreateSessionResponse response;
  *response.mutable_session() = *std::move(session);
  return response;
}

absl::StatusOr<v1::GetSessionResponse> SessionHandlers::Get(const rpc::Call& call,
                                                            const v1::GetSessionRequest& request) const {
  errors::FieldErrors fields;
  const ids::Uuid id = wire::IdIn("name", "sessions", request.name(), fields);
  const auto ratio = ReadRatio("support_ratio", request.has_support_ratio(), request.support_ratio(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto offer = parts_.store.ReadOffer(call, id, ratio);
  if (!offer.ok()) return offer.status();
  if (!*offer) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  v1::GetSessionResponse response;
  *response.mutable_offer() = **std::move(offer);
  return response;
}

absl::StatusOr<v1::SetPlacesResponse> SessionHandlers::SetPlaces(const rpc::Call& call,
                                                                 const v1::SetPlacesRequest& request) const {
  auto mark = idempotency::MarkOf(call.principal, "SetPlaces", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const ids::Uuid id = wire::IdIn("name", "sessions", request.name(), fields);
  CheckPlaces("places", request.places(), fields);
  if (request.etag().empty()) fields.Add("etag", "Is required: send it as it was read.");
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return parts_.store.SetPlaces(call, *mark, id, request.places(), request.etag());
}

absl::StatusOr<v1::PublishSessionResponse> SessionHandlers::Publish(const rpc::Call& call,
                                                                    const v1::PublishSessionRequest& request) const {
  return Run<v1::PublishSessionResponse>(parts_, call, "PublishSession", request, Move::kPublish);
}

absl::StatusOr<v1::CloseSessionResponse> SessionHandlers::Close(const rpc::Call& call,
                                                                const v1::CloseSessionRequest& request) const {
  return Run<v1::CloseSessionResponse>(parts_, call, "CloseSession", request, Move::kClose);
}

absl::StatusOr<v1::CancelSessionResponse> SessionHandlers::Cancel(const rpc::Call& call,
                                                                  const v1::CancelSessionRequest& request) const {
  return Run<v1::CancelSessionResponse>(parts_, call, "CancelSession", request, Move::kCancel, request.reason());
}

}  // namespace shortbreaks::availability
