#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "commands.h"
#include "london.h"
#include "records.h"
#include "views.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

std::string ViewBooking(const auto& response) {
  if constexpr (requires { response.waiting_list_entry(); }) {
    const std::string& entry = response.waiting_list_entry();
    if (!entry.empty()) return absl::StrCat("The session is full. On its waiting list: ", entry, "\n");
  }
  return View(response.booking());
}

// hold and book, which take a place for a child.
template <typename Calls, typename Request, typename Response>
void AddTake(CLI::App& noun, Tool& tool, const char* verb, const char* help,
             Tool::Method<Calls, Request, Response> method) {
  auto* command = noun.add_subcommand(verb, help);
  auto key = std::make_shared<std::string>(), session = std::make_shared<std::string>(),
       reason = std::make_shared<std::string>();
  auto may_wait = std::make_shared<bool>(false);
  constexpr bool kOverrules = requires(Request request) { request.set_officer_reason(""); };
  command->add_option("child", *key, "Name or key")->required();
  command->add_option("session", *session, "Name")->required();
  if (kOverrules) {
    command->add_option("--officer-reason", *reason, "Why it is booked although a rule refers (officers)");
    command->add_flag("--join-waiting-list", *may_wait, "Where it is full, wait for a place");
  }
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, key, session, reason, may_wait, method]() -> absl::Status {
    auto child = ChildName(tool, *key);
    if (!child.ok()) return child.status();
    Request request;
    request.set_child(*child);
    request.set_session(NameIn("sessions", *session));
    if constexpr (kOverrules) {
      request.set_officer_reason(*reason);
      request.set_join_waiting_list(*may_wait);
    }
    return tool.Show(tool.Change(method, request), ViewBooking<Response>);
  });
}

// confirm, extend and release, which move a booking on.
template <typename Calls, typename Request, typename Response>
void AddMove(CLI::App& noun, Tool& tool, const char* verb, const char* help,
             Tool::Method<Calls, Request, Response> method) {
  auto* command = noun.add_subcommand(verb, help);
  auto name = std::make_shared<std::string>();
  command->add_option("booking", *name, "Name")->required();
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, name, method] {
    Request request;
    request.set_name(NameIn("bookings", *name));
    return tool.Show(tool.Change(method, request), ViewBooking<Response>);
  });
}

void AddCancel(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("cancel", "Cancel a booking");
  auto name = std::make_shared<std::string>();
  auto request = std::make_shared<bookings::v1::CancelBookingRequest>();
  auto dry_run = std::make_shared<bool>(false);
  auto cause = std::make_shared<std::string>();
  command->add_option("booking", *name, "Name")->required();
  command->add_option(
      "--cause", *cause,
      "Why, where it may be waived: " + absl::StrJoin(EnumChoices(*type::v1::CancelCause_descriptor()), ", "));
  command->add_flag("--dry-run", *dry_run, "Only say what would be given back and what would be lost, now and later");
  command->add_option_function<std::string>(
      "--etag", [=](const std::string& etag) { request->set_etag(etag); }, "Only if it is still as you read it");
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, name, request, dry_run, cause]() -> absl::Status {
    if (!cause->empty()) {
      auto known = ParseEnum<type::v1::CancelCause>(*cause);
      if (!known.ok()) return absl::InvalidArgumentError(absl::StrCat("--cause: ", known.status().message()));
      request->set_cause(*known);
    }
    request->set_name(NameIn("bookings", *name));
    request->set_validate_only(*dry_run);
    return tool.Show(tool.Change(&Client::CancelBooking, *request),
                     [&](const auto& response) { return View(response, *dry_run); });
  });
}

void AddWaive(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("waive", "Give back what a late cancellation cost (officers)");
  auto request = std::make_shared<bookings::v1::WaiveChargeRequest>();
  auto name = std::make_shared<std::string>(), reason = std::make_shared<std::string>(),
       etag = std::make_shared<std::string>();
  command->add_option("booking", *name, "Name")->required();
  command->add_option("--reason", *reason, "Why; kept with the booking")->required();
  command->add_option("--etag", *etag, "Only if it is still as you read it");
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, request, name, reason, etag] {
    request->set_name(NameIn("bookings", *name));
    request->set_reason(*reason);
    request->set_etag(*etag);
    return tool.Show(tool.Change(&Client::WaiveCharge, *request), [](const auto& response) {
      return absl::StrCat("Given back: ", InWords(response.waived()), ".\n", View(response.booking()));
    });
  });
}

void AddShow(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("show", "Show a booking");
  auto name = std::make_shared<std::string>();
  command->add_option("booking", *name, "Name")->required();
  tool.On(*command, [&tool, name] {
    bookings::v1::GetBookingRequest request;
    request.set_name(NameIn("bookings", *name));
    return tool.Show(tool.Read(&Client::GetBooking, request),
                     [](const auto& response) { return View(response.booking()); });
  });
}

