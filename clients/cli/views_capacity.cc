#include <absl/strings/str_cat.h>

#include "ratio_cap.h"
#include "table.h"
#include "views.h"
#include "words.h"

namespace shortbreaks::cli {

using availability::v1::CapacityUse;
using availability::v1::GetCapacityResponse;

std::string View(const CapacityUse& use) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& each : use.children()) {
    rows.push_back({InWords(each.support_ratio()), absl::StrCat(each.children())});
  }
  std::string text = Table({{"Support"}, {"Children", true}}, rows, "No children are booked.");
  absl::StrAppend(&text, "Staff needed: ", use.staff_needed(), "\n");
  if (use.places_over() > 0) {
    absl::StrAppend(&text, use.places_over(), " bookings are above the number of places. They are kept.\n");
  }
  if (use.staff_over() > 0) {
    absl::StrAppend(&text, use.staff_over(), " more staff are needed for those who are booked.\n");
  }
  for (const auto& cap : use.ratio_caps_over()) {
    absl::StrAppend(&text, cap.children_taken(), " children are booked where at most ", InWords(cap),
                    " may come. They are kept.\n");
  }
  return text;
}

std::string View(const GetCapacityResponse& response) {
  return View(response.session()) + Facts({{"Given back because", response.reserve_reason()}}) + "\n" +
         View(response.use());
}

}  // namespace shortbreaks::cli
