#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "circumstances.h"
#include "london.h"
#include "table.h"
#include "views.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using namespace eligibility::v1;  // NOLINT: this file shows these messages and nothing else

std::string Expiry(const Evidence& evidence) {
  return evidence.has_expire_date() ? InWords(evidence.expire_date()) : "does not expire";
}

std::string Withdrawn(const Evidence& evidence) {
  return evidence.has_withdraw_time() ? "withdrawn " + TimeInWords(wire::FromProto(evidence.withdraw_time())) : "";
}

// `letter other, health_visitor`; `ehc plan, F and H1`.
std::string KindInWords(const Evidence& evidence) {
  const std::string sections = absl::StrJoin(evidence.sections(), " and ");
  const BenefitAward& benefit = evidence.benefit();
  return absl::StrCat(InWords(evidence.kind()), evidence.profession().empty() ? "" : ", ", evidence.profession(),
                      sections.empty() ? "" : ", ", sections, benefit.name().empty() ? "" : ", ", benefit.name(),
                      benefit.component().empty() ? "" : ", ", benefit.component(), benefit.rate().empty() ? "" : ", ",
                      benefit.rate());
}

// Of a decision that another engine made nothing is made again.
std::string MadeAgain(const GetDecisionResponse& response) {
  if (response.decision().engine() != response.engine()) {
    return absl::StrCat("no: decided by engine ", response.decision().engine(), ", this is ", response.engine());
  }
  return MadeAgain(response);
}

std::string Window(const Allocation& allocation) {
  return absl::StrCat(InWords(allocation.window_start()), " to ", InWords(allocation.window_end()));
}

std::string Balance(const Allocation& allocation) {
  return AmountInWords(allocation.granted().unit(), allocation.balance());
}

std::vector<std::string> SummaryRow(const char* what, const type::v1::ImportSummary& summary) {
  return {what, absl::StrCat(summary.created()), absl::StrCat(summary.updated()), absl::StrCat(summary.unchanged())};
}

}  // namespace

std::string View(const Carer& carer) {
  return Facts(
      {{"Carer", carer.display_name()}, {"Key", carer.external_id()}, {"Name", carer.name()}, {"Etag", carer.etag()}});
}

std::string View(const Child& child) {
  return Facts({{"Child", child.display_name()},
                {"Date of birth", InWords(child.date_of_birth())},
                {"Home", HomeInWords(child)},
                {"In the council's area", child.resident() ? "yes" : "no"},
                {"Support", absl::StrCat(InWords(child.support_ratio()), " staff to children")},
                {"Needs", ListInWords<type::v1::Need>(child.needs())},
                {"Assessment", InWords(child.assessment_route())},
                {"School", SchoolInWords(child.circumstances())},
                {"Education", EducationInWords(child.circumstances())},
                {"Care packages", PackagesInWords(child.circumstances())},
                {"Scores", ScoresInWords(child.circumstances())},
                {"Recorded", RecordedInWords(child.circumstances())},
                {"Planned", PlannedInWords(child.circumstances())},
                {"Key", child.external_id()},
                {"Name", child.name()},
                {"Etag", child.etag()}});
}

std::string View(const ListChildrenResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& each : response.children()) {
    rows.push_back({each.display_name(), InWords(each.date_of_birth()), each.ward(), InWords(each.support_ratio()),
                    ListInWords<type::v1::Need>(each.needs()), each.external_id(), each.name()});
  }
  return Table({{"Child"}, {"Date of birth"}, {"Ward"}, {"Support"}, {"Needs"}, {"Key"}, {"Name"}}, rows,
               "No children.");
}

std::string View(const Authority& authority) {
  const std::string until =
      authority.has_revoke_time() ? "ended " + TimeInWords(wire::FromProto(authority.revoke_time())) : "in force";
  return Facts({{"Carer", authority.carer()},
                {"Child", authority.child()},
                {"Authority", until},
                {"Kind", InWords(authority.kind())}});
}

std::string View(const Evidence& evidence) {
  return Facts({{"Evidence", KindInWords(evidence)},
                {"From", InWords(evidence.issue_date())},
                {"Last day", Expiry(evidence)},
                {"Off the file", Withdrawn(evidence)},
                {"Why", evidence.withdraw_reason()},
                {"Key", evidence.external_id()},
                {"Name", evidence.name()},
                {"Child", evidence.child()}});
}

std::string View(const ListEvidenceResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& each : response.evidence()) {
    const std::string last = each.has_withdraw_time() ? Withdrawn(each) : Expiry(each);
    rows.push_back({KindInWords(each), InWords(each.issue_date()), last, each.external_id(), each.name()});
  }
  return Table({{"Evidence"}, {"From"}, {"Last day"}, {"Key"}, {"Name"}}, rows, "No evidence on file.");
}

