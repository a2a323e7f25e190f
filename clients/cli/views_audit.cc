#include "views_audit.h"

#include <absl/strings/str_cat.h>

#include <vector>

#include "london.h"
#include "table.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {

std::string View(const eligibility::v1::ListAccessesResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const eligibility::v1::Access& access : response.accesses()) {
    const std::string app =
        access.acting_app().empty() ? access.partner() : absl::StrCat(access.partner(), ", on their behalf");
    rows.push_back({TimeInWords(wire::FromProto(access.time())), access.actor(), app, InWords(access.kind()),
                    access.method(), InWords(access.purpose()), access.reference(), access.subject()});
  }
  return Table({{"When"}, {"Who"}, {"App"}, {"Did"}, {"By"}, {"Why"}, {"For"}, {"Record"}}, rows,
               "Nobody has seen or changed this record.");
}

}  // namespace shortbreaks::cli
