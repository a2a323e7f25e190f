#include "circumstances.h"

#include <absl/strings/ascii.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include "words.h"

namespace shortbreaks::cli {
namespace {

using eligibility::v1::Circumstances;
using eligibility::v1::PlannedProvision;
using eligibility::v1::RecordedFact;
using eligibility::v1::Score;

// What stands before and after the last `=`, without spaces at the ends. Empty where there is none.
std::pair<std::string, std::string> Halves(std::string_view text) {
  const size_t at = text.rfind('=');
  if (at == std::string_view::npos) return {};
  const auto trimmed = [](std::string_view half) {
    return std::string(absl::StripAsciiWhitespace(absl::string_view(half.data(), half.size())));
  };
  return {trimmed(text.substr(0, at)), trimmed(text.substr(at + 1))};
}

const std::map<std::string, std::function<void(Circumstances&)>, std::less<>>& Clearers() {
  static const std::map<std::string, std::function<void(Circumstances&)>, std::less<>> kClearers = {
      {"home-authority", [](Circumstances& c) { c.clear_home_authority(); }},
      {"home-district", [](Circumstances& c) { c.clear_home_district(); }},
      {"school",
       [](Circumstances& c) {
         c.clear_school_authority();
         c.clear_school_district();
         c.clear_school_ward();
         c.clear_school_postcode_district();
       }},
      {"full-time-education", [](Circumstances& c) { c.clear_full_time_education(); }},
      {"school-year", [](Circumstances& c) { c.clear_school_year(); }},
      {"packages",
       [](Circumstances& c) {
         c.clear_packages();
         c.clear_packages_known();
       }},
      {"scores", [](Circumstances& c) { c.clear_scores(); }},
      {"recorded", [](Circumstances& c) { c.clear_recorded(); }},
      {"planned", [](Circumstances& c) { c.clear_planned_provision(); }},
  };
  return kClearers;
}

// What is given of a place, in words: `Penn, WV4, E08000031`.
std::string Listed(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) {
    if (!part.empty()) absl::StrAppend(&text, text.empty() ? "" : ", ", part);
  }
  return text;
}

}  // namespace

absl::StatusOr<Score> ParseScore(std::string_view text) {
  const auto [of, number] = Halves(text);
  Score score;
  double value = 0;
  if (of.empty() || !absl::SimpleAtod(number, &value)) {
    return absl::InvalidArgumentError("Write the tool and its score, for example resource_allocation=82.");
  }
  score.set_of(of);
  score.set_value(value);
  return score;
}

absl::StatusOr<bool> ParseYesNo(std::string_view text) {
  const std::string word = absl::AsciiStrToLower(absl::string_view(text.data(), text.size()));
  if (word != "yes" && word != "no") return absl::InvalidArgumentError("Write yes or no.");
  return word == "yes";
}

absl::StatusOr<RecordedFact> ParseRecorded(std::string_view text) {
  const auto [fact, word] = Halves(text);
  const auto is = ParseYesNo(word);
  if (fact.empty() || !is.ok()) {
    return absl::InvalidArgumentError(
        "Write the fact as the policy calls it and yes or no, for example disability=yes.");
  }
  RecordedFact recorded;
  recorded.set_fact(fact);
  recorded.set_is(*is);
  return recorded;
}

absl::StatusOr<PlannedProvision> ParsePlanned(std::string_view text) {
  const size_t at = text.find(':');
  if (at == std::string_view::npos) {
    return absl::InvalidArgumentError(
        "Write the plan's section and what it says for a year, for example H1: 52 nights.");
  }
  const std::string_view section = text.substr(0, at), amount = text.substr(at + 1);
  auto quantity = ParseQuantity(amount.substr(std::min(amount.size(), amount.find_first_not_of(' '))));
  if (!quantity.ok()) return quantity.status();
  PlannedProvision planned;
  planned.set_ehc_plan_section(absl::AsciiStrToUpper(absl::string_view(section.data(), section.size())));
  *planned.mutable_quantity() = *std::move(quantity);
  return planned;
}

