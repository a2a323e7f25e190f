// `allocation accept`, `suspend`, `resume`, `end`, `adjust`, `hold-for-transition`, `run-calendar`.
#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>

#include "commands.h"
#include "london.h"
#include "records.h"
#include "views.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using namespace eligibility::v1;  // NOLINT: this file sends these messages and nothing else

absl::StatusOr<Allocation> Find(Tool& tool, const std::string& name) {
  GetAllocationRequest request;
  request.set_name(NameIn("allocations", name));
  auto found = tool.Read(&Client::GetAllocation, request);
  if (!found.ok()) return found.status();
  return found->allocation();
}

template <typename Request, typename Method>
void AddChange(CLI::App& noun, Tool& tool, const char* verb, const char* help, Method method) {
  auto* command = noun.add_subcommand(verb, help);
  auto name = std::make_shared<std::string>(), reason = std::make_shared<std::string>();
  command->add_option("allocation", *name, "Name")->required();
  constexpr bool kReasoned = requires(Request request) { request.set_reason(""); };
  if (kReasoned) command->add_option("--reason", *reason, "Why; the family reads it")->required();
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, name, reason, method]() -> absl::Status {
    auto allocation = Find(tool, *name);
    if (!allocation.ok()) return allocation.status();
    Request request;
    request.set_name(allocation->name());
    request.set_etag(allocation->etag());
    if constexpr (kReasoned) request.set_reason(*reason);
    return tool.Show(tool.Change(method, request), [](const auto& response) { return View(response.allocation()); });
  });
}

void AddAdjust(CLI::App& noun, Tool& tool) {
  struct Given {
    std::string name, more, less, reason;
  };
  auto* command = noun.add_subcommand("adjust", "Add to it, or take away what is not spent (officers)");
  auto given = std::make_shared<Given>();
  command->add_option("allocation", given->name, "Name")->required();
  auto* more = command->add_option("--more", given->more, "How much more: \"10 h\"");
  command->add_option("--less", given->less, "How much less: \"10 h\"")->excludes(more);
  command->add_option("--reason", given->reason, "Why; the family reads it")->required();
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given]() -> absl::Status {
    const bool adds = !given->more.empty();
    auto by = ParseQuantity(adds ? given->more : given->less);
    if (!by.ok())
      return absl::InvalidArgumentError(absl::StrCat(adds ? "--more" : "--less", ": ", by.status().message()));
    auto allocation = Find(tool, given->name);
    if (!allocation.ok()) return allocation.status();
    if (by->unit() != allocation->granted().unit()) {
      return absl::InvalidArgumentError(
          absl::StrCat("The allocation is counted otherwise: it has ", InWords(allocation->granted()), "."));
    }
    AdjustAllocationRequest request;
    request.set_name(allocation->name());
    request.set_etag(allocation->etag());
    request.set_amount(adds ? by->amount() : -by->amount());
    request.set_reason(given->reason);
    return tool.Show(tool.Change(&Client::AdjustAllocation, request),
                     [](const auto& response) { return View(response.allocation()); });
  });
}

void AddReview(CLI::App& noun, Tool& tool) {
  struct Given {
    std::string name, next, reason;
  };
  auto* command = noun.add_subcommand("review", "Record that it was looked at again (officers)");
  auto given = std::make_shared<Given>();
  command->add_option("allocation", given->name, "Name")->required();
  command->add_option("--reason", given->reason, "What it came to")->required();
  command->add_option("--next", given->next, "When it is looked at next. Left out: as the policy says");
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given]() -> absl::Status {
    ReviewAllocationRequest request;
    if (!given->next.empty()) {
      auto next = ParseDay(given->next);
      if (!next.ok()) return absl::InvalidArgumentError(absl::StrCat("--next: ", next.status().message()));
      *request.mutable_next_review_date() = wire::ToProto(*next);
    }
    auto allocation = Find(tool, given->name);
    if (!allocation.ok()) return allocation.status();
    request.set_name(allocation->name());
    request.set_etag(allocation->etag());
    request.set_reason(given->reason);
    return tool.Show(tool.Change(&Client::ReviewAllocation, request),
                     [](const auto& response) { return View(response.allocation()); });
  });
}

}  // namespace

void AddAllocationChanges(CLI::App& noun, Tool& tool) {
  AddChange<AcceptAllocationRequest>(noun, tool, "accept", "Take an approved allocation: it can pay from then on",
                                     &Client::AcceptAllocation);
  AddChange<SuspendAllocationRequest>(noun, tool, "suspend", "Stop it from paying for anything new (officers)",
                                      &Client::SuspendAllocation);
  AddChange<ResumeAllocationRequest>(noun, tool, "resume", "Let it pay again (officers)", &Client::ResumeAllocation);
  AddChange<EndAllocationRequest>(noun, tool, "end", "End it early: what is left expires (officers)",
                                  &Client::EndAllocation);
  AddChange<HoldForTransitionRequest>(noun, tool, "hold-for-transition",
                                      "Keep an assessed package going past 18 (officers)", &Client::HoldForTransition);
  AddAdjust(noun, tool);
  AddReview(noun, tool);
  auto* calendar = noun.add_subcommand(
      "run-calendar", "Do what the calendar brings: year's end, 18th birthdays, lapsed acceptances (officers)");
  auto dry_run = std::make_shared<bool>(false);
  calendar->add_flag("--dry-run", *dry_run, "Say how many, and change nothing");
  tool.AddRequestId(*calendar);
  tool.On(*calendar, [&tool, dry_run] {
    RunCalendarRequest request;
    request.set_validate_only(*dry_run);
    return tool.Show(tool.Change(&Client::RunCalendar, request),
                     [&](const auto& response) { return View(response, *dry_run); });
  });
}

}  // namespace shortbreaks::cli
