// `application`: from a family's draft to an officer's decision.
#include <absl/strings/str_cat.h>

#include "commands.h"
#include "london.h"
#include "records.h"
#include "views.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using namespace eligibility::v1;  // NOLINT: this file sends these messages and nothing else

absl::Status At(const char* flag, const absl::Status& status) {
  return absl::InvalidArgumentError(absl::StrCat(flag, ": ", status.message()));
}

// The etag that a step needs: of the application as it is now.
absl::StatusOr<Application> Find(Tool& tool, const std::string& name) {
  GetApplicationRequest request;
  request.set_name(NameIn("applications", name));
  auto found = tool.Read(&Client::GetApplication, request);
  if (!found.ok()) return found.status();
  return found->application();
}

// One step: `fill` sets what the step needs beside the name and the etag.
template <typename Request, typename Method, typename Fill>
CLI::App* AddStep(CLI::App& noun, Tool& tool, const char* verb, const char* help, Method method, Fill fill) {
  auto* command = noun.add_subcommand(verb, help);
  auto name = std::make_shared<std::string>();
  command->add_option("application", *name, "Name")->required();
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, name, method, fill]() -> absl::Status {
    Request request;
    if (absl::Status filled = fill(request); !filled.ok()) return filled;
    auto application = Find(tool, *name);
    if (!application.ok()) return application.status();
    request.set_name(application->name());
    request.set_etag(application->etag());
    return tool.Show(tool.Change(method, request), [](const auto& response) { return View(response.application()); });
  });
  return command;
}

template <typename Request, typename Method>
void AddPlain(CLI::App& noun, Tool& tool, const char* verb, const char* help, Method method) {
  AddStep<Request>(noun, tool, verb, help, method, [](Request&) { return absl::OkStatus(); });
}

template <typename Request, typename Method>
void AddReasoned(CLI::App& noun, Tool& tool, const char* verb, const char* help, Method method) {
  auto reason = std::make_shared<std::string>();
  AddStep<Request>(noun, tool, verb, help, method,
                   [reason](Request& request) {
                     request.set_reason(*reason);
                     return absl::OkStatus();
                   })
      ->add_option("--reason", *reason, "Why; the family reads it")
      ->required();
}

void AddPapers(CLI::App& command, std::vector<std::string>& papers) {
  command.add_option("--paper", papers, "What the family has: ehc-plan, or ehc-plan=2026-05-12; once for each");
}

// Those that are given take the place of all from before.
absl::Status SetPapers(const std::vector<std::string>& papers, Application& application) {
  if (papers.empty()) return absl::OkStatus();
  application.clear_offered_evidence();
  for (const std::string& text : papers) {
    const size_t at = text.find('=');
    auto kind = ParseEnum<EvidenceKind>(text.substr(0, at));
    if (!kind.ok()) return At("--paper", kind.status());
    auto& paper = *application.add_offered_evidence();
    paper.set_kind(*kind);
    if (at == std::string::npos) continue;
    auto day = ParseDay(text.substr(at + 1));
    if (!day.ok()) return At("--paper", day.status());
    *paper.mutable_issue_date() = wire::ToProto(*day);
  }
  return absl::OkStatus();
}

void AddCreate(CLI::App& noun, Tool& tool) {
  struct Given {
    std::string child, offer, applicant = "officer", organisation, statement, asked, renews;
    std::vector<std::string> papers;
    bool consent = false;
  };
  auto* command = noun.add_subcommand("create", "Begin a draft");
  auto given = std::make_shared<Given>();
  command->add_option("child", given->child, "Name or key")->required();
  command->add_option("--offer", given->offer, "The offer of the policy, by its name there: targeted")->required();
  command->add_option("--applicant", given->applicant, "family, officer, family-hub, school or health")
      ->capture_default_str();
  command->add_option("--organisation", given->organisation, "For a practitioner: who");
  command->add_flag("--consent", given->consent, "For a practitioner: the family agreed");
  command->add_option("--statement", given->statement, "What the family wants to say");
  command->add_option("--asked", given->asked, "\"40 h\", \"12 nights\", … Left out: what the policy gives");
  command->add_option("--renews", given->renews, "The allocation that this renews");
  AddPapers(*command, given->papers);
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given]() -> absl::Status {
    CreateApplicationRequest request;
    Application& application = *request.mutable_application();
    auto kind = ParseEnum<ApplicantKind>(given->applicant);
    if (!kind.ok()) return At("--applicant", kind.status());
    auto child = ChildName(tool, given->child);
    if (!child.ok()) return child.status();
    application.set_child(*child);
    application.set_offer(given->offer);
    application.set_applicant_kind(*kind);
    application.set_organisation(given->organisation);
    application.set_consent(given->consent);
    application.set_statement(given->statement);
    application.set_renews(given->renews);
    if (auto status = SetPapers(given->papers, application); !status.ok()) return status;
    if (!given->asked.empty()) {
      auto asked = ParseQuantity(given->asked);
      if (!asked.ok()) return At("--asked", asked.status());
      *application.mutable_asked() = *asked;
    }
    return tool.Show(tool.Change(&Client::CreateApplication, request),
                     [](const auto& response) { return View(response.application()); });
  });
}