void Put(const PlannedProvision& planned, Circumstances& circumstances) {
  for (PlannedProvision& stored : *circumstances.mutable_planned_provision()) {
    const bool same = stored.ehc_plan_section() == planned.ehc_plan_section() &&
                      stored.quantity().unit() == planned.quantity().unit();
    if (same) return stored.mutable_quantity()->set_amount(planned.quantity().amount());
  }
  *circumstances.add_planned_provision() = planned;
}

absl::StatusOr<int32_t> ParseSchoolYear(std::string_view text) {
  int32_t year = 0;
  if (!absl::SimpleAtoi(absl::string_view(text.data(), text.size()), &year)) {
    return absl::InvalidArgumentError("Write the school year as a number; 0 is reception.");
  }
  return year;
}

void Put(const Score& score, Circumstances& circumstances) {
  for (Score& stored : *circumstances.mutable_scores()) {
    if (stored.of() == score.of()) return stored.set_value(score.value());
  }
  *circumstances.add_scores() = score;
}

void Put(const RecordedFact& recorded, Circumstances& circumstances) {
  for (RecordedFact& stored : *circumstances.mutable_recorded()) {
    if (stored.fact() == recorded.fact()) return stored.set_is(recorded.is());
  }
  *circumstances.add_recorded() = recorded;
}

void SetPackages(const std::vector<std::string>& packages, Circumstances& circumstances) {
  circumstances.clear_packages();
  for (const std::string& package : packages) circumstances.add_packages(package);
  circumstances.set_packages_known(true);
}

const std::vector<std::string>& ClearChoices() {
  static const std::vector<std::string> kChoices = [] {
    std::vector<std::string> names;
    for (const auto& [name, clear] : Clearers()) names.push_back(name);
    return names;
  }();
  return kChoices;
}

absl::Status Clear(std::string_view choice, Circumstances& circumstances) {
  const auto found = Clearers().find(choice);
  if (found == Clearers().end()) {
    return absl::InvalidArgumentError(absl::StrCat("Write one of ", absl::StrJoin(ClearChoices(), ", "), "."));
  }
  found->second(circumstances);
  return absl::OkStatus();
}

std::string HomeInWords(const eligibility::v1::Child& child) {
  const Circumstances& c = child.circumstances();
  return Listed({child.ward(), child.postcode_district(), c.home_district(), c.home_authority()});
}

std::string SchoolInWords(const Circumstances& c) {
  return Listed({c.school_ward(), c.school_postcode_district(), c.school_district(), c.school_authority()});
}

std::string EducationInWords(const Circumstances& c) {
  const std::string year = c.has_school_year() ? absl::StrCat("school year ", c.school_year()) : "";
  const std::string time = !c.has_full_time_education() ? "" : c.full_time_education() ? "full-time" : "not full-time";
  return Listed({time, year});
}

std::string PackagesInWords(const Circumstances& c) {
  if (!c.packages_known()) return "";
  return c.packages().empty() ? "none" : absl::StrJoin(c.packages(), ", ");
}

std::string ScoresInWords(const Circumstances& c) {
  std::vector<std::string> parts;
  for (const Score& score : c.scores()) parts.push_back(absl::StrCat(score.of(), " ", score.value()));
  return absl::StrJoin(parts, ", ");
}

std::string RecordedInWords(const Circumstances& c) {
  std::vector<std::string> parts;
  for (const RecordedFact& one : c.recorded()) parts.push_back(absl::StrCat(one.fact(), ": ", one.is() ? "yes" : "no"));
  return absl::StrJoin(parts, ", ");
}

std::string PlannedInWords(const Circumstances& c) {
  std::vector<std::string> parts;
  for (const PlannedProvision& planned : c.planned_provision()) {
    parts.push_back(absl::StrCat(planned.ehc_plan_section(), ": ", InWords(planned.quantity()), " a year"));
  }
  return Listed(parts);
}

}  // namespace shortbreaks::cli