struct ListGiven {
  std::string child, session, changed_since;
  std::vector<std::string> states;
  Paging paging;
};

absl::Status List(Tool& tool, const ListGiven& given) {
  bookings::v1::ListBookingsRequest request;
  for (const std::string& each : given.states) {
    auto state = ParseEnum<bookings::v1::BookingState>(each);
    if (!state.ok()) return absl::InvalidArgumentError(absl::StrCat("--state: ", state.status().message()));
    request.add_states(*state);
  }
  if (!given.changed_since.empty()) {
    auto time = ParseInstant(given.changed_since);
    if (!time.ok()) return absl::InvalidArgumentError(absl::StrCat("--changed-since: ", time.status().message()));
    *request.mutable_changed_since() = wire::ToProto(*time);
  }
  if (!given.session.empty()) request.set_session(NameIn("sessions", given.session));
  if (!given.child.empty()) {
    auto child = ChildName(tool, given.child);
    if (!child.ok()) return child.status();
    request.set_child(*child);
  }
  return tool.ShowList(tool.List(&Client::ListBookings, request, given.paging,
                                 [](const auto& response) { return response.bookings_size(); }),
                       [](const auto& response) { return View(response); });
}

void AddList(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("list", "List bookings of a child, of a session, or changed since an instant");
  auto given = std::make_shared<ListGiven>();
  auto* by = command->add_option_group("of", "Exactly one of");
  by->add_option("--child", given->child, "A child's: name or key");
  by->add_option("--session", given->session, "A session's (its provider, officers)");
  by->add_option("--changed-since", given->changed_since, "\"2026-12-05 09:30\" in London, or RFC 3339 (officers)");
  by->require_option(1);
  command->add_option("--state", given->states, "Only these states, by commas: held,confirmed")->delimiter(',');
  Tool::AddPaging(*command, given->paging);
  tool.On(*command, [&tool, given] { return List(tool, *given); });
}

void AddFlags(CLI::App& noun, Tool& tool) {
  auto* recheck = noun.add_subcommand("recheck", "Decide again what is booked where something changed (officers)");
  tool.AddRequestId(*recheck);
  tool.On(*recheck, [&tool] {
    return tool.Show(tool.Change(&Client::RecheckBookings, eligibility::v1::RecheckBookingsRequest()),
                     [](const auto& response) { return View(response); });
  });
  auto* flags = noun.add_subcommand("flags", "Bookings that would be decided otherwise today (officers)");
  auto paging = std::make_shared<Paging>();
  Tool::AddPaging(*flags, *paging);
  tool.On(*flags, [&tool, paging] {
    return tool.ShowList(tool.List(&Client::ListBookingFlags, eligibility::v1::ListBookingFlagsRequest(), *paging,
                                   [](const auto& response) { return response.flags_size(); }),
                         [](const auto& response) { return View(response); });
  });
  auto* resolve = noun.add_subcommand("resolve-flag", "Record what follows from a flag, and why (officers)");
  auto request = std::make_shared<eligibility::v1::ResolveBookingFlagRequest>();
  auto name = std::make_shared<std::string>(), etag = std::make_shared<std::string>(),
       reason = std::make_shared<std::string>();
  resolve->add_option("booking", *name, "Name")->required();
  resolve->add_option("--etag", *etag, "Of the flag, from `booking flags`")->required();
  resolve->add_option("--reason", *reason, "What was decided and why")->required();
  tool.AddRequestId(*resolve);
  tool.On(*resolve, [&tool, request, name, etag, reason] {
    request->set_booking(NameIn("bookings", *name));
    request->set_etag(*etag);
    request->set_reason(*reason);
    return tool.Show(tool.Change(&Client::ResolveBookingFlag, *request),
                     [](const auto& response) { return "Settled: " + response.flag().booking() + "\n"; });
  });
}

}  // namespace

void AddBookingCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "booking", "A child's places in sessions");
  AddTake(*noun, tool, "hold", "Keep a place, and what it costs, for some minutes", &Client::HoldPlace);
  AddMove(*noun, tool, "extend", "Give a hold its full time again", &Client::ExtendHold);
  AddMove(*noun, tool, "confirm", "Turn a hold into a booking", &Client::ConfirmBooking);
  AddMove(*noun, tool, "release", "Let a hold go", &Client::ReleaseHold);
  AddTake(*noun, tool, "book", "Hold and confirm in one step", &Client::BookPlace);
  AddCancel(*noun, tool);
  AddWaive(*noun, tool);
  AddShow(*noun, tool);
  AddList(*noun, tool);
  AddFlags(*noun, tool);
}

}  // namespace shortbreaks::cli
