#include "eligibility/validation.h"

#include <absl/container/flat_hash_map.h>
#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>

#include <algorithm>
#include <optional>

#include "wire/times.h"

namespace shortbreaks::eligibility {
namespace {

using errors::FieldErrors;

constexpr size_t kDisplayNameCharactersMax = 200;
constexpr size_t kWardCharactersMax = 100;
constexpr size_t kFundingStreamCharactersMax = 64;
constexpr size_t kExternalIdCharactersMax = 64;
constexpr int64_t kGrantedMax = 1'000'000'000;
constexpr int kWindowYearsMax = 5;
constexpr int kPeopleMax = 10'000;  // carers, and children
constexpr int kRowsMax = 20'000;    // of every other kind

std::string Path(std::string_view at, const char* field) { return std::string(at) + field; }

// The code point that begins at `text[at]`, and how many bytes it takes; nothing where they are not well-formed UTF-8
// (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
struct CodePoint {
  uint32_t value;
  size_t bytes;
};
std::optional<CodePoint> CodePointAt(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  if (first < 0x80) return CodePoint{first, 1};
  const size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + bytes > text.size()) return std::nullopt;
  uint32_t value = first & (0x7Fu >> bytes);
  for (size_t i = 1; i < bytes; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return std::nullopt;
    value = (value << 6) | (byte(at + i) & 0x3Fu);
  }
  constexpr uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < kSmallest[bytes] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return std::nullopt;
  return CodePoint{value, bytes};
}

bool IsControl(uint32_t code_point, bool lines) {
  if (lines && code_point == '\n') return false;
  return code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
}

// What is wrong with optional text, or nothing.
std::optional<std::string> WrongText(std::string_view text, size_t characters_max, bool lines) {
  size_t characters = 0;
  for (size_t at = 0; at < text.size(); ++characters) {
    const auto code_point = CodePointAt(text, at);
    if (!code_point) return "Must be well-formed UTF-8.";
    if (IsControl(code_point->value, lines)) return "Must not hold control characters.";
    at += code_point->bytes;
  }
  if (characters > characters_max) return absl::StrCat("Must have at most ", characters_max, " characters.");
  return std::nullopt;
}

void CheckOptionalText(std::string_view field, std::string_view text, size_t characters_max, FieldErrors& fields) {
  if (auto wrong = WrongText(text, characters_max, false)) fields.Add(std::string(field), *std::move(wrong));
}

std::optional<absl::CivilDay> CheckDay(std::string field, bool set, const type::v1::Date& date, FieldErrors& fields) {
  if (!set) {
    fields.Add(std::move(field), "Is required.");
    return std::nullopt;
  }
  auto day = wire::FromProto(date);
  if (!day) fields.Add(std::move(field), "Must be a day of the calendar, from 1900 to 2200.");
  return day;
}

void CheckDistrict(std::string field, std::string_view district, FieldErrors& fields) {
  if (district.empty()) return;
  size_t letters = 0;
  while (letters < district.size() && absl::ascii_isupper(static_cast<unsigned char>(district[letters]))) ++letters;
  std::string_view rest = district.substr(letters);
  const bool shaped = letters >= 1 && letters <= 2 && !rest.empty() && rest.size() <= 2 &&
                      absl::ascii_isdigit(static_cast<unsigned char>(rest[0])) &&
                      (rest.size() == 1 || (absl::ascii_isalnum(static_cast<unsigned char>(rest[1])) &&
                                            !absl::ascii_islower(static_cast<unsigned char>(rest[1]))));
  if (!shaped) fields.Add(std::move(field), "Must be the first half of a postcode in capitals, for example WV3.");
}

void CheckRatio(std::string_view at, const v1::Child& child, FieldErrors& fields) {
  if (!child.has_support_ratio()) {
    fields.Add(Path(at, "support_ratio"), "Is required.");
    return;
  }
  const type::v1::SupportRatio& ratio = child.support_ratio();
  if (ratio.staff() < 1 || ratio.staff() > 4) fields.Add(Path(at, "support_ratio.staff"), "Must be 1 to 4.");
  if (ratio.children() < 1 || ratio.children() > 20) {
    fields.Add(Path(at, "support_ratio.children"), "Must be 1 to 20.");
  }
}

void CheckWindow(const v1::Allocation& allocation, std::string_view at, FieldErrors& fields) {
  const auto start =
      CheckDay(Path(at, "window_start"), allocation.has_window_start(), allocation.window_start(), fields);
  const auto end = CheckDay(Path(at, "window_end"), allocation.has_window_end(), allocation.window_end(), fields);
  if (!start || !end) return;
  if (*end < *start) fields.Add(Path(at, "window_end"), "Must not be before window_start.");
  if (*end > absl::CivilDay(start->year() + kWindowYearsMax, start->month(), start->day())) {
    fields.Add(Path(at, "window_end"), absl::StrCat("Must be at most ", kWindowYearsMax, " years after window_start."));
  }
}

// Adds a field error for each key that an earlier row of the same kind has.
class Keys {
 public:
  explicit Keys(std::string kind) : kind_(std::move(kind)) {}
  void Add(const std::string& key, int row, const char* field, FieldErrors& fields) {
    const auto [first, is_new] = rows_.try_emplace(key, row);
    if (!is_new && !key.empty()) {
      fields.Add(absl::StrCat(kind_, "[", row, "]", field),
                 absl::StrCat("Is the same as in ", kind_, "[", first->second, "]."));
    }
  }

