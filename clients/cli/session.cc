#include <absl/strings/str_cat.h>

#include "commands.h"
#include "london.h"
#include "records.h"
#include "session_capacity.h"
#include "views.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

absl::Status SetTime(const char* flag, const std::string& text, google::protobuf::Timestamp& timestamp) {
  auto time = ParseInstant(text);
  if (!time.ok()) return absl::InvalidArgumentError(absl::StrCat(flag, ": ", time.status().message()));
  timestamp = wire::ToProto(*time);
  return absl::OkStatus();
}

void AddCreate(CLI::App& noun, Tool& tool) {
  struct Given {
    std::string activity, external_id, start, end, opens, closes, room;
    int places = 0;
  };
  auto* command = noun.add_subcommand("create", "Add a session as a draft (its provider, officers)");
  auto given = std::make_shared<Given>();
  command->add_option("--activity", given->activity, "Of which activity: name or key")->required();
  command->add_option("--external-id", given->external_id, "Your own key for it");
  command->add_option("--start", given->start, "London time, \"2026-12-05 10:00\"")->required();
  command->add_option("--end", given->end, "London time")->required();
  command->add_option("--places", given->places, "Places")->required();
  command->add_option("--booking-opens", given->opens, "London time. Left out: at once");
  command->add_option("--booking-closes", given->closes, "London time. Left out: at the start");
  auto capacity = AddCapacityFlags(*command);
  command->add_option("--room", given->room, "The room that it takes: its name");
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given, capacity]() -> absl::Status {
    availability::v1::CreateSessionRequest request;
    auto& session = *request.mutable_session();
    session.set_external_id(given->external_id);
    session.set_places(given->places);
    if (!given->room.empty()) session.set_room(NameIn("rooms", given->room));
    auto status = SetTime("--start", given->start, *session.mutable_start_time());
    status.Update(SetTime("--end", given->end, *session.mutable_end_time()));
    if (!given->opens.empty())
      status.Update(SetTime("--booking-opens", given->opens, *session.mutable_booking_open_time()));
    if (!given->closes.empty())
      status.Update(SetTime("--booking-closes", given->closes, *session.mutable_booking_close_time()));
    status.Update(SetCapacity(*capacity, session));
    if (!status.ok()) return status;
    auto activity = ActivityName(tool, given->activity);
    if (!activity.ok()) return activity.status();
    session.set_activity(*activity);
    return tool.Show(tool.Change(&Client::CreateSession, request),
                     [](const auto& response) { return View(response.session()); });
  });
}

std::shared_ptr<std::string> AddRatio(CLI::App& command) {
  auto ratio = std::make_shared<std::string>();
  command.add_option("--ratio", *ratio, "Free places for this support, staff to children: 1:2. Left out: the least");
  return ratio;
}

template <typename Request>
absl::Status SetRatio(const std::string& text, Request& request) {
  if (text.empty()) return absl::OkStatus();
  auto ratio = ParseRatio(text);
  if (!ratio.ok()) return absl::InvalidArgumentError(absl::StrCat("--ratio: ", ratio.status().message()));
  *request.mutable_support_ratio() = *ratio;
  return absl::OkStatus();
}

void AddShow(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("show", "Show a session and its activity");
  auto name = std::make_shared<std::string>();
  command->add_option("session", *name, "Its name")->required();
  auto ratio = AddRatio(*command);
  tool.On(*command, [&tool, name, ratio]() -> absl::Status {
    availability::v1::GetSessionRequest request;
    request.set_name(NameIn("sessions", *name));
    if (auto set = SetRatio(*ratio, request); !set.ok()) return set;
    return tool.Show(tool.Read(&Client::GetSession, request),
                     [](const auto& response) { return View(response.offer()); });
  });
}

// publish and close, whose requests look alike.
template <typename Calls, typename Request, typename Response>
void AddChange(CLI::App& noun, Tool& tool, const char* verb, const char* help,
               Tool::Method<Calls, Request, Response> method) {
  auto* command = noun.add_subcommand(verb, help);
  auto request = std::make_shared<Request>();
  command
      ->add_option_function<std::string>(
          "session", [=](const std::string& name) { request->set_name(NameIn("sessions", name)); }, "Its name")
      ->required();
  command->add_option_function<std::string>(
      "--etag", [=](const std::string& etag) { request->set_etag(etag); }, "Only if it is still as you read it");
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, request, method] {
    return tool.Show(tool.Change(method, *request), [](const auto& response) { return View(response.session()); });
  });
}