void AddUpdate(CLI::App& noun, Tool& tool) {
  struct Given {
    std::string name, statement, asked, priority;
    std::vector<std::string> papers;
  };
  auto* command = noun.add_subcommand("update", "Change what is given of a draft, and leave the rest");
  auto given = std::make_shared<Given>();
  command->add_option("application", given->name, "Name")->required();
  const auto* statement = command->add_option("--statement", given->statement, "What the family wants to say");
  const auto* asked = command->add_option("--asked", given->asked, "\"40 h\"; \"\": what the policy gives");
  command->add_option("--priority", given->priority, "routine, high or urgent, until it is decided (officers)");
  AddPapers(*command, given->papers);
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given, statement, asked]() -> absl::Status {
    auto found = Find(tool, given->name);
    if (!found.ok()) return found.status();
    UpdateApplicationRequest request;
    Application& application = *request.mutable_application() = *std::move(found);
    if (statement->count() > 0) application.set_statement(given->statement);
    if (asked->count() > 0) application.clear_asked();
    if (auto status = SetPapers(given->papers, application); !status.ok()) return status;
    if (!given->asked.empty()) {
      auto quantity = ParseQuantity(given->asked);
      if (!quantity.ok()) return At("--asked", quantity.status());
      *application.mutable_asked() = *quantity;
    }
    if (!given->priority.empty()) {
      auto priority = ParseEnum<ApplicationPriority>(given->priority);
      if (!priority.ok()) return At("--priority", priority.status());
      application.set_priority(*priority);
    }
    return tool.Show(tool.Change(&Client::UpdateApplication, request),
                     [](const auto& response) { return View(response.application()); });
  });
}

void AddRequestEvidence(CLI::App& noun, Tool& tool) {
  struct Given {
    std::vector<std::string> wanted;
    std::string due, reason;
  };
  auto given = std::make_shared<Given>();
  auto* command =
      AddStep<RequestEvidenceRequest>(noun, tool, "request-evidence", "Ask the family for evidence by a day (officers)",
                                      &Client::RequestEvidence, [given](RequestEvidenceRequest& request) {
                                        auto due = ParseDay(given->due);
                                        if (!due.ok()) return At("--due", due.status());
                                        *request.mutable_due_date() = wire::ToProto(*due);
                                        for (const std::string& wanted : given->wanted) request.add_wanted(wanted);
                                        request.set_reason(given->reason);
                                        return absl::OkStatus();
                                      });
  command->add_option("--wanted", given->wanted, "What; may be given again and again")->required();
  command->add_option("--due", given->due, "By when, 2026-12-31")->required();
  command->add_option("--reason", given->reason, "Why; the family reads it")->required();
}