 private:
  std::string kind_;
  absl::flat_hash_map<std::string, int> rows_;
};

void MustBeEmpty(std::string field, const std::string& value, FieldErrors& fields) {
  if (!value.empty()) fields.Add(std::move(field), "Must be left out of an import.");
}

bool CheckCount(std::string field, int rows, int rows_max, FieldErrors& fields) {
  if (rows <= rows_max) return true;
  fields.Add(std::move(field), absl::StrCat("Must have at most ", rows_max, " rows: send the rest in another import."));
  return false;
}

void CheckCarers(const v1::ImportCaseloadRequest& request, FieldErrors& fields) {
  if (!CheckCount("carers", request.carers_size(), kPeopleMax, fields)) return;
  Keys keys("carers");
  for (int i = 0; i < request.carers_size(); ++i) {
    const std::string at = absl::StrCat("carers[", i, "].");
    const v1::Carer& carer = request.carers(i);
    Check(carer, at, fields);
    if (carer.external_id().empty()) fields.Add(Path(at, "external_id"), "Is required in an import.");
    MustBeEmpty(Path(at, "name"), carer.name(), fields);
    keys.Add(carer.external_id(), i, ".external_id", fields);
  }
}

void CheckChildren(const v1::ImportCaseloadRequest& request, absl::CivilDay today, FieldErrors& fields) {
  if (!CheckCount("children", request.children_size(), kPeopleMax, fields)) return;
  Keys keys("children");
  for (int i = 0; i < request.children_size(); ++i) {
    const std::string at = absl::StrCat("children[", i, "].");
    const v1::Child& child = request.children(i);
    Check(child, at, today, fields);
    if (child.external_id().empty()) fields.Add(Path(at, "external_id"), "Is required in an import.");
    MustBeEmpty(Path(at, "name"), child.name(), fields);
    keys.Add(child.external_id(), i, ".external_id", fields);
  }
}

void CheckAuthorities(const v1::ImportCaseloadRequest& request, FieldErrors& fields) {
  if (!CheckCount("authorities", request.authorities_size(), kRowsMax, fields)) return;
  Keys keys("authorities");
  for (int i = 0; i < request.authorities_size(); ++i) {
    const std::string at = absl::StrCat("authorities[", i, "].");
    const v1::ImportAuthority& authority = request.authorities(i);
    CheckExternalId(Path(at, "carer_external_id"), authority.carer_external_id(), true, fields);
    CheckExternalId(Path(at, "child_external_id"), authority.child_external_id(), true, fields);
    // A line break stands in no key.
    keys.Add(absl::StrCat(authority.carer_external_id(), "\n", authority.child_external_id()), i, "", fields);
  }
}

void CheckEvidence(const v1::ImportCaseloadRequest& request, FieldErrors& fields) {
  if (!CheckCount("evidence", request.evidence_size(), kRowsMax, fields)) return;
  Keys keys("evidence");
  for (int i = 0; i < request.evidence_size(); ++i) {
    const std::string row = absl::StrCat("evidence[", i, "].");
    const std::string at = absl::StrCat(row, "evidence.");
    const v1::Evidence& evidence = request.evidence(i).evidence();
    CheckExternalId(Path(row, "child_external_id"), request.evidence(i).child_external_id(), true, fields);
    Check(evidence, at, fields);
    if (evidence.external_id().empty()) fields.Add(Path(at, "external_id"), "Is required in an import.");
    MustBeEmpty(Path(at, "name"), evidence.name(), fields);
    MustBeEmpty(Path(at, "child"), evidence.child(), fields);
    keys.Add(evidence.external_id(), i, ".evidence.external_id", fields);
  }
}

void CheckAllocations(const v1::ImportCaseloadRequest& request, FieldErrors& fields) {
  if (!CheckCount("allocations", request.allocations_size(), kRowsMax, fields)) return;
  Keys keys("allocations");
  for (int i = 0; i < request.allocations_size(); ++i) {
    const std::string row = absl::StrCat("allocations[", i, "].");
    const std::string at = absl::StrCat(row, "allocation.");
    const v1::Allocation& allocation = request.allocations(i).allocation();
    CheckExternalId(Path(row, "child_external_id"), request.allocations(i).child_external_id(), true, fields);
    Check(allocation, at, fields);
    if (allocation.external_id().empty()) fields.Add(Path(at, "external_id"), "Is required in an import.");
    MustBeEmpty(Path(at, "name"), allocation.name(), fields);
    MustBeEmpty(Path(at, "child"), allocation.child(), fields);
    keys.Add(allocation.external_id(), i, ".allocation.external_id", fields);
  }
}

}  // namespace

