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

std::string ViewEntry(const auto& response) { return View(response.entry()); }

absl::Status At(const char* option, const absl::Status& status) {
  return absl::InvalidArgumentError(absl::StrCat(option, ": ", status.message()));
}

// What a family asks for, as it is typed.
struct JoinGiven {
  std::string child, session, activity, from, to, starts_from, ends_by;
  std::vector<std::string> days;
};

absl::Status ReadWish(const JoinGiven& given, bookings::v1::JoinWaitingListRequest& request) {
  for (const std::string& each : given.days) {
    auto day = ParseEnum<type::v1::DayOfWeek>(each);
    if (!day.ok()) return At("--days", day.status());
    request.add_days(*day);
  }
  if (!given.from.empty()) {
    auto day = ParseDay(given.from);
    if (!day.ok()) return At("--from", day.status());
    *request.mutable_earliest_date() = wire::ToProto(*day);
  }
  if (!given.to.empty()) {
    auto day = ParseDay(given.to);
    if (!day.ok()) return At("--to", day.status());
    *request.mutable_latest_date() = wire::ToProto(*day);
  }
  if (!given.starts_from.empty()) {
    auto time = ParseTimeOfDay(given.starts_from);
    if (!time.ok()) return At("--starts-from", time.status());
    request.set_earliest_start_minutes(time->Minutes());
  }
  if (!given.ends_by.empty()) {
    auto time = ParseTimeOfDay(given.ends_by);
    if (!time.ok()) return At("--ends-by", time.status());
    request.set_latest_end_minutes(time->Minutes());
  }
  return absl::OkStatus();
}

absl::Status Join(Tool& tool, const JoinGiven& given) {
  bookings::v1::JoinWaitingListRequest request;
  if (auto wish = ReadWish(given, request); !wish.ok()) return wish;
  auto child = ChildName(tool, given.child);
  if (!child.ok()) return child.status();
  request.set_child(*child);
  if (!given.session.empty()) request.set_session(NameIn("sessions", given.session));
  if (!given.activity.empty()) {
    auto activity = ActivityName(tool, given.activity);
    if (!activity.ok()) return activity.status();
    request.set_activity(*activity);
  }
  return tool.Show(tool.Change(&Client::JoinWaitingList, request), ViewEntry<bookings::v1::JoinWaitingListResponse>);
}

void AddJoin(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("join", "Wait for a place in a session, or in any that suits");
  auto given = std::make_shared<JoinGiven>();
  command->add_option("child", given->child, "Name or key")->required();
  auto* what = command->add_option_group("for", "Exactly one of");
  what->add_option("--session", given->session, "A session: name");
  what->add_option("--activity", given->activity, "Any session of an activity that suits: name or key");
  what->require_option(1);
  command->add_option("--days", given->days, "Only these days, by commas: saturday,sunday")->delimiter(',');
  command->add_option("--from", given->from, "Only from this day: 2026-12-05");
  command->add_option("--to", given->to, "Only until this day, included");
  command->add_option("--starts-from", given->starts_from, "Only where it starts at this time or later: 09:30");
  command->add_option("--ends-by", given->ends_by, "Only where it ends by this time: 17:00");
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given] { return Join(tool, *given); });
}

// leave, and accept and decline of an offer.
template <typename Calls, typename Request, typename Response, typename Text>
void AddChange(CLI::App& noun, Tool& tool, const char* verb, const char* help,
               Tool::Method<Calls, Request, Response> method, Text text) {
  auto* command = noun.add_subcommand(verb, help);
  auto name = std::make_shared<std::string>();
  auto keep_waiting = std::make_shared<bool>(false);
  constexpr bool kMayKeepWaiting = requires(Request request) { request.set_keep_waiting(true); };
  command->add_option("entry", *name, "Name, from `waiting list`")->required();
  if (kMayKeepWaiting) {
    command->add_flag("--keep-waiting", *keep_waiting, "Wait on for another session of the activity");
  }
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, name, keep_waiting, method, text] {
    Request request;
    request.set_name(NameIn("waitingListEntries", *name));
    if constexpr (kMayKeepWaiting) request.set_keep_waiting(*keep_waiting);
    return tool.Show(tool.Change(method, request), text);
  });
}

