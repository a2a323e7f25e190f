#include "policy/yaml_reader.h"

#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

namespace shortbreaks::policy {
namespace {

constexpr size_t kMistakesMax = 100;

// Levenshtein's distance.
size_t Distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

// Thousandths, so that no fraction is lost; nothing for what is no plain number.
std::optional<int64_t> Thousandths(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c != ',') digits += c;
  }
  const std::vector<std::string> parts = absl::StrSplit(digits, '.');
  if (parts.size() > 2 || parts[0].empty() || parts[0].size() > 9) return std::nullopt;
  std::string fraction = parts.size() == 2 ? parts[1] : "0";
  if (fraction.empty() || fraction.size() > 3) return std::nullopt;
  fraction.resize(3, '0');
  const std::string all = parts[0] + fraction;
  if (!std::all_of(all.begin(), all.end(), [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  int64_t value = 0;
  return absl::SimpleAtoi(all, &value) ? std::optional(value) : std::nullopt;
}

struct NamedUnit {
  std::string_view one, many;
  Unit unit;
  int64_t each;
};
constexpr NamedUnit kUnits[] = {
    {"hour", "hours", Unit::kMinutes, 60},
    {"minute", "minutes", Unit::kMinutes, 1},
    {"night", "nights", Unit::kNights, 1},
    {"session", "sessions", Unit::kSessions, 1},
};

std::optional<Quantity> Part(std::string_view number, std::string_view unit) {
  const auto thousandths = Thousandths(number);
  if (!thousandths) return std::nullopt;
  for (const NamedUnit& named : kUnits) {
    if (unit != named.one && unit != named.many) continue;
    const int64_t amount = *thousandths * named.each;
    if (amount % 1000 != 0) return std::nullopt;
    return Quantity{named.unit, amount / 1000};
  }
  return std::nullopt;
}

}  // namespace

Position PositionOf(const YAML::Node& node) {
  const YAML::Mark mark = node.Mark();
  return mark.is_null() ? Position{1, 1} : Position{mark.line + 1, mark.column + 1};
}

void Mistakes::Add(Position position, std::string text, bool warning) {
  if (list_.size() < kMistakesMax) list_.push_back({position, std::move(text), warning});
}
void Mistakes::Add(const YAML::Node& node, std::string text) { Add(PositionOf(node), std::move(text)); }
bool Mistakes::fatal() const {
  return std::any_of(list_.begin(), list_.end(), [](const Mistake& mistake) { return !mistake.warning; });
}
void Mistakes::Sort() {
  std::stable_sort(list_.begin(), list_.end(), [](const Mistake& a, const Mistake& b) {
    return std::tie(a.position.line, a.position.column) < std::tie(b.position.line, b.position.column);
  });
}

std::string Nearest(std::string_view word, const std::vector<std::string>& words) {
  std::string best;
  size_t least = 1 + (word.size() < 5 ? 1 : std::max<size_t>(2, word.size() / 3));
  for (const std::string& candidate : words) {
    const size_t distance = Distance(word, candidate);
    if (distance < least) std::tie(best, least) = std::tuple(candidate, distance);
  }
  return best;
}

Mapping::Mapping(const YAML::Node& node, std::string what, Mistakes& mistakes)
    : node_(node), what_(std::move(what)), mistakes_(mistakes), ok_(node.IsMap()) {
  if (!ok_) {
    mistakes_.Add(node, absl::StrCat("here ", what_, " is described by `word: value` lines"));
    return;
  }
  std::set<std::string> seen;
  for (const auto& pair : node_) {
    if (!pair.first.IsScalar()) {
      mistakes_.Add(pair.first, "a word was expected here, not a list or a mapping");
    } else if (!seen.insert(pair.first.Scalar()).second) {
      mistakes_.Add(pair.first, absl::StrCat("`", pair.first.Scalar(), "` is written twice; keep one"));
    }
  }
}

std::optional<YAML::Node> Mapping::Take(std::string_view key) {
  known_.emplace(key);
  if (!ok_) return std::nullopt;
  for (const auto& pair : node_) {
    if (!pair.first.IsScalar() || pair.first.Scalar() != key) continue;
    taken_.emplace(key);
    if (pair.second.IsNull()) {
      mistakes_.Add(pair.first, absl::StrCat("`", std::string(key), "` has no value; give one or leave it out"));
      return std::nullopt;
    }
    return pair.second;
  }
  return std::nullopt;
}

std::optional<YAML::Node> Mapping::Need(std::string_view key) {
  auto node = Take(key);
  if (!node && ok_ && taken_.find(key) == taken_.end()) {
    mistakes_.Add(position(), absl::StrCat(what_, " needs `", std::string(key), ":`"));
  }
  return node;
}

std::string Mapping::Text(std::string_view key, bool needed) {
  const auto node = needed ? Need(key) : Take(key);
  return node ? ScalarOf(*node, mistakes_).value_or("") : "";
}
std::vector<std::string> Mapping::Texts(std::string_view key) {
  const auto node = Take(key);
  return node ? ListOf(*node, mistakes_) : std::vector<std::string>{};
}
std::optional<int> Mapping::Number(std::string_view key, int least, int most) {
  const auto node = Take(key);
  return node ? NumberOf(*node, least, most, mistakes_) : std::nullopt;
}
std::optional<double> Mapping::Real(std::string_view key) {
  const auto node = Take(key);
  if (!node) return std::nullopt;
  double value = 0;
  if (node->IsScalar() && absl::SimpleAtod(node->Scalar(), &value) && std::isfinite(value)) return value;
  mistakes_.Add(*node, absl::StrCat("`", std::string(key), "` is a number, for example 70"));
  return std::nullopt;
}
std::optional<bool> Mapping::YesNo(std::string_view key) {
  const auto node = Take(key);
  if (!node) return std::nullopt;
  const auto choice = ChoiceOf(*node, {"false", "true"}, mistakes_);
  return choice ? std::optional(*choice == 1) : std::nullopt;
}
std::optional<absl::CivilDay> Mapping::Day(std::string_view key, bool needed) {
  const auto node = needed ? Need(key) : Take(key);
  return node ? DayOf(*node, mistakes_) : std::nullopt;
}
std::optional<Quantity> Mapping::Quantity(std::string_view key, bool needed) {
  const auto node = needed ? Need(key) : Take(key);
  if (!node) return std::nullopt;
  const auto quantity = node->IsScalar() ? ParseQuantity(node->Scalar()) : std::nullopt;
  if (!quantity) {
    mistakes_.Add(*node, absl::StrCat("`", std::string(key), "` is an amount such as `40 hours`, `1.5 hours`, ",
                                      "`7 nights`, `6 sessions` or `£20,000`, in whole minutes or pence"));
  }
  return quantity;
}

void Mapping::NoOthers() {
  if (!ok_) return;
  const std::vector<std::string> known(known_.begin(), known_.end());
  for (const auto& pair : node_) {
    if (!pair.first.IsScalar() || known_.contains(pair.first.Scalar())) continue;
    const std::string meant = Nearest(pair.first.Scalar(), known);
    const std::string help = meant.empty() ? absl::StrCat("known here: ", absl::StrJoin(known, ", "))
                                           : absl::StrCat("did you mean `", meant, "`?");
    mistakes_.Add(pair.first, absl::StrCat(what_, " does not know `", pair.first.Scalar(), "`; ", help));
  }
}

std::optional<std::string> ScalarOf(const YAML::Node& node, Mistakes& mistakes) {
  if (node.IsScalar() && !node.Scalar().empty() && node.Scalar().size() <= 2000) return node.Scalar();
  mistakes.Add(node, "a text of 1 to 2,000 characters was expected here");
  return std::nullopt;
}

std::vector<std::string> ListOf(const YAML::Node& node, Mistakes& mistakes) {
  std::vector<std::string> texts;
  if (!node.IsSequence() || node.size() == 0) {
    mistakes.Add(node, "a list of at least one was expected here, for example [one, two]");
    return texts;
  }
  for (const auto& item : node) {
    if (auto text = ScalarOf(item, mistakes)) {
      if (std::find(texts.begin(), texts.end(), *text) != texts.end()) {
        mistakes.Add(item, absl::StrCat("`", *text, "` is listed twice; keep one"));
      }
      texts.push_back(std::move(*text));
    }
  }
  return texts;
}

std::optional<absl::CivilDay> DayOf(const YAML::Node& node, Mistakes& mistakes) {
  absl::CivilDay day;
  const bool shaped = node.IsScalar() && node.Scalar().size() == 10;
  if (shaped && absl::ParseCivilTime(node.Scalar(), &day) && day.year() >= 1900 && day.year() <= 2200) return day;
  mistakes.Add(node, "a day of the calendar was expected here, written YYYY-MM-DD");
  return std::nullopt;
}

std::optional<int> NumberOf(const YAML::Node& node, int least, int most, Mistakes& mistakes) {
  int number = 0;
  if (node.IsScalar() && absl::SimpleAtoi(node.Scalar(), &number) && number >= least && number <= most) return number;
  mistakes.Add(node, absl::StrCat("a whole number from ", least, " to ", most, " was expected here"));
  return std::nullopt;
}

std::optional<Ratio> RatioOf(const YAML::Node& node, Mistakes& mistakes) {
  const std::vector<std::string> parts =
      node.IsScalar() ? absl::StrSplit(node.Scalar(), ':') : std::vector<std::string>{};
  Ratio ratio;
  if (parts.size() == 2 && absl::SimpleAtoi(parts[0], &ratio.staff) && absl::SimpleAtoi(parts[1], &ratio.children) &&
      ratio.staff >= 1 && ratio.staff <= 9 && ratio.children >= 1 && ratio.children <= 99) {
    return ratio;
  }
  mistakes.Add(node, "a ratio of staff to children was expected here, for example 2:1 for two staff with one child");
  return std::nullopt;
}

std::optional<size_t> ChoiceOf(const YAML::Node& node, const std::vector<std::string>& words, Mistakes& mistakes) {
  if (node.IsScalar()) {
    const auto found = std::find(words.begin(), words.end(), node.Scalar());
    if (found != words.end()) return static_cast<size_t>(found - words.begin());
    const std::string meant = Nearest(node.Scalar(), words);
    const std::string help = meant.empty() ? absl::StrCat("one of: ", absl::StrJoin(words, ", "))
                                           : absl::StrCat("did you mean `", meant, "`?");
    mistakes.Add(node, absl::StrCat("`", node.Scalar(), "` is not known here; ", help));
    return std::nullopt;
  }
  mistakes.Add(node, absl::StrCat("one of these was expected here: ", absl::StrJoin(words, ", ")));
  return std::nullopt;
}

std::optional<Quantity> ParseQuantity(std::string_view text) {
  constexpr std::string_view kPound = "£";
  if (text.substr(0, kPound.size()) == kPound) {
    const auto thousandths = Thousandths(text.substr(kPound.size()));
    if (!thousandths || *thousandths % 10 != 0) return std::nullopt;
    return Quantity{Unit::kPence, *thousandths / 10};
  }
  const std::vector<std::string> words = absl::StrSplit(std::string(text), ' ');
  if (words.size() == 2) return Part(words[0], words[1]);
  if (words.size() != 4 || !absl::StartsWith(words[1], "hour") || !absl::StartsWith(words[3], "minute")) {
    return std::nullopt;
  }
  const auto hours = Part(words[0], words[1]), minutes = Part(words[2], words[3]);
  if (!hours || !minutes) return std::nullopt;
  return Quantity{Unit::kMinutes, hours->amount + minutes->amount};
}

}  // namespace shortbreaks::policy