void CheckText(std::string_view field, std::string_view text, size_t characters_max, FieldErrors& fields, bool lines) {
  if (text.find_first_not_of(" \n") == std::string_view::npos) {
    fields.Add(std::string(field), "Is required.");
  } else if (auto wrong = WrongText(text, characters_max, lines)) {
    fields.Add(std::string(field), *std::move(wrong));
  }
}

void CheckExternalId(std::string_view field, std::string_view external_id, bool required, FieldErrors& fields) {
  if (external_id.empty()) {
    if (required) fields.Add(std::string(field), "Is required.");
    return;
  }
  const bool printable = std::all_of(external_id.begin(), external_id.end(),
                                     [](char c) { return absl::ascii_isprint(static_cast<unsigned char>(c)); });
  if (!printable || external_id.size() > kExternalIdCharactersMax || external_id.front() == ' ' ||
      external_id.back() == ' ') {
    fields.Add(std::string(field), "Must be 1 to 64 printable ASCII characters, with no space at either end.");
  }
}

ids::Uuid IdIn(std::string_view field, std::string_view collection, const std::string& name, FieldErrors& fields) {
  if (auto id = ids::IdOf(collection, name)) return *std::move(id);
  fields.Add(std::string(field), absl::StrCat("Must be a name such as ", std::string(collection),
                                              "/0190a5e2-7c1d-7b3e-8f00-0123456789ab."));
  return ids::Uuid(16, '\0');
}

void Check(const v1::Carer& carer, std::string_view at, FieldErrors& fields) {
  CheckExternalId(Path(at, "external_id"), carer.external_id(), false, fields);
  CheckText(Path(at, "display_name"), carer.display_name(), kDisplayNameCharactersMax, fields);
}

void Check(const v1::Child& child, std::string_view at, absl::CivilDay today, FieldErrors& fields) {
  CheckExternalId(Path(at, "external_id"), child.external_id(), false, fields);
  CheckText(Path(at, "display_name"), child.display_name(), kDisplayNameCharactersMax, fields);
  const auto born = CheckDay(Path(at, "date_of_birth"), child.has_date_of_birth(), child.date_of_birth(), fields);
  if (born && *born > today) fields.Add(Path(at, "date_of_birth"), "Must not be in the future.");
  CheckOptionalText(Path(at, "ward"), child.ward(), kWardCharactersMax, fields);
  CheckDistrict(Path(at, "postcode_district"), child.postcode_district(), fields);
  CheckRatio(at, child, fields);
  for (int i = 0; i < child.needs_size(); ++i) {
    const int need = child.needs(i);
    if (need == type::v1::NEED_UNSPECIFIED || !type::v1::Need_IsValid(need)) {
      fields.Add(absl::StrCat(std::string(at), "needs[", i, "]"), "Must be one of the needs.");
    }
  }
  if (!v1::AssessmentRoute_IsValid(child.assessment_route())) {
    fields.Add(Path(at, "assessment_route"), "Must be one of the routes.");
  }
}

void Check(const v1::Evidence& evidence, std::string_view at, FieldErrors& fields) {
  CheckExternalId(Path(at, "external_id"), evidence.external_id(), false, fields);
  if (evidence.kind() == v1::EVIDENCE_KIND_UNSPECIFIED || !v1::EvidenceKind_IsValid(evidence.kind())) {
    fields.Add(Path(at, "kind"), "Must be one of the kinds of evidence.");
  }
  const auto issued = CheckDay(Path(at, "issue_date"), evidence.has_issue_date(), evidence.issue_date(), fields);
  if (!evidence.has_expire_date()) return;
  const auto expires = CheckDay(Path(at, "expire_date"), true, evidence.expire_date(), fields);
  if (issued && expires && *expires < *issued) {
    fields.Add(Path(at, "expire_date"), "Must not be before issue_date.");
  }
}

void Check(const v1::Allocation& allocation, std::string_view at, FieldErrors& fields) {
  CheckExternalId(Path(at, "external_id"), allocation.external_id(), false, fields);
  const int unit = allocation.granted().unit();
  if (unit == type::v1::ALLOCATION_UNIT_UNSPECIFIED || !type::v1::AllocationUnit_IsValid(unit)) {
    fields.Add(Path(at, "granted.unit"), "Must be minutes, nights, sessions or pence.");
  }
  if (allocation.granted().amount() < 1 || allocation.granted().amount() > kGrantedMax) {
    fields.Add(Path(at, "granted.amount"), "Must be 1 to 1,000,000,000.");
  }
  if (allocation.tier() == type::v1::TIER_UNSPECIFIED || !type::v1::Tier_IsValid(allocation.tier())) {
    fields.Add(Path(at, "tier"), "Must be universal, targeted or specialist.");
  }
  CheckText(Path(at, "funding_stream"), allocation.funding_stream(), kFundingStreamCharactersMax, fields);
  CheckWindow(allocation, at, fields);
}

absl::Status Check(const v1::ImportCaseloadRequest& request, absl::CivilDay today) {
  FieldErrors fields;
  CheckCarers(request, fields);
  CheckChildren(request, today, fields);
  CheckAuthorities(request, fields);
  CheckEvidence(request, fields);
  CheckAllocations(request, fields);
  return fields.ToStatus();
}

}  // namespace shortbreaks::eligibility
