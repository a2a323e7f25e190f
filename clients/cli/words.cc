#include "words.h"

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_replace.h>
#include <absl/strings/str_split.h>

#include "london.h"

namespace shortbreaks::cli {
namespace {

using google::protobuf::EnumDescriptor;

constexpr int64_t kAmountMax = 1'000'000'000;

// `NEED_` of NEED_UNSPECIFIED.
std::string PrefixOf(const EnumDescriptor& type) {
  const std::string name = type.FindValueByNumber(0)->name();
  return name.substr(0, name.size() - std::string_view("UNSPECIFIED").size());
}

std::string WordOf(const EnumDescriptor& type, int number) {
  return absl::StrReplaceAll(
      absl::AsciiStrToLower(type.FindValueByNumber(number)->name().substr(PrefixOf(type).size())), {{"_", "-"}});
}

absl::StatusOr<int64_t> Whole(std::string_view text) {
  int64_t value = 0;
  if (text.empty() || text.size() > 10 || !absl::ascii_isdigit(static_cast<unsigned char>(text[0])) ||
      !absl::SimpleAtoi(absl::string_view(text.data(), text.size()), &value) || value > kAmountMax) {
    return absl::InvalidArgumentError("Write a whole number from 0 to 1,000,000,000.");
  }
  return value;
}

std::string Count(int64_t amount, const char* one) { return absl::StrCat(amount, " ", one, amount == 1 ? "" : "s"); }

std::string HoursAndMinutes(int64_t minutes) {
  if (minutes == 0) return "0 h";
  const std::string rest = minutes % 60 == 0 ? "" : absl::StrCat(minutes % 60, " min");
  if (minutes < 60) return rest;
  return absl::StrCat(minutes / 60, " h", rest.empty() ? "" : " ", rest);
}

type::v1::Quantity QuantityOf(type::v1::AllocationUnit unit, int64_t amount) {
  type::v1::Quantity quantity;
  quantity.set_unit(unit);
  quantity.set_amount(amount);
  return quantity;
}

}  // namespace

std::string EnumInWords(const EnumDescriptor& type, int number) {
  if (number == 0) return "";
  if (type.FindValueByNumber(number) == nullptr) return "unknown";
  return absl::StrReplaceAll(WordOf(type, number), {{"-", " "}});
}

std::vector<std::string> EnumChoices(const EnumDescriptor& type) {
  std::vector<std::string> choices;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() != 0) choices.push_back(WordOf(type, type.value(i)->number()));
  }
  return choices;
}

absl::StatusOr<int> ParseEnumNumber(const EnumDescriptor& type, std::string_view text) {
  const std::string spelled(absl::StripAsciiWhitespace(absl::string_view(text.data(), text.size())));
  std::string name = absl::AsciiStrToUpper(absl::StrReplaceAll(spelled, {{"-", "_"}, {" ", "_"}}));
  if (!absl::StartsWith(name, PrefixOf(type))) name = PrefixOf(type) + name;
  const auto* value = type.FindValueByName(name);
  if (value != nullptr && value->number() != 0) return value->number();
  return absl::InvalidArgumentError(absl::StrCat("Write one of: ", absl::StrJoin(EnumChoices(type), ", "), "."));
}

absl::StatusOr<type::v1::SupportRatio> ParseRatio(std::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(std::string(text), ':');
  const auto staff = Whole(parts[0]);
  const auto children = parts.size() == 2 ? Whole(parts[1]) : absl::InvalidArgumentError("");
  if (!staff.ok() || !children.ok() || *staff < 1 || *staff > 4 || *children < 1 || *children > 20) {
    return absl::InvalidArgumentError(
        "Write staff to children, for example 2:1 for two staff with one child, or 1:3 for one with three.");
  }
  type::v1::SupportRatio ratio;
  ratio.set_staff(static_cast<int32_t>(*staff));
  ratio.set_children(static_cast<int32_t>(*children));
  return ratio;
}

std::string InWords(const type::v1::SupportRatio& ratio) { return absl::StrCat(ratio.staff(), ":", ratio.children()); }

