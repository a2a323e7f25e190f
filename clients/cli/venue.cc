// `venue`, `room` and `session set-room`.
#include <optional>

#include "areas.h"
#include "commands.h"
#include "london.h"
#include "records.h"
#include "views.h"
#include "views_places.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

// What was given; the rest is left as it is.
struct VenueGiven {
  std::optional<std::string> display_name, address, postcode, location;
  std::optional<std::vector<std::string>> accessibility;

  void AddTo(CLI::App& command, bool required) {
    command.add_option("--display-name", display_name, "Its name")->required(required);
    command.add_option("--address", address, "Its address")->required(required);
    command.add_option("--postcode", postcode, "Its postcode")->required(required);
    command.add_option("--location", location, "Where it is: latitude,longitude")->required(required);
    command.add_option("--accessibility", accessibility, "What it has, by commas")->delimiter(',');
  }

  absl::Status Apply(availability::v1::Venue& venue) const {
    if (display_name) venue.set_display_name(*display_name);
    if (address) venue.set_address(*address);
    if (postcode) venue.set_postcode(*postcode);
    if (location) {
      auto point = FindArea(*location);
      if (!point.ok()) return point.status();
      *venue.mutable_location() = *point;
    }
    if (!accessibility) return absl::OkStatus();
    venue.clear_accessibility();
    for (const std::string& text : *accessibility) {
      if (text.empty()) continue;
      auto feature = ParseEnum<type::v1::AccessibilityFeature>(text);
      if (!feature.ok()) return feature.status();
      venue.add_accessibility(*feature);
    }
    return absl::OkStatus();
  }
};

void AddVenueCreate(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("create", "Add a venue that providers can use (officers)");
  auto given = std::make_shared<VenueGiven>();
  given->AddTo(*command, true);
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given]() -> absl::Status {
    availability::v1::CreateVenueRequest request;
    if (auto status = given->Apply(*request.mutable_venue()->mutable_venue()); !status.ok()) return status;
    return tool.Show(tool.Change(&Client::CreateVenue, request),
                     [](const auto& response) { return View(response.venue()); });
  });
}

void AddVenueUpdate(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("update", "Change what is given, leave the rest (officers)");
  auto given = std::make_shared<VenueGiven>();
  auto name = std::make_shared<std::string>();
  command->add_option("venue", *name, "Its name")->required();
  given->AddTo(*command, false);
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given, name]() -> absl::Status {
    availability::v1::GetVenueRequest read;
    read.set_name(NameIn("venues", *name));
    auto found = tool.Read(&Client::GetVenue, read);
    if (!found.ok()) return found.status();
    availability::v1::UpdateVenueRequest request;
    *request.mutable_venue() = found->venue();
    if (auto status = given->Apply(*request.mutable_venue()->mutable_venue()); !status.ok()) return status;
    return tool.Show(tool.Change(&Client::UpdateVenue, request),
                     [](const auto& response) { return View(response.venue()); });
  });
}

void AddVenueShow(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("show", "Show a venue");
  auto name = std::make_shared<std::string>();
  command->add_option("venue", *name, "Its name")->required();
  tool.On(*command, [&tool, name] {
    availability::v1::GetVenueRequest request;
    request.set_name(NameIn("venues", *name));
    return tool.Show(tool.Read(&Client::GetVenue, request),
                     [](const auto& response) { return View(response.venue()); });
  });
}

void AddVenueList(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("list", "List venues by name");
  auto paging = std::make_shared<Paging>();
  Tool::AddPaging(*command, *paging);
  tool.On(*command, [&tool, paging] {
    return tool.ShowList(tool.List(&Client::ListVenues, availability::v1::ListVenuesRequest(), *paging,
                                   [](const auto& response) { return response.venues_size(); }),
                         [](const auto& response) { return View(response); });
  });
}

struct RoomGiven {
  std::optional<std::string> display_name;
  std::optional<int> places_max, buffer_minutes;

  void AddTo(CLI::App& command, bool required) {
    command.add_option("--display-name", display_name, "Its name")->required(required);
    command.add_option("--places-max", places_max, "Most places of a session in it. 0: not limited")
        ->check(CLI::Range(0, 1000));
    command.add_option("--buffer-minutes", buffer_minutes, "Minutes that stay free between two sessions")
        ->check(CLI::Range(0, 1440));
  }

  void Apply(availability::v1::Room& room) const {
    if (display_name) room.set_display_name(*display_name);
    if (places_max) room.set_places_max(*places_max);
    if (buffer_minutes) room.set_buffer_minutes(*buffer_minutes);
  }
};

void AddRoomCreate(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("create", "Add a room to a venue (officers)");
  auto given = std::make_shared<RoomGiven>();
  auto venue = std::make_shared<std::string>();
  command->add_option("--venue", *venue, "The venue's name")->required();
  given->AddTo(*command, true);
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given, venue] {
    availability::v1::CreateRoomRequest request;
    request.mutable_room()->set_venue(NameIn("venues", *venue));
    given->Apply(*request.mutable_room());
    return tool.Show(tool.Change(&Client::CreateRoom, request),
                     [](const auto& response) { return View(response.room()); });
  });
}