std::string View(const Allocation& allocation) {
  return Facts({{"Granted", InWords(allocation.granted())},
                {"Left", Balance(allocation)},
                {"Pays up to", InWords(allocation.tier())},
                {"From", allocation.funding_stream()},
                {"Window", Window(allocation)},
                {"State", InWords(allocation.state())},
                {"Accept by", allocation.has_accept_by_date() ? InWords(allocation.accept_by_date()) : ""},
                {"Why", allocation.state_reason()},
                {"Review", allocation.has_review_date() ? InWords(allocation.review_date()) : ""},
                {"Review due", allocation.review_due() ? "yes" : ""},
                {"Last review", allocation.has_last_review_date()
                                    ? absl::StrCat(InWords(allocation.last_review_date()), ", ",
                                                   allocation.last_reviewer(), ": ", allocation.review_note())
                                    : ""},
                {"By discretion", allocation.discretion() ? "yes" : ""},
                {"Application", allocation.application()},
                {"Carried over from", allocation.carried_from()},
                {"Renews", allocation.renews()},
                {"Renewed by", allocation.renewed_by()},
                {"Key", allocation.external_id()},
                {"Name", allocation.name()},
                {"Child", allocation.child()},
                {"Etag", allocation.etag()}});
}

std::string View(const ListAllocationsResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& each : response.allocations()) {
    rows.push_back({Window(each), InWords(each.granted()), Balance(each), InWords(each.tier()), each.funding_stream(),
                    absl::StrCat(InWords(each.state()), each.renewed_by().empty() ? "" : ", renewed"), each.name()});
  }
  return Table({{"Window"}, {"Granted", true}, {"Left", true}, {"Tier"}, {"Funding"}, {"State"}, {"Name"}}, rows,
               "No allocations.");
}

std::string View(const ListReviewsDueResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& each : response.allocations()) {
    rows.push_back({InWords(each.review_date()), InWords(each.tier()), InWords(each.granted()), Balance(each),
                    InWords(each.state()), each.child(), each.name()});
  }
  return Table({{"Review"}, {"Tier"}, {"Granted", true}, {"Left", true}, {"State"}, {"Child"}, {"Name"}}, rows,
               "No review is due.");
}

std::string RulesTable(const Decision& decision) {
  std::vector<std::vector<std::string>> rows;
  int settled = 1000;  // the depth of a rule that is met: what it is made of needs nothing more
  for (const auto& rule : decision.rules()) {
    if (rule.depth() <= settled) settled = rule.outcome() == RULE_OUTCOME_MET ? rule.depth() : 1000;
    // What a rule is made of stands under it, further in.
    const std::string in(static_cast<size_t>(2 * rule.depth()), ' ');
    rows.push_back({InWords(rule.outcome()), in + rule.rule(), rule.explanation()});
    if (!rule.next_step().empty() && rule.depth() <= settled) rows.push_back({"", "", "→ " + rule.next_step()});
  }
  return Table({{"Outcome"}, {"Rule"}, {"Why"}}, rows, "No rules.");
}

std::string View(const Decision& decision) {
  const bool eligible = decision.result() == DECISION_RESULT_ELIGIBLE;
  std::string out = eligible ? "The child may book this session.\n"
                             : "The short breaks team decides: what is not met or not known below needs a person.\n";
  out += RulesTable(decision);
  for (const std::string& warning : decision.warnings()) out += "Note: " + warning + "\n";
  const bool charged = decision.has_charge();
  const bool shared = decision.has_second_charge();
  return out + Facts({{"Would be charged", charged ? InWords(decision.charge()) : "nothing to an allocation"},
                      {"Left before", charged ? AmountInWords(decision.charge().unit(), decision.balance()) : ""},
                      {"Family pays", AmountInWords(type::v1::ALLOCATION_UNIT_PENCE, decision.price_pence())},
                      {"Allocation", decision.allocation()},
                      {"And from another", shared ? InWords(decision.second_charge()) : ""},
                      {"Other allocation", decision.second_allocation()},
                      {"Cancelling", InWords(decision.cancellation())},
                      {"Waived for", ListInWords<type::v1::CancelCause>(decision.cancellation().waived_for())},
                      {"Policy", decision.policy()},
                      {"Kept as", decision.name()}});
}

std::string View(const GetDecisionResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& evidence : response.basis().evidence()) {
    rows.push_back({KindInWords(evidence), InWords(evidence.issue_date()), Expiry(evidence), evidence.name()});
  }
  return View(response.decision()) +
         Table({{"Evidence on file then"}, {"From"}, {"Last day"}, {"Name"}}, rows, "No evidence was on file.") +
         Facts({{"Asked for", InWords(response.basis().day())},
                {"Made", TimeInWords(wire::FromProto(response.create_time()))},
                {"Child", response.decision().child()},
                {"Session", response.decision().session()},
                {"Made again", response.reproduced() ? "the same, byte for byte" : "DIFFERENT: ask the operator"}});
}

std::string View(const ImportCaseloadResponse& response, bool dry_run) {
  return std::string(dry_run ? "Every row is right. Nothing was changed; an import would do this:\n" : "Imported.\n") +
         Table({{""}, {"New", true}, {"Changed", true}, {"As they were", true}},
               {SummaryRow("Carers", response.carers()), SummaryRow("Children", response.children()),
                SummaryRow("Authorities", response.authorities()), SummaryRow("Evidence", response.evidence()),
                SummaryRow("Allocations", response.allocations())},
               "");
}

}  // namespace shortbreaks::cli
