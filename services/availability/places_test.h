// The handlers of venues, rooms, programmes and alternatives on a real database, beside those of sessions.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "availability/place_handlers.h"
#include "availability/service_test.h"

namespace shortbreaks::availability {

class PlacesTest : public ServiceTest {
 protected:
  template <typename Response>
  absl::StatusOr<Response> Ask(const char* method, const rpc::Call& call, const google::protobuf::Message& request) {
    for (const rpc::HandlerTable& table : place_tables_) {
      const auto found = table.methods().find(method);
      if (found == table.methods().end()) continue;
      auto response = found->second.run(call, request);
      if (!response.ok()) return response.status();
      return static_cast<const Response&>(**response);
    }
    return Run<Response>(method, call, request);
  }

  // The keys of the sessions that a search finds, in order, over all its pages.
  std::vector<std::string> Keys(const std::function<void(v1::SearchSessionsRequest&)>& criteria) {
    v1::SearchSessionsRequest request;
    criteria(request);
    std::vector<std::string> keys;
    do {
      const auto found = Ask<v1::SearchSessionsResponse>("SearchSessions", Family(), request);
      EXPECT_TRUE(found.ok()) << found.status();
      if (!found.ok()) return keys;
      for (const v1::SessionOffer& offer : found->offers()) keys.push_back(offer.session().external_id());
      request.set_page_token(found->next_page_token());
    } while (!request.page_token().empty());
    return keys;
  }

  // A published session with a key of its own, of an activity that `change` makes special.
  v1::Session Offer(const std::string& key, absl::Time start, absl::Duration lasts = absl::Hours(3),
                    const std::function<void(v1::Activity&)>& change = {}) {
    v1::Activity activity = SampleActivity(provider_);
    if (change) change(activity);
    return OfferOf(AddActivity(activity).name(), key, start, lasts);
  }
  v1::Session OfferOf(const std::string& activity, const std::string& key, absl::Time start,
                      absl::Duration lasts = absl::Hours(3)) {
    v1::Session session = SampleSession(activity, start, lasts);
    session.set_external_id(key);
    return AddPublished(session);
  }

  v1::ListedVenue AddVenue(const std::string& display_name = "Example Centre") {
    auto request = WithId<v1::CreateVenueRequest>();
    *request.mutable_venue()->mutable_venue() = SampleActivity().venue();
    request.mutable_venue()->mutable_venue()->set_display_name(display_name);
    return Ask<v1::CreateVenueResponse>("CreateVenue", Officer(), request).value().venue();
  }
  v1::Room AddRoom(int buffer_minutes = 0, int places_max = 0) {
    auto request = WithId<v1::CreateRoomRequest>();
    request.mutable_room()->set_venue(AddVenue().name());
    request.mutable_room()->set_display_name("Main hall");
    request.mutable_room()->set_buffer_minutes(buffer_minutes);
    request.mutable_room()->set_places_max(places_max);
    return Ask<v1::CreateRoomResponse>("CreateRoom", Officer(), request).value().room();
  }
  absl::StatusOr<v1::Session> SetRoom(const v1::Session& session, const std::string& room, const rpc::Call& call) {
    auto request = Naming<v1::SetRoomRequest>(session.name());
    request.set_room(room);
    request.set_etag(session.etag());
    auto response = Ask<v1::SetRoomResponse>("SetRoom", call, request);
    if (!response.ok()) return response.status();
    return response->session();
  }
  absl::StatusOr<v1::Session> SetRoom(const v1::Session& session, const std::string& room) {
    return SetRoom(session, room, Officer());
  }

  Venues venues_{pool_};
  Programmes programmes_{pool_};
  std::vector<rpc::HandlerTable> place_tables_ = MakePlaceHandlers({store_, venues_, programmes_, tokens_});
  const std::string provider_ = AddProvider("Sample Provider");
};

inline const std::string kUnknownRoom = "rooms/0190a5e2-7c1d-7b3e-8f00-0123456789ab";
inline const std::string kUnknownVenue = "venues/0190a5e2-7c1d-7b3e-8f00-0123456789ab";
inline const std::string kUnknownProgramme = "programmes/0190a5e2-7c1d-7b3e-8f00-0123456789ab";

}  // namespace shortbreaks::availability
