// `consent`: which apps a carer lets act for it.
#include "commands.h"
#include "london.h"
#include "records.h"
#include "table.h"
#include "wire/times.h"

namespace shortbreaks::cli {
namespace {

using eligibility::v1::Consent;

std::vector<std::string> RowOf(const Consent& consent) {
  return {consent.app(), TimeInWords(wire::FromProto(consent.give_time())), consent.giver(),
          consent.has_withdraw_time() ? TimeInWords(wire::FromProto(consent.withdraw_time())) : "it stands"};
}

std::string TableOf(const std::vector<std::vector<std::string>>& rows) {
  return Table({{"App"}, {"Given"}, {"By"}, {"Withdrawn"}}, rows, "No app may act for this carer.");
}

// give and withdraw, whose requests look alike.
template <typename Request, typename Response>
void AddChange(CLI::App& noun, Tool& tool, const char* verb, const char* help,
               Tool::Method<FamilyCalls, Request, Response> method) {
  auto* command = noun.add_subcommand(verb, help);
  auto carer = std::make_shared<std::string>(), to = std::make_shared<std::string>();
  command->add_option("carer", *carer, "Name, carers/…")->required();
  command->add_option("partner", *to, "The app, as its tokens name it in act")->required();
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, carer, to, method] {
    Request request;
    request.set_carer(NameIn("carers", *carer));
    request.set_app(*to);
    return tool.Show(tool.Change(method, request),
                     [](const auto& response) { return TableOf({RowOf(response.consent())}); });
  });
}

void AddList(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("list", "The apps that a carer lets or let act for it");
  auto carer = std::make_shared<std::string>();
  auto paging = std::make_shared<Paging>();
  command->add_option("carer", *carer, "Name, carers/…")->required();
  Tool::AddPaging(*command, *paging);
  tool.On(*command, [&tool, carer, paging] {
    eligibility::v1::ListConsentsRequest request;
    request.set_carer(NameIn("carers", *carer));
    return tool.ShowList(tool.List(&Client::ListConsents, request, *paging,
                                   [](const auto& response) { return response.consents_size(); }),
                         [](const auto& response) {
                           std::vector<std::vector<std::string>> rows;
                           for (const Consent& consent : response.consents()) rows.push_back(RowOf(consent));
                           return TableOf(rows);
                         });
  });
}

}  // namespace

void AddConsentCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "consent", "Which apps a carer lets act for it (the carer, or officers on its behalf)");
  AddChange<eligibility::v1::GiveConsentRequest, eligibility::v1::GiveConsentResponse>(
      *noun, tool, "give", "Let an app act for a carer", &Client::GiveConsent);
  AddChange<eligibility::v1::WithdrawConsentRequest, eligibility::v1::WithdrawConsentResponse>(
      *noun, tool, "withdraw", "End that, at once", &Client::WithdrawConsent);
  AddList(*noun, tool);
}

}  // namespace shortbreaks::cli
