// `balance` and `ledger`.
#include <absl/strings/str_cat.h>
#include <unistd.h>

#include <optional>

#include "commands.h"
#include "progress.h"
#include "records.h"
#include "views.h"

namespace shortbreaks::cli {
namespace {

constexpr int kReconcilePage = 500;

void AddBalance(CLI::App& app, Tool& tool) {
  auto* balance = app.add_subcommand("balance", "What is left of a child's allocations");
  auto key = std::make_shared<std::string>();
  balance->add_option("child", *key, "Name or key")->required();
  tool.On(*balance, [&tool, key]() -> absl::Status {
    auto child = ChildName(tool, *key);
    if (!child.ok()) return child.status();
    bookings::v1::GetBalanceRequest request;
    request.set_child(*child);
    return tool.Show(tool.Read(&Client::GetBalance, request), [](const auto& response) { return View(response); });
  });
}

absl::Status ShowLedger(Tool& tool, const std::string& allocation, const Paging& paging) {
  bookings::v1::ListLedgerEntriesRequest request;
  request.set_allocation(allocation);
  auto entries = tool.List(&Client::ListLedgerEntries, request, paging,
                           [](const auto& response) { return response.entries_size(); });
  if (!entries.ok() || tool.json()) return tool.ShowList(entries, [](const auto&) { return ""; });
  // Only the allocation says what its amounts are counted in.
  eligibility::v1::GetAllocationRequest read;
  read.set_name(allocation);
  auto found = tool.Read(&Client::GetAllocation, read);
  if (!found.ok()) return found.status();
  return tool.ShowList(entries,
                       [&](const auto& response) { return View(response, found->allocation().granted().unit()); });
}

absl::Status Reconcile(Tool& tool) {
  bookings::v1::ReconcileLedgerRequest request;
  request.set_page_size(kReconcilePage);
  bookings::v1::ReconcileLedgerResponse all;
  std::optional<Progress> progress;
  do {
    auto page = tool.Read(&Client::ReconcileLedger, request);
    if (!page.ok()) return page.status();
    const auto pages = static_cast<int>((page->accounts_total() + kReconcilePage - 1) / kReconcilePage);
    if (!progress) progress.emplace(isatty(STDERR_FILENO) != 0 && !tool.json(), pages);
    all.set_accounts(all.accounts() + page->accounts());
    all.set_entries(all.entries() + page->entries());
    all.set_accounts_total(page->accounts_total());
    all.mutable_mismatches()->MergeFrom(page->mismatches());
    request.set_page_token(page->next_page_token());
    progress->Step(absl::StrCat(all.accounts(), " of ", all.accounts_total(), " accounts"));
  } while (!request.page_token().empty());
  progress->Stop();
  if (tool.json()) {
    if (auto printed = tool.PrintJson(all); !printed.ok()) return printed;
  } else {
    tool.Print(View(all));
  }
  if (all.mismatches().empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(all.mismatches_size(),
                   " figures do not agree. Stop bookings on these accounts and find the cause "
                   "before anything is changed."));
}

}  // namespace

void AddBalanceCommands(CLI::App& app, Tool& tool) {
  AddBalance(app, tool);
  CLI::App* noun = AddNoun(app, "ledger", "Every hour, night and pound that was granted, held, spent and given back");
  auto* show = noun->add_subcommand("show", "Every line of an allocation's ledger, oldest first");
  auto name = std::make_shared<std::string>();
  auto paging = std::make_shared<Paging>();
  show->add_option("allocation", *name, "Name")->required();
  Tool::AddPaging(*show, *paging);
  tool.On(*show, [&tool, name, paging] { return ShowLedger(tool, NameIn("allocations", *name), *paging); });
  auto* reconcile = noun->add_subcommand(
      "reconcile", "Add up every account and compare it with its balance and its bookings (officers)");
  tool.On(*reconcile, [&tool] { return Reconcile(tool); });
}

}  // namespace shortbreaks::cli