void AddRoomUpdate(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("update", "Change what is given, leave the rest (officers)");
  auto given = std::make_shared<RoomGiven>();
  auto name = std::make_shared<std::string>();
  command->add_option("room", *name, "Its name")->required();
  given->AddTo(*command, false);
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given, name]() -> absl::Status {
    availability::v1::GetRoomRequest read;
    read.set_name(NameIn("rooms", *name));
    auto found = tool.Read(&Client::GetRoom, read);
    if (!found.ok()) return found.status();
    availability::v1::UpdateRoomRequest request;
    *request.mutable_room() = found->room();
    given->Apply(*request.mutable_room());
    return tool.Show(tool.Change(&Client::UpdateRoom, request),
                     [](const auto& response) { return View(response.room()); });
  });
}

void AddRoomShow(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("show", "Show a room");
  auto name = std::make_shared<std::string>();
  command->add_option("room", *name, "Its name")->required();
  tool.On(*command, [&tool, name] {
    availability::v1::GetRoomRequest request;
    request.set_name(NameIn("rooms", *name));
    return tool.Show(tool.Read(&Client::GetRoom, request), [](const auto& response) { return View(response.room()); });
  });
}

void AddRoomList(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("list", "List a venue's rooms by name");
  auto paging = std::make_shared<Paging>();
  auto venue = std::make_shared<std::string>();
  command->add_option("venue", *venue, "The venue's name")->required();
  Tool::AddPaging(*command, *paging);
  tool.On(*command, [&tool, paging, venue] {
    availability::v1::ListRoomsRequest request;
    request.set_venue(NameIn("venues", *venue));
    return tool.ShowList(
        tool.List(&Client::ListRooms, request, *paging, [](const auto& response) { return response.rooms_size(); }),
        [](const auto& response) { return View(response); });
  });
}

void AddRoomTimes(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("times", "List when a room is taken, soonest first");
  auto paging = std::make_shared<Paging>();
  auto room = std::make_shared<std::string>(), from = std::make_shared<std::string>();
  command->add_option("room", *room, "Its name")->required();
  command->add_option("--from", *from, "First day, 2026-12-05. Left out: from now on");
  Tool::AddPaging(*command, *paging);
  tool.On(*command, [&tool, paging, room, from]() -> absl::Status {
    availability::v1::ListRoomUsesRequest request;
    request.set_room(NameIn("rooms", *room));
    if (!from->empty()) {
      auto day = ParseDay(*from);
      if (!day.ok()) return day.status();
      *request.mutable_start_time() = wire::ToProto(*AtLondon(*day, {}));
    }
    return tool.ShowList(
        tool.List(&Client::ListRoomUses, request, *paging, [](const auto& response) { return response.uses_size(); }),
        [](const auto& response) { return View(response); });
  });
}

}  // namespace

void AddSetRoom(CLI::App& session, Tool& tool) {
  auto* command = session.add_subcommand("set-room", "Give a session a room, or none (its provider, officers)");
  auto name = std::make_shared<std::string>(), room = std::make_shared<std::string>(),
       etag = std::make_shared<std::string>();
  command->add_option("session", *name, "Its name")->required();
  command->add_option("--room", *room, "The room's name. Left out: it gives up the one it has");
  command->add_option("--etag", *etag, "Only if it is still as you read it. Left out: as it is now");
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, name, room, etag]() -> absl::Status {
    availability::v1::SetRoomRequest request;
    request.set_name(NameIn("sessions", *name));
    if (!room->empty()) request.set_room(NameIn("rooms", *room));
    request.set_etag(*etag);
    if (etag->empty()) {
      availability::v1::GetSessionRequest read;
      read.set_name(request.name());
      auto found = tool.Read(&Client::GetSession, read);
      if (!found.ok()) return found.status();
      request.set_etag(found->offer().session().etag());
    }
    return tool.Show(tool.Change(&Client::SetRoom, request),
                     [](const auto& response) { return View(response.session()); });
  });
}

void AddVenueCommands(CLI::App& app, Tool& tool) {
  CLI::App* venue = AddNoun(app, "venue", "Places that several providers use");
  AddVenueCreate(*venue, tool);
  AddVenueUpdate(*venue, tool);
  AddVenueShow(*venue, tool);
  AddVenueList(*venue, tool);
  CLI::App* room = AddNoun(app, "room", "Rooms of venues, which no two sessions have at one time");
  AddRoomCreate(*room, tool);
  AddRoomUpdate(*room, tool);
  AddRoomShow(*room, tool);
  AddRoomList(*room, tool);
  AddRoomTimes(*room, tool);
}

}  // namespace shortbreaks::cli
