// Reads YAML so that every mistake is told with its line and column: unknown words with what was probably meant, words
// written twice, words left out, values out of range.
#pragma once

#include <absl/time/civil_time.h>
#include <yaml-cpp/yaml.h>

#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "policy/policy.h"

namespace shortbreaks::policy {

struct Mistake {
  Position position;
  std::string text;      // a sentence that says what to change
  bool warning = false;  // the policy works, but perhaps not as was meant
};

// All that was found, in the order of the file; at most 100.
class Mistakes {
 public:
  void Add(Position position, std::string text, bool warning = false);
  void Add(const YAML::Node& node, std::string text);
  const std::vector<Mistake>& list() const { return list_; }
  bool fatal() const;  // whether one is more than a warning
  void Sort();

 private:
  std::vector<Mistake> list_;
};

Position PositionOf(const YAML::Node& node);

// The one of `words` that `word` was probably meant to be; empty where none is near.
std::string Nearest(std::string_view word, const std::vector<std::string>& words);

// One mapping of the file, whose words are taken one by one. What nobody took is unknown.
class Mapping {
 public:
  // `what` names it in mistakes, for example `the offer`.
  Mapping(const YAML::Node& node, std::string what, Mistakes& mistakes);
  bool ok() const { return ok_; }
  Position position() const { return PositionOf(node_); }
  Mistakes& mistakes() { return mistakes_; }

  // The value of `key`, nothing where it is left out.
  std::optional<YAML::Node> Take(std::string_view key);
  // The same; a mistake where it is left out.
  std::optional<YAML::Node> Need(std::string_view key);

  std::string Text(std::string_view key, bool needed = false);
  std::vector<std::string> Texts(std::string_view key);
  std::optional<int> Number(std::string_view key, int least, int most);
  std::optional<double> Real(std::string_view key);
  std::optional<bool> YesNo(std::string_view key);
  std::optional<absl::CivilDay> Day(std::string_view key, bool needed = false);
  std::optional<policy::Quantity> Quantity(std::string_view key, bool needed = false);

  // Tells every word that was not taken. Call it last.
  void NoOthers();

 private:
  YAML::Node node_;
  std::string what_;
  Mistakes& mistakes_;
  std::set<std::string, std::less<>> known_, taken_;
  bool ok_ = false;
};

// Values on their own. A mistake and nothing where they are not what they ought to be.
std::optional<std::string> ScalarOf(const YAML::Node& node, Mistakes& mistakes);
std::vector<std::string> ListOf(const YAML::Node& node, Mistakes& mistakes);
std::optional<absl::CivilDay> DayOf(const YAML::Node& node, Mistakes& mistakes);
std::optional<int> NumberOf(const YAML::Node& node, int least, int most, Mistakes& mistakes);
std::optional<Ratio> RatioOf(const YAML::Node& node, Mistakes& mistakes);
// The place of the text in `words`; a mistake naming them where it is none of them.
std::optional<size_t> ChoiceOf(const YAML::Node& node, const std::vector<std::string>& words, Mistakes& mistakes);

// `40 hours`, `1.5 hours`, `1 hour 30 minutes`, `17 nights`, `6 sessions`, `£20,000`, `£3.50`. Whole minutes and pence.
std::optional<Quantity> ParseQuantity(std::string_view text);

}  // namespace shortbreaks::policy
