// `session capacity`, `session set-capacity` and `session release-reserve`.
#include "session_capacity.h"

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>

#include "commands.h"
#include "london.h"
#include "ratio_cap.h"
#include "records.h"
#include "views.h"
#include "wire/times.h"

namespace shortbreaks::cli {

std::shared_ptr<CapacityFlags> AddCapacityFlags(CLI::App& command) {
  auto flags = std::make_shared<CapacityFlags>();
  command.add_option("--staff", flags->staff, "Staff on shift who support children; none: they are not counted");
  command
      .add_option("--cap", flags->caps, "At most so many children at a ratio or more, 1:1=2, by commas; none: no caps")
      ->delimiter(',')
      ->allow_extra_args(false);
  command.add_option("--reserve", flags->reserve, "Of the places, how many are kept back for the council");
  command.add_option("--reserve-until", flags->reserve_until, "London time from which those are free to all; or never");
  return flags;
}

template <typename Message>
absl::Status SetCapacity(const CapacityFlags& flags, Message& message) {
  if (flags.staff == "none") {
    message.clear_staff();
  } else if (!flags.staff.empty()) {
    int32_t staff = 0;
    if (!absl::SimpleAtoi(flags.staff, &staff)) return absl::InvalidArgumentError("--staff: Write a number, or none.");
    message.set_staff(staff);
  }
  if (!flags.caps.empty()) message.clear_ratio_caps();
  for (const std::string& text : flags.caps) {
    if (text == "none") continue;
    auto cap = ParseRatioCap(text);
    if (!cap.ok()) return absl::InvalidArgumentError(absl::StrCat("--cap: ", cap.status().message()));
    *message.add_ratio_caps() = *std::move(cap);
  }
  if (flags.reserve) message.set_reserve_places(*flags.reserve);
  if (flags.reserve_until == "never") {
    message.clear_reserve_release_time();
  } else if (!flags.reserve_until.empty()) {
    auto time = ParseInstant(flags.reserve_until);
    if (!time.ok()) return absl::InvalidArgumentError(absl::StrCat("--reserve-until: ", time.status().message()));
    *message.mutable_reserve_release_time() = wire::ToProto(*time);
  }
  return absl::OkStatus();
}

template absl::Status SetCapacity(const CapacityFlags& flags, availability::v1::Session& message);
template absl::Status SetCapacity(const CapacityFlags& flags, availability::v1::Capacity& message);

namespace {

void AddShow(CLI::App& noun, Tool& tool) {
  auto* command =
      noun.add_subcommand("capacity", "What a session has and what its bookings take (its provider, officers)");
  auto name = std::make_shared<std::string>();
  command->add_option("session", *name, "Its name")->required();
  tool.On(*command, [&tool, name] {
    availability::v1::GetCapacityRequest request;
    request.set_session(NameIn("sessions", *name));
    return tool.Show(tool.Read(&Client::GetCapacity, request), [](const auto& response) { return View(response); });
  });
}

// The capacity as it is, and its etag unless the request has one.
absl::Status ReadCapacity(Tool& tool, availability::v1::SetCapacityRequest& request) {
  availability::v1::GetSessionRequest read;
  read.set_name(request.session());
  auto found = tool.Read(&Client::GetSession, read);
  if (!found.ok()) return found.status();
  const availability::v1::Session& session = found->offer().session();
  availability::v1::Capacity& capacity = *request.mutable_capacity();
  capacity.set_places(session.places());
  if (session.has_staff()) capacity.set_staff(session.staff());
  *capacity.mutable_ratio_caps() = session.ratio_caps();
  capacity.set_reserve_places(session.reserve_places());
  if (session.has_reserve_release_time()) {
    *capacity.mutable_reserve_release_time() = session.reserve_release_time();
  }
  if (request.etag().empty()) request.set_etag(session.etag());
  return absl::OkStatus();
}

void AddSet(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("set-capacity", "Change a session's places, staff, caps and what is kept back");
  struct Given {
    std::string session, etag, reason;
    std::optional<int> places;
  };
  auto given = std::make_shared<Given>();
  command->add_option("session", given->session, "Its name")->required();
  command->add_option("--places", given->places, "0 to 1000");
  auto flags = AddCapacityFlags(*command);
  command->add_option("--reason", given->reason, "Why less is kept back than before (officers)");
  command->add_option("--etag", given->etag, "Only if it is still as you read it. Left out: as it is now");
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given, flags]() -> absl::Status {
    availability::v1::SetCapacityRequest request;
    request.set_session(NameIn("sessions", given->session));
    request.set_etag(given->etag);
    request.set_reserve_reason(given->reason);
    if (auto read = ReadCapacity(tool, request); !read.ok()) return read;
    if (given->places) request.mutable_capacity()->set_places(*given->places);
    if (auto set = SetCapacity(*flags, *request.mutable_capacity()); !set.ok()) return set;
    return tool.Show(tool.Change(&Client::SetCapacity, request),
                     [](const auto& response) { return View(response.session()) + View(response.use()); });
  });
}

void AddRelease(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("release-reserve", "Make the places that are kept back free to all (officers)");
  auto request = std::make_shared<availability::v1::ReleaseReserveRequest>();
  command
      ->add_option_function<std::string>(
          "session", [=](const std::string& name) { request->set_session(NameIn("sessions", name)); }, "Its name")
      ->required();
  command
      ->add_option_function<std::string>(
          "--reason", [=](const std::string& text) { request->set_reason(text); }, "Why, for the file. No child's name")
      ->required();
  command->add_option_function<std::string>(
      "--etag", [=](const std::string& etag) { request->set_etag(etag); }, "Only if it is still as you read it");
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, request] {
    return tool.Show(tool.Change(&Client::ReleaseReserve, *request),
                     [](const auto& response) { return View(response.session()); });
  });
}

}  // namespace

void AddSessionCapacity(CLI::App& session, Tool& tool) {
  AddShow(session, tool);
  AddSet(session, tool);
  AddRelease(session, tool);
}

}  // namespace shortbreaks::cli
