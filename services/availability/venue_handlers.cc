#include <absl/time/clock.h>

#include "availability/place_handlers.h"
#include "availability/validate.h"
#include "wire/fields.h"
#include "wire/times.h"

namespace shortbreaks::availability {
namespace {

using errors::Error;

void CheckEtag(std::string field, const std::string& etag, errors::FieldErrors& fields) {
  if (etag.empty()) fields.Add(std::move(field), "Is required: send it as it was read.");
}

}  // namespace

absl::StatusOr<v1::CreateVenueResponse> VenueHandlers::Create(const rpc::Call& call,
                                                              const v1::CreateVenueRequest& request) const {
  auto mark = idempotency::MarkOf(call.principal, "CreateVenue", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const VenueRecord record = ReadVenue("venue.venue", request.venue().venue(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto venue = parts_.venues.Create(call, *mark, record);
  if (!venue.ok()) return venue.status();
  v1::CreateVenueResponse response;
  *response.mutable_venue() = *std::move(venue);
  return response;
}

absl::StatusOr<v1::GetVenueResponse> VenueHandlers::Get(const rpc::Call& call,
                                                        const v1::GetVenueRequest& request) const {
  errors::FieldErrors fields;
  const ids::Uuid id = wire::IdIn("name", "venues", request.name(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto venue = parts_.venues.Read(call, id);
  if (!venue.ok()) return venue.status();
  if (!*venue) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  v1::GetVenueResponse response;
  *response.mutable_venue() = **std::move(venue);
  return response;
}

absl::StatusOr<v1::UpdateVenueResponse> VenueHandlers::Update(const rpc::Call& call,
                                                              const v1::UpdateVenueRequest& request) const {
  auto mark = idempotency::MarkOf(call.principal, "UpdateVenue", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  VenueRecord record = ReadVenue("venue.venue", request.venue().venue(), fields);
  record.id = wire::IdIn("venue.name", "venues", request.venue().name(), fields);
  CheckEtag("venue.etag", request.venue().etag(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto venue = parts_.venues.Update(call, *mark, std::move(record), request.venue().etag());
  if (!venue.ok()) return venue.status();
  v1::UpdateVenueResponse response;
  *response.mutable_venue() = *std::move(venue);
  return response;
}

absl::StatusOr<v1::ListVenuesResponse> VenueHandlers::List(const rpc::Call& call,
                                                           const v1::ListVenuesRequest& request) const {
  const std::string scope = paging::ScopeOf(call.principal, "ListVenues", request);
  auto page = paging::PageOf(parts_.page_tokens, request, scope);
  if (!page.ok()) return page.status();
  auto list = parts_.venues.List(call, *page);
  if (!list.ok()) return list.status();
  v1::ListVenuesResponse response;
  for (v1::ListedVenue& venue : list->venues) *response.add_venues() = std::move(venue);
  response.set_next_page_token(paging::NextToken(parts_.page_tokens, list->next, scope));
  return response;
}

absl::StatusOr<v1::CreateRoomResponse> VenueHandlers::CreateRoom(const rpc::Call& call,
                                                                 const v1::CreateRoomRequest& request) const {
  auto mark = idempotency::MarkOf(call.principal, "CreateRoom", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  RoomRecord record = ReadRoom("room.", request.room(), fields);
  record.venue_id = wire::IdIn("room.venue", "venues", request.room().venue(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto room = parts_.venues.CreateRoom(call, *mark, std::move(record));
  if (!room.ok()) return room.status();
  v1::CreateRoomResponse response;
  *response.mutable_room() = *std::move(room);
  return response;
}

absl::StatusOr<v1::GetRoomResponse> VenueHandlers::GetRoom(const rpc::Call& call,
                                                           const v1::GetRoomRequest& request) const {
  errors::FieldErrors fields;
  const ids::Uuid id = wire::IdIn("name", "rooms", request.name(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto room = parts_.venues.ReadRoom(call, id);
  if (!room.ok()) return room.status();
  if (!*room) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  v1::GetRoomResponse response;
  *response.mutable_room() = **std::move(room);
  return response;
}

absl::StatusOr<v1::UpdateRoomResponse> VenueHandlers::UpdateRoom(const rpc::Call& call,
                                                                 const v1::UpdateRoomRequest& request) const {
  auto mark = idempotency::MarkOf(call.principal, "UpdateRoom", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  RoomRecord record = ReadRoom("room.", request.room(), fields);
  record.id = wire::IdIn("room.name", "rooms", request.room().name(), fields);
  record.venue_id = wire::IdIn("room.venue", "venues", request.room().venue(), fields);
  CheckEtag("room.etag", request.room().etag(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto room = parts_.venues.UpdateRoom(call, *mark, std::move(record), request.room().etag());
  if (!room.ok()) return room.status();
  v1::UpdateRoomResponse response;
  *response.mutable_room() = *std::move(room);
  return response;
}

absl::StatusOr<v1::ListRoomsResponse> VenueHandlers::ListRooms(const rpc::Call& call,
                                                               const v1::ListRoomsRequest& request) const {
  errors::FieldErrors fields;
  const ids::Uuid venue_id = wire::IdIn("venue", "venues", request.venue(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  const std::string scope = paging::ScopeOf(call.principal, "ListRooms", request);
  auto page = paging::PageOf(parts_.page_tokens, request, scope);
  if (!page.ok()) return page.status();
  auto list = parts_.venues.ListRooms(call, venue_id, *page);
  if (!list.ok()) return list.status();
  v1::ListRoomsResponse response;
  for (v1::Room& room : list->rooms) *response.add_rooms() = std::move(room);
  response.set_next_page_token(paging::NextToken(parts_.page_tokens, list->next, scope));
  return response;
}

absl::StatusOr<v1::ListRoomUsesResponse> VenueHandlers::ListUses(const rpc::Call& call,
                                                                 const v1::ListRoomUsesRequest& request) const {
  errors::FieldErrors fields;
  const ids::Uuid room_id = wire::IdIn("room", "rooms", request.room(), fields);
  const auto from = request.has_start_time() ? ReadInstant("start_time", request.start_time(), fields) : absl::Now();
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  const std::string scope = paging::ScopeOf(call.principal, "ListRoomUses", request);
  auto page = paging::PageOf(parts_.page_tokens, request, scope);
  if (!page.ok()) return page.status();
  auto list = parts_.venues.ListUses(call, room_id, *from, *page);
  if (!list.ok()) return list.status();
  v1::ListRoomUsesResponse response;
  for (v1::RoomUse& use : list->uses) *response.add_uses() = std::move(use);
  response.set_next_page_token(paging::NextToken(parts_.page_tokens, list->next, scope));
  return response;
}

absl::StatusOr<v1::SetRoomResponse> VenueHandlers::SetRoom(const rpc::Call& call,
                                                           const v1::SetRoomRequest& request) const {
  auto mark = idempotency::MarkOf(call.principal, "SetRoom", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const ids::Uuid session_id = wire::IdIn("name", "sessions", request.name(), fields);
  ids::Uuid room_id;
  if (!request.room().empty()) room_id = wire::IdIn("room", "rooms", request.room(), fields);
  CheckEtag("etag", request.etag(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto session = parts_.venues.SetRoom(call, *mark, session_id, room_id, request.etag());
  if (!session.ok()) return session.status();
  v1::SetRoomResponse response;
  *response.mutable_session() = *std::move(session);
  return response;
}

}  // namespace shortbreaks::availability