void AddDecide(CLI::App& noun, Tool& tool) {
  struct Given {
    std::string outcome, amount, funding_stream, from, until, section, defer_until, reason;
  };
  auto given = std::make_shared<Given>();
  auto* command =
      AddStep<DecideApplicationRequest>(noun, tool, "decide", "Approve, approve-varied, decline or defer (officers)",
                                        &Client::DecideApplication, [given](DecideApplicationRequest& request) {
                                          auto outcome = ParseEnum<ApplicationOutcome>(given->outcome);
                                          if (!outcome.ok()) return At("--outcome", outcome.status());
                                          request.set_outcome(*outcome);
                                          request.set_reason(given->reason);
                                          if (!given->defer_until.empty()) {
                                            auto day = ParseDay(given->defer_until);
                                            if (!day.ok()) return At("--defer-until", day.status());
                                            *request.mutable_defer_until() = wire::ToProto(*day);
                                          }
                                          if (given->amount.empty()) return absl::OkStatus();
                                          Grant& grant = *request.mutable_grant();
                                          auto amount = ParseQuantity(given->amount);
                                          if (!amount.ok()) return At("--amount", amount.status());
                                          auto from = ParseDay(given->from), until = ParseDay(given->until);
                                          if (!from.ok()) return At("--from", from.status());
                                          if (!until.ok()) return At("--until", until.status());
                                          *grant.mutable_quantity() = *amount;
                                          grant.set_funding_stream(given->funding_stream);
                                          *grant.mutable_window_start() = wire::ToProto(*from);
                                          *grant.mutable_window_end() = wire::ToProto(*until);
                                          grant.set_ehc_plan_section(given->section);
                                          return absl::OkStatus();
                                        });
  command->add_option("--outcome", given->outcome, "approve, approve-varied, decline or defer")->required();
  command->add_option("--reason", given->reason, "Why; the family reads it")->required();
  command->add_option("--amount", given->amount, "To approve: \"40 h\", \"12 nights\", \"6 sessions\" or \"£450\"");
  command->add_option("--funding-stream", given->funding_stream, "To approve: whose money");
  command->add_option("--from", given->from, "To approve: first day, 2026-04-01");
  command->add_option("--until", given->until, "To approve: last day, 2027-03-31");
  command->add_option("--ehc-plan-section", given->section, "H1 or H2, where the plan names it");
  command->add_option("--defer-until", given->defer_until, "To defer: until when");
}

void AddBulkApprove(CLI::App& noun, Tool& tool) {
  struct Given {
    std::vector<std::string> names;
    std::string reason, funding_stream;
  };
  auto* command = noun.add_subcommand("bulk-approve", "Approve many, each with what the policy gives (officers)");
  auto given = std::make_shared<Given>();
  command->add_option("applications", given->names, "Names")->required();
  command->add_option("--reason", given->reason, "Why; each family reads it")->required();
  command->add_option("--funding-stream", given->funding_stream, "Whose money")->required();
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given]() -> absl::Status {
    BulkApproveRequest request;
    request.set_reason(given->reason);
    request.set_funding_stream(given->funding_stream);
    for (const std::string& name : given->names) {
      auto application = Find(tool, name);
      if (!application.ok()) return application.status();
      BulkApproveItem& item = *request.add_items();
      item.set_name(application->name());
      item.set_etag(application->etag());
    }
    return tool.Show(tool.Change(&Client::BulkApprove, request), [](const auto& response) { return View(response); });
  });
}

void AddReads(CLI::App& noun, Tool& tool) {
  auto* show = noun.add_subcommand("show", "Show an application with its assessment and its history");
  auto name = std::make_shared<std::string>();
  show->add_option("application", *name, "Name")->required();
  tool.On(*show, [&tool, name] {
    GetApplicationRequest request;
    request.set_name(NameIn("applications", *name));
    return tool.Show(tool.Read(&Client::GetApplication, request), [](const auto& response) { return View(response); });
  });
  struct Given {
    std::string child, offer, panel;
    std::vector<std::string> states;
    bool awaits_second_key = false, evidence_overdue = false, defer_reached = false;
    Paging paging;
  };
  auto* list = noun.add_subcommand("list", "List applications: most urgent first, then oldest");
  auto given = std::make_shared<Given>();
  list->add_option("--child", given->child, "Name or key");
  list->add_option("--offer", given->offer, "Only for an offer");
  list->add_option("--panel", given->panel, "Only what is or was on a panel's agenda");
  list->add_option("--state", given->states, "Only in this state; may be given again")->delimiter(',');
  list->add_flag("--awaits-second-key", given->awaits_second_key, "Only those that wait for a second key");
  list->add_flag("--evidence-overdue", given->evidence_overdue, "Only those whose evidence is overdue");
  list->add_flag("--defer-reached", given->defer_reached, "Only those deferred to a day that has come");
  Tool::AddPaging(*list, given->paging);
  tool.On(*list, [&tool, given]() -> absl::Status {
    ListApplicationsRequest request;
    request.set_offer(given->offer);
    if (!given->panel.empty()) request.set_panel(NameIn("panels", given->panel));
    request.set_awaits_second_key(given->awaits_second_key);
    request.set_evidence_overdue(given->evidence_overdue);
    request.set_defer_reached(given->defer_reached);
    for (const std::string& text : given->states) {
      auto state = ParseEnum<ApplicationState>(text);
      if (!state.ok()) return At("--state", state.status());
      request.add_states(*state);
    }
    if (!given->child.empty()) {
      auto child = ChildName(tool, given->child);
      if (!child.ok()) return child.status();
      request.set_child(*child);
    }
    return tool.ShowList(tool.List(&Client::ListApplications, request, given->paging,
                                   [](const auto& response) { return response.applications_size(); }),
                         [](const auto& response) { return View(response); });
  });
}

