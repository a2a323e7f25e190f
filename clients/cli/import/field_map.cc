#include "import/field_map.h"

#include <absl/strings/numbers.h>

#include <regex>

#include "shortbreaks/errors.h"

namespace shortbreaks::cli {
namespace {

// `Is the same as in sessions[3].` with the row's own file and line in place of the element.
std::string WithPlaces(const std::string& text, const FieldMap& fields) {
  static const std::regex kElement("[a-z_]+\\[[0-9]+\\]");
  std::string out;
  auto from = text.begin();
  for (std::sregex_iterator match(text.begin(), text.end(), kElement), end; match != end; ++match) {
    const auto place = fields.Find(match->str());
    out.append(from, text.begin() + match->position());
    out += place ? InWords(*place) : match->str();
    from = text.begin() + match->position() + match->length();
  }
  out.append(from, text.end());
  return out;
}

}  // namespace

std::optional<Place> FieldMap::Find(std::string_view path) const {
  const size_t open = path.find('['), close = path.find(']');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::nullopt;
  const auto list = lists_.find(path.substr(0, open));
  size_t index = 0;
  const std::string_view digits = path.substr(open + 1, close - open - 1);
  if (list == lists_.end() || !absl::SimpleAtoi(absl::string_view(digits.data(), digits.size()), &index) ||
      index >= list->second.size()) {
    return std::nullopt;
  }
  const Row& row = list->second[index];
  Place place = row.place;
  // The longest part of the rest that has a column: `granted.amount` is in the column of `granted`.
  std::string rest(path.substr(std::min(close + 2, path.size())));
  while (!rest.empty()) {
    if (const auto column = row.columns->find(rest); column != row.columns->end()) {
      place.column = column->second;
      break;
    }
    const size_t cut = rest.find_last_of(".[");
    rest.resize(cut == std::string::npos ? 0 : cut);
  }
  return place;
}

absl::Status Located(const absl::Status& status, const FieldMap& fields) {
  const std::vector<FieldViolation> violations = FieldViolationsOf(status);
  RowErrors errors;
  for (const FieldViolation& violation : violations) {
    const auto place = fields.Find(violation.field);
    errors.Add(place ? *place : Place{violation.field, 0, ""}, WithPlaces(violation.description, fields));
  }
  return errors.empty() ? status : errors.ToStatus();
}

}  // namespace shortbreaks::cli