void AddCancel(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("cancel", "Call a session off: every booking ends, every hour is given back");
  auto request = std::make_shared<availability::v1::CancelSessionRequest>();
  command
      ->add_option_function<std::string>(
          "session", [=](const std::string& name) { request->set_name(NameIn("sessions", name)); }, "Its name")
      ->required();
  command
      ->add_option_function<std::string>(
          "--reason", [=](const std::string& text) { request->set_reason(text); }, "Why, for families. No child's name")
      ->required();
  command->add_option_function<std::string>(
      "--etag", [=](const std::string& etag) { request->set_etag(etag); }, "Only if it is still as you read it");
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, request] {
    return tool.Show(tool.Change(&Client::CancelSession, *request),
                     [](const auto& response) { return View(response.session()); });
  });
}

// The etag that the change needs is read first, where it is not given.
absl::StatusOr<std::string> EtagOf(Tool& tool, const std::string& session) {
  availability::v1::GetSessionRequest request;
  request.set_name(session);
  auto found = tool.Read(&Client::GetSession, request);
  if (!found.ok()) return found.status();
  return found->offer().session().etag();
}

std::string PlacesSet(const availability::v1::SetPlacesResponse& response) {
  std::string text = View(response.session());
  if (response.places_over() > 0) {
    absl::StrAppend(&text, response.places_over(), " bookings are above the new number of places. They are kept.\n");
  }
  return text;
}

void AddSetPlaces(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("set-places", "Change how many places a session has");
  auto request = std::make_shared<availability::v1::SetPlacesRequest>();
  command
      ->add_option_function<std::string>(
          "session", [=](const std::string& name) { request->set_name(NameIn("sessions", name)); }, "Its name")
      ->required();
  command
      ->add_option_function<int>(
          "places", [=](const int& places) { request->set_places(places); }, "0 to 1000")
      ->required();
  command->add_option_function<std::string>(
      "--etag", [=](const std::string& etag) { request->set_etag(etag); },
      "Only if it is still as you read it. Left out: as it is now");
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, request]() -> absl::Status {
    if (request->etag().empty()) {
      auto etag = EtagOf(tool, request->name());
      if (!etag.ok()) return etag.status();
      request->set_etag(*etag);
    }
    return tool.Show(tool.Change(&Client::SetPlaces, *request), PlacesSet);
  });
}

}  // namespace

void AddSessionCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "session", "Dated runs of activities");
  AddSessionSearch(*noun, tool);
  AddShow(*noun, tool);
  AddCreate(*noun, tool);
  AddChange(*noun, tool, "publish", "Open a draft, or a closed session again, to families", &Client::PublishSession);
  AddChange(*noun, tool, "close", "Stop new bookings", &Client::CloseSession);
  AddCancel(*noun, tool);
  AddSetPlaces(*noun, tool);
  AddSessionCapacity(*noun, tool);
  AddSetRoom(*noun, tool);
  AddAlternatives(*noun, tool);
}

void AddAvailabilityCommand(CLI::App& app, Tool& tool) {
  auto* command = app.add_subcommand("availability", "How many places are free in sessions, up to 200 at once");
  auto names = std::make_shared<std::vector<std::string>>();
  command->add_option("sessions", *names, "Their names")->required();
  auto ratio = AddRatio(*command);
  tool.On(*command, [&tool, names, ratio]() -> absl::Status {
    availability::v1::BatchGetAvailabilityRequest request;
    if (auto set = SetRatio(*ratio, request); !set.ok()) return set;
    for (const std::string& name : *names) request.add_sessions(NameIn("sessions", name));
    return tool.Show(tool.Read(&Client::BatchGetAvailability, request),
                     [](const auto& response) { return View(response); });
  });
}

}  // namespace shortbreaks::cli