void AddFindChild(CLI::App& noun, Tool& tool) {
  struct Given {
    std::string born, key, name;
    bool consent = false;
  };
  auto* command = noun.add_subcommand("find-child", "The resource name of a child that you know, to apply for it");
  auto given = std::make_shared<Given>();
  command->add_option("--date-of-birth", given->born, "2017-05-04")->required();
  auto* key = command->add_option("--key", given->key, "The council's own key");
  command->add_option("--child-name", given->name, "Its whole name, as the council has it")->excludes(key);
  command->add_flag("--consent", given->consent, "The family agreed");
  tool.On(*command, [&tool, given]() -> absl::Status {
    FindChildRequest request;
    auto born = ParseDay(given->born);
    if (!born.ok()) return At("--date-of-birth", born.status());
    *request.mutable_date_of_birth() = wire::ToProto(*born);
    request.set_external_id(given->key);
    request.set_display_name(given->name);
    request.set_consent(given->consent);
    return tool.Show(tool.Read(&Client::FindChild, request), [](const auto& response) { return View(response); });
  });
}

void AddEndReferral(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand(
      "end-referral", "End the part of the practitioner who wrote an application (the family, or officers)");
  auto name = std::make_shared<std::string>();
  command->add_option("application", *name, "Name, applications/…")->required();
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, name] {
    eligibility::v1::EndReferralRequest request;
    request.set_application(NameIn("applications", *name));
    return tool.Show(tool.Change(&Client::EndReferral, request), [](const auto& response) {
      return absl::StrCat(response.referral().practitioner(), " does not see ", response.referral().application(),
                          " any more.\n");
    });
  });
}

}  // namespace

void AddApplicationCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "application", "What families ask for, and what officers decide");
  AddCreate(*noun, tool);
  AddFindChild(*noun, tool);
  AddUpdate(*noun, tool);
  AddPlain<SubmitApplicationRequest>(*noun, tool, "submit", "Hand a draft in: the policy is asked at once",
                                     &Client::SubmitApplication);
  AddPlain<AssessApplicationRequest>(*noun, tool, "assess", "Ask the policy again, for example after evidence came",
                                     &Client::AssessApplication);
  AddRequestEvidence(*noun, tool);
  auto panel = std::make_shared<std::string>();
  AddStep<ListForPanelRequest>(*noun, tool, "list-for-panel", "Put it on a panel's agenda (officers)",
                               &Client::ListForPanel,
                               [panel](ListForPanelRequest& request) {
                                 request.set_panel(NameIn("panels", *panel));
                                 return absl::OkStatus();
                               })
      ->add_option("--panel", *panel, "Name")
      ->required();
  AddDecide(*noun, tool);
  AddPlain<ConfirmDecisionRequest>(*noun, tool, "confirm", "Turn the second key; not by the officer who decided",
                                   &Client::ConfirmDecision);
  AddReasoned<RejectDecisionRequest>(*noun, tool, "reject", "Take back a decision that waits for its second key",
                                     &Client::RejectDecision);
  auto channel = std::make_shared<std::string>();
  AddStep<NotifyApplicationRequest>(*noun, tool, "notify", "Record that the family was told (officers)",
                                    &Client::NotifyApplication,
                                    [channel](NotifyApplicationRequest& request) {
                                      request.set_channel(*channel);
                                      return absl::OkStatus();
                                    })
      ->add_option("--channel", *channel, "How: by letter, by e-mail, by phone")
      ->required();
  AddReasoned<RequestReviewRequest>(*noun, tool, "request-review", "Ask for another look at a decision",
                                    &Client::RequestReview);
  AddReasoned<WithdrawApplicationRequest>(*noun, tool, "withdraw", "Withdraw what is not decided",
                                          &Client::WithdrawApplication);
  AddReasoned<CloseApplicationRequest>(*noun, tool, "close", "Close what is done with (officers)",
                                       &Client::CloseApplication);
  AddBulkApprove(*noun, tool);
  AddEndReferral(*noun, tool);
  AddReads(*noun, tool);
}

}  // namespace shortbreaks::cli
