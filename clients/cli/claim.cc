// `claim`: what a provider's sessions of a month come to.
#include "commands.h"
#include "records.h"
#include "views.h"

namespace shortbreaks::cli {
namespace {

struct Given {
  std::string provider, month, etag;
  bool csv = false, differences = false;
  Paging paging;
};

std::shared_ptr<Given> AddClaim(CLI::App& command) {
  auto given = std::make_shared<Given>();
  command.add_option("provider", given->provider, "Name or key")->required();
  command.add_option("month", given->month, "2026-11")->required();
  return given;
}

// Sets the provider and the month of a request.
template <typename Request>
absl::StatusOr<Request> RequestOf(Tool& tool, const Given& given) {
  auto provider = ProviderName(tool, given.provider);
  if (!provider.ok()) return provider.status();
  Request request;
  request.set_provider(*provider);
  request.set_month(given.month);
  return request;
}

std::string ViewClaim(const auto& response) { return View(response.claim()); }

void AddShow(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("show", "What a month comes to, and whether the ledger agrees");
  auto given = AddClaim(*command);
  tool.On(*command, [&tool, given]() -> absl::Status {
    auto request = RequestOf<bookings::v1::GetClaimRequest>(tool, *given);
    if (!request.ok()) return request.status();
    return tool.Show(tool.Read(&Client::GetClaim, *request), ViewClaim<bookings::v1::GetClaimResponse>);
  });
}

void AddLines(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("lines", "Its bookings, as the registers say and as they were handed in");
  auto given = AddClaim(*command);
  given->paging.limit = 1000;
  command->add_flag("--csv", given->csv, "As CSV");
  command->add_flag("--differences", given->differences, "Only those that are not as they were handed in");
  Tool::AddPaging(*command, given->paging);
  tool.On(*command, [&tool, given]() -> absl::Status {
    auto request = RequestOf<bookings::v1::ListClaimLinesRequest>(tool, *given);
    if (!request.ok()) return request.status();
    request->set_differences_only(given->differences);
    return tool.ShowList(tool.List(&Client::ListClaimLines, *request, given->paging,
                                   [](const auto& response) { return response.lines_size(); }),
                         [&](const auto& response) { return given->csv ? ClaimCsv(response) : View(response); });
  });
}

void AddList(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("list", "Claims of a month (officers), or all that a provider handed in");
  auto given = std::make_shared<Given>();
  auto* by = command->add_option_group("of", "Exactly one of");
  by->add_option("--month", given->month, "2026-11: also those that nobody has handed in yet");
  by->add_option("--provider", given->provider, "Name or key");
  by->require_option(1);
  Tool::AddPaging(*command, given->paging);
  tool.On(*command, [&tool, given]() -> absl::Status {
    bookings::v1::ListClaimsRequest request;
    request.set_month(given->month);
    if (!given->provider.empty()) {
      auto provider = ProviderName(tool, given->provider);
      if (!provider.ok()) return provider.status();
      request.set_provider(*provider);
    }
    return tool.ShowList(tool.List(&Client::ListClaims, request, given->paging,
                                   [](const auto& response) { return response.claims_size(); }),
                         [](const auto& response) { return View(response); });
  });
}

void AddSubmit(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("submit", "Hand in a month that is over and has no gaps");
  auto given = AddClaim(*command);
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given]() -> absl::Status {
    auto request = RequestOf<bookings::v1::SubmitClaimRequest>(tool, *given);
    if (!request.ok()) return request.status();
    return tool.Show(tool.Change(&Client::SubmitClaim, *request), ViewClaim<bookings::v1::SubmitClaimResponse>);
  });
}

void AddApprove(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("approve", "Approve what was handed in (officers)");
  auto given = AddClaim(*command);
  command->add_option("--etag", given->etag, "Of the claim, from `claim show`")->required();
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given]() -> absl::Status {
    auto request = RequestOf<bookings::v1::ApproveClaimRequest>(tool, *given);
    if (!request.ok()) return request.status();
    request->set_etag(given->etag);
    return tool.Show(tool.Change(&Client::ApproveClaim, *request), ViewClaim<bookings::v1::ApproveClaimResponse>);
  });
}

}  // namespace

void AddClaimCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "claim", "What a provider's sessions of a month come to");
  AddShow(*noun, tool);
  AddLines(*noun, tool);
  AddList(*noun, tool);
  AddSubmit(*noun, tool);
  AddApprove(*noun, tool);
}

}  // namespace shortbreaks::cli
