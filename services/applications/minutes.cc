#include "applications/minutes.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "eligibility/rules.h"
#include "policy/words.h"
#include "wire/times.h"

namespace shortbreaks::applications {
namespace {

std::string DayInWords(const type::v1::Date& date) {
  return policy::InWords(wire::FromProto(date).value_or(absl::CivilDay()));
}

std::string OutcomeInWords(const v1::OfficerDecision& decision) {
  switch (decision.outcome()) {
    case v1::APPLICATION_OUTCOME_APPROVE:
      return "Approved";
    case v1::APPLICATION_OUTCOME_APPROVE_VARIED:
      return "Approved, otherwise than asked";
    case v1::APPLICATION_OUTCOME_DECLINE:
      return "Declined";
    default:
      return absl::StrCat("Deferred until ", DayInWords(decision.defer_until()));
  }
}

std::string GrantInWords(const v1::Grant& grant) {
  const policy::Quantity quantity{eligibility::UnitOf(grant.quantity().unit()), grant.quantity().amount()};
  return absl::StrCat(": ", policy::InWords(quantity), ", ", DayInWords(grant.window_start()), " to ",
                      DayInWords(grant.window_end()), ", from ", grant.funding_stream());
}

std::string KeysInWords(const v1::OfficerDecision& decision) {
  if (decision.awaits_second_key()) return "; waits for a second officer";
  return decision.second_key().empty() ? "" : absl::StrCat("; confirmed by ", decision.second_key());
}

std::string DecisionInWords(const v1::Application& application) {
  if (!application.has_decision()) return "   Not reached.\n";
  const v1::OfficerDecision& decision = application.decision();
  return absl::StrCat("   ", OutcomeInWords(decision), decision.has_grant() ? GrantInWords(decision.grant()) : "",
                      decision.discretion() ? ", by discretion" : "", ".\n   Recorded by ", decision.decider(),
                      KeysInWords(decision), ".\n   Because: ", decision.reason(), "\n");
}

}  // namespace

std::string ItemOf(const v1::Application& application) {
  return absl::StrCat(application.name(), ", ", application.offer(), "\n", DecisionInWords(application));
}

std::string MinutesOf(const v1::Panel& panel, const std::vector<std::string>& items) {
  std::string text = absl::StrCat(panel.title(), ", ", DayInWords(panel.meet_date()), "\nDecides as: ", panel.role(),
                                  "\nPresent: ", absl::StrJoin(panel.members(), ", "), "\n\n");
  if (items.empty()) text += "Nothing was on the agenda.\n";
  for (size_t i = 0; i < items.size(); ++i) {
    absl::StrAppend(&text, i + 1, ". ", items[i].empty() ? "Not shown: another team's, or erased.\n" : items[i]);
  }
  if (!panel.minutes().empty()) absl::StrAppend(&text, "\nThe chair's notes:\n", panel.minutes(), "\n");
  return text;
}

}  // namespace shortbreaks::applications
