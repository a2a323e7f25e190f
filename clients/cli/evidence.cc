#include <absl/strings/str_cat.h>

#include "commands.h"
#include "london.h"
#include "records.h"
#include "views.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

void AddAdd(CLI::App& noun, Tool& tool) {
  struct Given {
    std::string child, kind, issued, expires, external_id, profession, benefit, component, rate;
    std::vector<std::string> sections;
  };
  auto* command = noun.add_subcommand("add", "Record evidence that was seen (officers)");
  auto given = std::make_shared<Given>();
  command->add_option("child", given->child, "Name or key")->required();
  command->add_option("--kind", given->kind, "What it is: dla-care-highest, ehc-plan, no-ehc-plan, letter-gp, …")
      ->required();
  command->add_option("--issue-date", given->issued, "Its first day, 2026-01-31")->required();
  command->add_option("--expire-date", given->expires, "Its last day. Left out: it does not expire");
  command->add_option("--external-id", given->external_id, "Your own key");
  command->add_option("--benefit", given->benefit, "Of another benefit: its name, as the policy lists it");
  command->add_option("--component", given->component, "Its component, where the policy lists any");
  command->add_option("--rate", given->rate, "Its rate, where the policy lists any");
  command->add_option("--profession", given->profession,
                      "Of letter-other: who wrote it, as the policy calls it: health_visitor");
  command
      ->add_option("--sections", given->sections,
                   "Of an education, health and care plan: the sections that give provision, by commas: F,H1")
      ->delimiter(',');
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given]() -> absl::Status {
    eligibility::v1::AddEvidenceRequest request;
    auto& evidence = *request.mutable_evidence();
    auto kind = ParseEnum<eligibility::v1::EvidenceKind>(given->kind);
    if (!kind.ok()) return absl::InvalidArgumentError(absl::StrCat("--kind: ", kind.status().message()));
    auto issued = ParseDay(given->issued);
    if (!issued.ok()) return absl::InvalidArgumentError(absl::StrCat("--issue-date: ", issued.status().message()));
    evidence.set_kind(*kind);
    evidence.set_external_id(given->external_id);
    evidence.set_profession(given->profession);
    if (!(given->benefit + given->component + given->rate).empty()) {
      evidence.mutable_benefit()->set_name(given->benefit);
      evidence.mutable_benefit()->set_component(given->component);
      evidence.mutable_benefit()->set_rate(given->rate);
    }
    for (const std::string& section : given->sections) evidence.add_sections(section);
    *evidence.mutable_issue_date() = wire::ToProto(*issued);
    if (!given->expires.empty()) {
      auto expires = ParseDay(given->expires);
      if (!expires.ok()) return absl::InvalidArgumentError(absl::StrCat("--expire-date: ", expires.status().message()));
      *evidence.mutable_expire_date() = wire::ToProto(*expires);
    }
    auto child = ChildName(tool, given->child);
    if (!child.ok()) return child.status();
    evidence.set_child(*child);
    return tool.Show(tool.Change(&Client::AddEvidence, request),
                     [](const auto& response) { return View(response.evidence()); });
  });
}

void AddWithdraw(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand(
      "withdraw", "Take evidence off the file: it does not count any more, and the record stays (officers)");
  auto request = std::make_shared<eligibility::v1::WithdrawEvidenceRequest>();
  auto name = std::make_shared<std::string>(), reason = std::make_shared<std::string>();
  command->add_option("evidence", *name, "Name, evidence/…")->required();
  command->add_option("--reason", *reason, "Why, for the file and the family")->required();
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, request, name, reason] {
    request->set_name(NameIn("evidence", *name));
    request->set_reason(*reason);
    return tool.Show(tool.Change(&Client::WithdrawEvidence, *request),
                     [](const auto& response) { return View(response.evidence()); });
  });
}

void AddList(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("list", "List a child's evidence, newest first");
  auto paging = std::make_shared<Paging>();
  auto key = std::make_shared<std::string>();
  command->add_option("child", *key, "Name or key")->required();
  Tool::AddPaging(*command, *paging);
  tool.On(*command, [&tool, paging, key]() -> absl::Status {
    auto child = ChildName(tool, *key);
    if (!child.ok()) return child.status();
    eligibility::v1::ListEvidenceRequest request;
    request.set_child(*child);
    return tool.ShowList(tool.List(&Client::ListEvidence, request, *paging,
                                   [](const auto& response) { return response.evidence_size(); }),
                         [](const auto& response) { return View(response); });
  });
}

}  // namespace

void AddEvidenceCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "evidence", "Award letters, plans and letters on file");
  AddAdd(*noun, tool);
  AddWithdraw(*noun, tool);
  AddList(*noun, tool);
}

}  // namespace shortbreaks::cli
