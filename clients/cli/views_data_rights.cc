#include "views_data_rights.h"

#include <absl/strings/str_cat.h>

#include <vector>

#include "london.h"
#include "table.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {

using namespace eligibility::v1;  // NOLINT: this file shows these messages alone

std::string View(const Correction& correction) {
  const bool open = correction.state() == CORRECTION_STATE_OPEN;
  return Facts(
      {{"Correction", correction.name()},
       {"Child", correction.child()},
       {"State", InWords(correction.state())},
       {"Asked", absl::StrCat(TimeInWords(wire::FromProto(correction.request_time())), " by ", correction.requester())},
       {"Request", correction.request()},
       {"Due",
        open ? absl::StrCat(InWords(correction.due_date()), correction.extended() ? ", extended" : "") : std::string()},
       {"Answer", correction.answer()},
       {"Answered by", correction.answerer()},
       {"Etag", correction.etag()}});
}

std::string View(const ListCorrectionsResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const Correction& each : response.corrections()) {
    rows.push_back({each.name(), each.child(), InWords(each.state()), InWords(each.due_date()),
                    each.extended() ? "extended" : "", each.request()});
  }
  return Table({{"Correction"}, {"Child"}, {"State"}, {"Due"}, {""}, {"Request"}}, rows, "No corrections.");
}

std::string View(const RetentionRule& rule) {
  return absl::StrCat("A record's time is over after the birthday at ", rule.birthday(), ", once nothing was changed, ",
                      "booked or granted for ", rule.idle_years(), rule.idle_years() == 1 ? " year" : " years", ".\n");
}

std::string View(const GetRetentionRuleResponse& response) {
  return absl::StrCat(View(response.rule()), "Set by ", response.setter(), " on ",
                      TimeInWords(wire::FromProto(response.set_time())), ".\n");
}

std::string View(const ListErasuresDueResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const ErasureDue& due : response.erasures_due()) {
    rows.push_back({due.child(), InWords(due.last_use_date()), due.proposer(),
                    due.has_propose_time() ? TimeInWords(wire::FromProto(due.propose_time())) : ""});
  }
  return Table({{"Child"}, {"Last used"}, {"Proposed by"}, {"When"}}, rows, "Nobody's time is over.");
}

std::string View(const ProposeErasuresResponse& response) {
  std::string text = "Nothing is erased yet. Within 30 days another officer runs:\n";
  for (const Erasure& erasure : response.erasures()) {
    absl::StrAppend(&text, "  shortbreaks child erase ", erasure.child(), " --reason retention-over\n");
  }
  return text;
}

}  // namespace shortbreaks::cli
