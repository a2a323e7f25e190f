#include "policy/statements.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include <algorithm>

#include "policy/cancellation.h"
#include "policy/words.h"

namespace shortbreaks::policy {
namespace {

using List = std::vector<Statement>;

constexpr const char* kWhen = "When";
constexpr const char* kEvery = "For every short break";

std::string Capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string Asks(const Criterion& criterion) {
  return criterion.says.empty() ? absl::StrCat("The child ", InWords(criterion), ".") : criterion.says;
}

std::string Leads(Then then) {
  switch (then) {
    case Then::kEligible:
      return "A child who meets all of this is eligible.";
    case Then::kIndicative:
      return "A child who meets all of this is likely to be eligible; the team confirms it.";
    case Then::kRefer:
      break;
  }
  return "The team decides every application.";
}

// What one criterion asks for: a sentence, or one with the clauses that it lists.
Statement Need(const Offer& offer, const Criterion& criterion) {
  Statement statement{offer.title, criterion.rule, Asks(criterion), {}};
  const auto* combined = std::get_if<Combined>(&criterion.asks);
  if (combined == nullptr || !criterion.says.empty() || combined->of.size() < 2) return statement;
  switch (combined->kind) {
    case Combined::Kind::kAll:
      statement.says = "All of these are needed. The child";
      break;
    case Combined::Kind::kAny:
      statement.says = "One of these is enough. The child";
      break;
    case Combined::Kind::kNone:
      statement.says = "None of these may be so. The child";
      break;
    case Combined::Kind::kAtLeast:
      statement.says = absl::StrCat(combined->number, " of these are needed. The child");
      break;
  }
  for (const Criterion& part : combined->of) statement.parts.push_back(InWords(part));
  return statement;
}

void AddNeeds(const Offer& offer, List& list) {
  const auto* combined = std::get_if<Combined>(&offer.needs.asks);
  if (combined != nullptr && combined->kind == Combined::Kind::kAll && offer.needs.says.empty()) {
    for (const Criterion& part : combined->of) list.push_back(Need(offer, part));
  } else {
    list.push_back(Need(offer, offer.needs));
  }
  list.push_back(
      {offer.title, "result",
       absl::StrCat(Leads(offer.then), " Where something is not met or not known, a named officer decides, gives ",
                    "reasons, and says how to ask for a review.")});
}

void AddAmounts(const Offer& offer, List& list) {
  int number = 0;
  for (const Band& band : offer.bands) {
    const std::string who = !band.when                ? (offer.bands.size() == 1 ? "" : "Everyone else: ")
                            : band.when->says.empty() ? absl::StrCat("A child who ", InWords(*band.when), ": ")
                                                      : absl::StrCat(band.when->says, " ");
    list.push_back({offer.title, absl::StrCat("amount ", ++number), absl::StrCat(who, AmountInWords(band), ".")});
  }
  constexpr const char* kPace[] = {"", "day", "week", "month"};
  if (offer.pro_rata.by != Pace::kNone) {
    list.push_back({offer.title, "pro rata",
                    absl::StrCat("Who starts within the year gets a share for each ",
                                 kPace[static_cast<int>(offer.pro_rata.by)], " that is left, rounded up.")});
  }
  std::string unused = "What is not used by the year's end is lost.";
  if (offer.unused.carry_over) {
    unused = absl::StrCat("What is not used by the year's end is carried over",
                          offer.unused.at_most ? absl::StrCat(", at most ", InWords(*offer.unused.at_most)) : "",
                          offer.unused.months > 0 ? absl::StrCat(", for ", offer.unused.months, " months") : "", ".");
  }
  if (!offer.bands.empty()) list.push_back({offer.title, "unused", unused});
}

void AddLimits(const Offer& offer, List& list) {
  const auto cap = [&](const std::optional<Quantity>& most, const std::string& what) {
    if (most)
      list.push_back({offer.title, absl::StrCat("most for each ", what),
                      absl::StrCat("At most ", InWords(*most), " for each ", what, ".")});
  };
  cap(offer.caps.booking, "booking");
  cap(offer.caps.stay, "stay");
  cap(offer.caps.provider, "provider");
  for (const PeriodCap& each : offer.caps.periods) cap(each.most, InWords(each.in));
  if (offer.caps.providers)
    list.push_back(
        {offer.title, "providers", absl::StrFormat("At most %d providers at a time.", *offer.caps.providers)});
  if (offer.review_months)
    list.push_back({offer.title, "review", absl::StrFormat("Reviewed every %d months.", *offer.review_months)});
  if (offer.accept_working_days) {
    list.push_back({offer.title, "accepting",
                    absl::StrFormat("A place offered is kept for %d working days.", *offer.accept_working_days)});
  }
  if (offer.evidence_days) {
    list.push_back({offer.title, "evidence",
                    absl::StrFormat("Families have %d days to send evidence that is missing; after that the team asks "
                                    "again, and nobody is refused because of it.",
                                    *offer.evidence_days)});
  }
}

void AddPayment(const Offer& offer, List& list) {
  if (offer.pays_for) {
    const PaysFor& pays = *offer.pays_for;
    list.push_back(
        {offer.title, "pays for",
         absl::StrCat("Pays only for ", pays.tiers.empty() ? "" : absl::StrCat(absl::StrJoin(pays.tiers, " and "), " "),
                      !pays.overnight   ? "short breaks"
                      : *pays.overnight ? "overnight short breaks"
                                        : "short breaks by day",
                      ".")});
  }
  int number = 0;
  for (const Charge& charge : offer.charges) {
    list.push_back({offer.title, absl::StrCat("charge ", ++number),
                    absl::StrCat("For a child who ", InWords(charge.when), ", a session counts ",
                                 charge.times == 2 ? "twice" : absl::StrCat(charge.times, " times"), ".")});
  }
}

void AddDecider(const Offer& offer, List& list) {
  if (!offer.decided_by) return;
  list.push_back({offer.title, "decided by",
                  offer.decided_by->only_where_referred
                      ? absl::StrCat("Where something is not met or not known, ", offer.decided_by->by,
                                     " decides, whatever the amount.")
                      : absl::StrCat("Always decided by ", offer.decided_by->by, ", whatever the amount.")});
}

void AddMoney(const Policy& policy, List& list) {
  std::vector<std::string> payers;
  for (const Payer& payer : policy.pays_first) {
    const std::string kind = payer.kind.empty() ? "anything" : payer.kind;
    payers.push_back(payer.stream.empty() ? kind : absl::StrCat(kind, " from ", payer.stream));
  }
  if (!payers.empty()) {
    list.push_back({kEvery, "what pays first",
                    absl::StrCat("Bookings are paid from, in this order: ", absl::StrJoin(payers, ", "), ".")});
  }
  for (const Conversion& conversion : policy.conversions) {
    list.push_back(
        {kEvery, "conversion", absl::StrCat(InWords(conversion.from), " is worth ", InWords(conversion.to), ".")});
  }
  for (const Decider& decider : policy.deciders) {
    const std::string limit = decider.up_to                 ? absl::StrCat("up to ", InWords(*decider.up_to), " a year")
                              : policy.deciders.size() == 1 ? "everything"
                                                            : "what is above that";
    list.push_back(
        {kEvery, absl::StrCat("decided by ", decider.by), absl::StrCat("Decided by ", decider.by, ": ", limit, ".")});
  }
  if (policy.second_key_above)
    list.push_back(
        {kEvery, "second officer",
         absl::StrCat("Above ", InWords(*policy.second_key_above), " a year ",
                      policy.second_key_by.empty() ? "a second officer" : policy.second_key_by, " must agree.")});
}

void AddRules(const Policy& policy, List& list) {
  if (policy.cancellation) {
    const Cancellation& rule = *policy.cancellation;
    if (!rule.bands.empty()) list.push_back({kEvery, "cancelling", InWords(rule.bands)});
    if (!rule.waived_for.empty())
      list.push_back({kEvery, "cancelling waived",
                      absl::StrCat("Nothing is lost for: ", absl::StrJoin(rule.waived_for, ", "), ".")});
    if (rule.no_shows_max) {
      list.push_back({kEvery, "not coming",
                      absl::StrFormat("After more than %d absences without notice the team may release later places.",
                                      *rule.no_shows_max)});
    }
  }
  // What the law asks stands in the text of every policy that can come to it, written there or not.
  const bool specialist =
      std::any_of(policy.offers.begin(), policy.offers.end(), [](const Offer& o) { return o.tier == "specialist"; });
  if (specialist || policy.regulation_48 != Regulation48{}) {
    const Regulation48& rule = policy.regulation_48;
    const char* what = rule.nights ? "nights" : "days";
    list.push_back({kEvery, "overnight stays",
                    absl::StrFormat("At most %d %s in one stay and %d %s in 12 months in the same setting; "
                                    "beyond that an officer decides (regulation 48).",
                                    rule.stay_max, what, rule.year_max, what)});
  }
  if (policy.section_17_review_months && (specialist || *policy.section_17_review_months != 6)) {
    list.push_back(
        {kEvery, "section 17",
         absl::StrFormat("A section 17 plan is reviewed at least every %d months.", *policy.section_17_review_months)});
  }
}

}  // namespace

std::vector<Statement> Statements(const Policy& policy) {
  List list;
  list.push_back({kWhen, "in force",
                  absl::StrCat("In force from ", InWords(policy.from),
                               policy.to ? absl::StrCat(" to ", InWords(*policy.to)) : "", ".")});
  list.push_back(
      {kWhen, "year", absl::StrCat("Each year starts on ", InWords(policy.year_month, policy.year_day), ".")});
  for (const Term& term : policy.terms) {
    list.push_back({kWhen, absl::StrCat("term ", term.name),
                    absl::StrCat(Capital(term.name), " term: ", InWords(term.from), " to ", InWords(term.to), ".")});
  }
  for (const Offer& offer : policy.offers) {
    list.push_back({offer.title, "tier", absl::StrCat("Tier: ", offer.tier, ".")});
    AddNeeds(offer, list);
    AddAmounts(offer, list);
    AddLimits(offer, list);
    AddPayment(offer, list);
    AddDecider(offer, list);
  }
  AddMoney(policy, list);
  AddRules(policy, list);
  return list;
}

std::string PublicText(const Policy& policy) {
  std::string text = absl::StrCat("# ", policy.title, "\n");
  if (policy.sample) text += "\nThis is a sample. No council has published it.\n";
  const auto section = [&](const std::string& heading) { absl::StrAppend(&text, "\n## ", heading, "\n\n"); };
  std::string heading;
  for (const Statement& statement : Statements(policy)) {
    if (statement.heading != heading) section(heading = statement.heading);
    absl::StrAppend(&text, "- ", statement.says, "\n");
    for (const std::string& part : statement.parts) absl::StrAppend(&text, "  - ", part, "\n");
  }
  if (!policy.readings.empty()) section("How the published rules are read");
  for (const std::string& reading : policy.readings) absl::StrAppend(&text, "- ", reading, "\n");
  if (!policy.sources.empty()) section("Sources");
  for (const Source& source : policy.sources) {
    absl::StrAppend(&text, "- ", source.title, source.url.empty() ? "" : absl::StrCat(" <", source.url, ">"), "\n");
  }
  return text;
}

std::vector<std::string> Differences(const Policy& before, const Policy& after) {
  const auto whole = [](const Statement& each) {
    return each.parts.empty() ? each.says : absl::StrCat(each.says, " ", absl::StrJoin(each.parts, "; "), ".");
  };
  const auto name = [](const Statement& each) { return absl::StrCat(each.heading, ", ", each.about, ". "); };
  List old = Statements(before);
  std::vector<std::string> differences;
  for (const Statement& statement : Statements(after)) {
    const auto same =
        std::find_if(old.begin(), old.end(), [&](const Statement& other) { return name(other) == name(statement); });
    if (same == old.end()) {
      differences.push_back(absl::StrCat(name(statement), "New: ", whole(statement)));
      continue;
    }
    if (whole(*same) != whole(statement))
      differences.push_back(absl::StrCat(name(statement), "Was: ", whole(*same), " Now: ", whole(statement)));
    old.erase(same);
  }
  for (const Statement& statement : old)
    differences.push_back(absl::StrCat(name(statement), "No more: ", whole(statement)));
  return differences;
}

}  // namespace shortbreaks::policy
