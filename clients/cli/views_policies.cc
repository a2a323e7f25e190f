#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "table.h"
#include "views.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using namespace eligibility::v1;  // NOLINT: this file shows these messages and nothing else

std::string Until(const Policy& policy) {
  return policy.has_to_date() ? InWords(policy.to_date()) : "the next version";
}

std::string Result(const std::string& result, bool gives, const type::v1::Quantity& entitlement) {
  if (result.empty()) return "not offered";
  return gives ? absl::StrCat(result, ", ", InWords(entitlement)) : result;
}

}  // namespace

std::string View(const Policy& policy) {
  return Facts({{"Policy", policy.title()},
                {"Key", policy.key()},
                {"State", InWords(policy.state())},
                {"From", InWords(policy.from_date())},
                {"Until", Until(policy)},
                {"Sample", policy.sample() ? "yes: its figures are invented" : ""},
                {"Proposed by", policy.proposer()},
                {"Published by", policy.publisher()},
                {"SHA-256", policy.digest()},
                {"Name", policy.name()},
                {"Etag", policy.etag()}});
}

std::string View(const ListPoliciesResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const Policy& policy : response.policies()) {
    rows.push_back({policy.title(), InWords(policy.state()), InWords(policy.from_date()), Until(policy),
                    policy.proposer(), policy.publisher(), policy.name()});
  }
  return Table({{"Policy"}, {"State"}, {"From"}, {"Until"}, {"Proposed by"}, {"Published by"}, {"Name"}}, rows,
               "No policies.");
}

std::string View(const ReplayPolicyResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const PolicyEffect& effect : response.effects()) {
    rows.push_back({effect.child(), effect.offer(),
                    Result(effect.before(), effect.has_entitlement_before(), effect.entitlement_before()),
                    Result(effect.after(), effect.has_entitlement_after(), effect.entitlement_after()),
                    absl::StrJoin(effect.rules(), ", "), effect.application()});
  }
  return absl::StrCat(Table({{"Child"}, {"Offer"}, {"Now"}, {"Would be"}, {"Because of"}, {"Open application"}}, rows,
                            "Nobody would be decided otherwise."),
                      response.examined(), " children looked at; something changes for ", rows.size(),
                      " of their offers.\n");
}

}  // namespace shortbreaks::cli