absl::StatusOr<type::v1::Quantity> ParseQuantity(std::string_view text) {
  const absl::Status wrong = absl::InvalidArgumentError(
      "Write an amount with its unit, for example 40 h, 3 h 30 min, 12 nights, 6 sessions or £450.");
  const std::string trimmed(absl::StripAsciiWhitespace(absl::string_view(text.data(), text.size())));
  if (absl::StartsWith(trimmed, "£")) {
    auto pence = ParsePounds(trimmed);
    if (!pence.ok()) return pence.status();
    return QuantityOf(type::v1::ALLOCATION_UNIT_PENCE, *pence);
  }
  const std::vector<std::string> words = absl::StrSplit(trimmed, ' ', absl::SkipEmpty());
  if (words.size() != 2 && words.size() != 4) return wrong;
  const auto first = Whole(words[0]);
  if (!first.ok()) return wrong;
  const std::string& unit = words[1];
  const bool hours = unit == "h" || unit == "hour" || unit == "hours";
  if (words.size() == 4) {
    const auto minutes = Whole(words[2]);
    if (!hours || words[3] != "min" || !minutes.ok() || *minutes > 59) return wrong;
    return QuantityOf(type::v1::ALLOCATION_UNIT_MINUTES, *first * 60 + *minutes);
  }
  if (hours) return QuantityOf(type::v1::ALLOCATION_UNIT_MINUTES, *first * 60);
  if (unit == "min" || unit == "minutes") return QuantityOf(type::v1::ALLOCATION_UNIT_MINUTES, *first);
  if (unit == "night" || unit == "nights") return QuantityOf(type::v1::ALLOCATION_UNIT_NIGHTS, *first);
  if (unit == "session" || unit == "sessions") return QuantityOf(type::v1::ALLOCATION_UNIT_SESSIONS, *first);
  if (unit == "pence") return QuantityOf(type::v1::ALLOCATION_UNIT_PENCE, *first);
  return wrong;
}

std::string AmountInWords(type::v1::AllocationUnit unit, int64_t amount) {
  const std::string sign = amount < 0 ? "-" : "";
  const int64_t size = amount < 0 ? -amount : amount;
  switch (unit) {
    case type::v1::ALLOCATION_UNIT_MINUTES:
      return sign + HoursAndMinutes(size);
    case type::v1::ALLOCATION_UNIT_NIGHTS:
      return sign + Count(size, "night");
    case type::v1::ALLOCATION_UNIT_SESSIONS:
      return sign + Count(size, "session");
    case type::v1::ALLOCATION_UNIT_PENCE:
      return sign + absl::StrFormat("£%d.%02d", size / 100, size % 100);
    default:
      return sign + absl::StrCat(size);
  }
}

std::string InWords(const type::v1::Quantity& quantity) { return AmountInWords(quantity.unit(), quantity.amount()); }

absl::StatusOr<int64_t> ParsePounds(std::string_view text) {
  const absl::Status wrong = absl::InvalidArgumentError("Write pounds, for example £4.50 or 4.50.");
  if (text.starts_with("£")) text.remove_prefix(std::string_view("£").size());
  const size_t point = text.find('.');
  const auto pounds = Whole(text.substr(0, point));
  if (!pounds.ok() || *pounds > kAmountMax / 100) return wrong;
  if (point == std::string_view::npos) return *pounds * 100;
  const auto pence = Whole(text.substr(point + 1));
  if (!pence.ok() || text.size() - point != 3) return wrong;
  return *pounds * 100 + *pence;
}

std::string InWords(const type::v1::Date& date) {
  if (date.year() == 0) return "";
  return DayInWords(absl::CivilDay(date.year(), date.month(), date.day()));
}

std::string InWords(const type::v1::CancellationTerms& terms) {
  std::string words;
  const type::v1::CancellationBand* before = nullptr;
  for (const type::v1::CancellationBand& band : terms.bands()) {
    if (before == nullptr) {
      words = band.notice_hours() == 0 ? "nothing is lost until the start"
                                       : absl::StrCat("nothing is lost until ", band.notice_hours(), " h before");
    } else {
      absl::StrAppend(&words, "; from ", before->notice_hours(), " h before ", band.forfeits_percent(), "%");
    }
    before = &band;
  }
  return words;
}

}  // namespace shortbreaks::cli