void AddShow(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("show", "Show an entry, how many are before it, and why");
  auto name = std::make_shared<std::string>();
  command->add_option("entry", *name, "Name")->required();
  tool.On(*command, [&tool, name] {
    bookings::v1::GetWaitingListEntryRequest request;
    request.set_name(NameIn("waitingListEntries", *name));
    return tool.Show(tool.Read(&Client::GetWaitingListEntry, request),
                     [](const auto& response) { return View(response); });
  });
}

struct ListGiven {
  std::string child, session, changed_since;
  Paging paging;
};

absl::Status List(Tool& tool, const ListGiven& given) {
  bookings::v1::ListWaitingListEntriesRequest request;
  if (!given.changed_since.empty()) {
    auto time = ParseInstant(given.changed_since);
    if (!time.ok()) return At("--changed-since", time.status());
    *request.mutable_changed_since() = wire::ToProto(*time);
  }
  if (!given.session.empty()) request.set_session(NameIn("sessions", given.session));
  if (!given.child.empty()) {
    auto child = ChildName(tool, given.child);
    if (!child.ok()) return child.status();
    request.set_child(*child);
  }
  return tool.ShowList(tool.List(&Client::ListWaitingListEntries, request, given.paging,
                                 [](const auto& response) { return response.entries_size(); }),
                       [](const auto& response) { return View(response); });
}

void AddList(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("list", "List what a child waits for, who waits for a session, or what changed");
  auto given = std::make_shared<ListGiven>();
  auto* by = command->add_option_group("of", "Exactly one of");
  by->add_option("--child", given->child, "A child's: name or key");
  by->add_option("--session", given->session, "The queue for a session, first comes first (its provider, officers)");
  by->add_option("--changed-since", given->changed_since, "\"2026-12-05 09:30\" in London, or RFC 3339 (officers)");
  by->require_option(1);
  Tool::AddPaging(*command, given->paging);
  tool.On(*command, [&tool, given] { return List(tool, *given); });
}

void AddMake(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("make", "Offer a free place out of the list's order (officers)");
  auto request = std::make_shared<bookings::v1::OfferPlaceRequest>();
  auto name = std::make_shared<std::string>(), session = std::make_shared<std::string>(),
       reason = std::make_shared<std::string>();
  command->add_option("entry", *name, "Name, from `waiting list`")->required();
  command->add_option("--session", *session, "Which session, where the child waits for any");
  command->add_option("--reason", *reason, "Why this child comes first; kept with the entry")->required();
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, request, name, session, reason] {
    request->set_name(NameIn("waitingListEntries", *name));
    if (!session->empty()) request->set_session(NameIn("sessions", *session));
    request->set_reason(*reason);
    return tool.Show(tool.Change(&Client::OfferPlace, *request), ViewEntry<bookings::v1::OfferPlaceResponse>);
  });
}

}  // namespace

void AddWaitingCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "waiting", "Waiting lists: who waits for a place");
  AddJoin(*noun, tool);
  AddChange(*noun, tool, "leave", "Wait no longer; an offer is given back", &Client::LeaveWaitingList,
            ViewEntry<bookings::v1::LeaveWaitingListResponse>);
  AddShow(*noun, tool);
  AddList(*noun, tool);
}

void AddOfferCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "offer", "Places that are kept for a family from the waiting list");
  AddChange(*noun, tool, "accept", "Take the place that is offered", &Client::AcceptOffer,
            [](const bookings::v1::AcceptOfferResponse& response) { return View(response.booking()); });
  AddChange(*noun, tool, "decline", "Let it go to the next family", &Client::DeclineOffer,
            ViewEntry<bookings::v1::DeclineOfferResponse>);
  AddMake(*noun, tool);
}

}  // namespace shortbreaks::cli
