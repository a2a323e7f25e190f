#include "eligibility/validation.h"

#include <absl/container/flat_hash_map.h>
#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>

#include <optional>
#include <set>
#include <utility>

#include "wire/fields.h"
#include "wire/times.h"

namespace shortbreaks::eligibility {
namespace {

using errors::FieldErrors;
using wire::CheckExternalId;
using wire::CheckOptionalText;
using wire::CheckText;

constexpr size_t kDisplayNameCharactersMax = 200;
constexpr size_t kWardCharactersMax = 100;
constexpr size_t kFundingStreamCharactersMax = 64;
constexpr int64_t kGrantedMax = 1'000'000'000;
constexpr int kWindowYearsMax = 5;
constexpr int kPeopleMax = 10'000;  // carers, and children
constexpr int kRowsMax = 20'000;    // of every other kind

std::string Path(std::string_view at, const char* field) { return std::string(at) + field; }

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

void CheckChildren(const v1::ImportCaseloadRequest& request, absl::CivilDay today, std::string_view council,
                   FieldErrors& fields) {
  if (!CheckCount("children", request.children_size(), kPeopleMax, fields)) return;
  Keys keys("children");
  for (int i = 0; i < request.children_size(); ++i) {
    const std::string at = absl::StrCat("children[", i, "].");
    const v1::Child& child = request.children(i);
    Check(child, at, today, fields);
    CheckHome(child, at, council, fields);
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

void Check(const v1::Carer& carer, std::string_view at, FieldErrors& fields) {
  CheckExternalId(Path(at, "external_id"), carer.external_id(), false, fields);
  CheckText(Path(at, "display_name"), carer.display_name(), kDisplayNameCharactersMax, fields);
}

namespace {

void CheckEach(const google::protobuf::RepeatedPtrField<std::string>& texts, const std::string& at, int most,
               size_t characters_max, FieldErrors& fields) {
  if (!CheckCount(at, texts.size(), most, fields)) return;
  for (int i = 0; i < texts.size(); ++i) CheckText(absl::StrCat(at, "[", i, "]"), texts[i], characters_max, fields);
}

void CheckPlannedProvision(const v1::Circumstances& on_file, const std::string& at, FieldErrors& fields) {
  CheckCount(at, on_file.planned_provision_size(), 20, fields);
  std::set<std::pair<std::string, int>> seen;
  for (int i = 0; i < on_file.planned_provision_size(); ++i) {
    const v1::PlannedProvision& planned = on_file.planned_provision(i);
    const std::string path = absl::StrCat(at, "[", i, "]");
    const std::string& section = planned.ehc_plan_section();
    if (section != "H1" && section != "H2") fields.Add(path + ".ehc_plan_section", "Must be H1 or H2.");
    const int unit = planned.quantity().unit();
    if (unit == type::v1::ALLOCATION_UNIT_UNSPECIFIED || !type::v1::AllocationUnit_IsValid(unit)) {
      fields.Add(path + ".quantity.unit", "Must be minutes, nights, sessions or pence.");
    }
    if (planned.quantity().amount() < 1 || planned.quantity().amount() > 1'000'000) {
      fields.Add(path + ".quantity.amount", "Must be 1 to 1,000,000.");
    }
    if (!seen.insert({section, unit}).second) fields.Add(path, "Names a section and unit that are there already.");
  }
}

void CheckCircumstances(const v1::Circumstances& on_file, const std::string& at, FieldErrors& fields) {
  CheckExternalId(at + ".school_authority", on_file.school_authority(), false, fields);
  CheckExternalId(at + ".school_district", on_file.school_district(), false, fields);
  CheckExternalId(at + ".home_authority", on_file.home_authority(), false, fields);
  CheckExternalId(at + ".home_district", on_file.home_district(), false, fields);
  CheckOptionalText(at + ".school_ward", on_file.school_ward(), kWardCharactersMax, fields);
  CheckDistrict(at + ".school_postcode_district", on_file.school_postcode_district(), fields);
  if (on_file.has_school_year() && (on_file.school_year() < -5 || on_file.school_year() > 14)) {
    fields.Add(at + ".school_year", "Must be -5 to 14; 0 is reception.");
  }
  CheckEach(on_file.packages(), at + ".packages", 20, 200, fields);
  if (on_file.packages_size() > 0 && !on_file.packages_known()) {
    fields.Add(at + ".packages_known", "Must be true where packages are listed.");
  }
  Keys tools(at + ".scores"), facts(at + ".recorded");
  CheckCount(at + ".scores", on_file.scores_size(), 20, fields);
  for (int i = 0; i < on_file.scores_size(); ++i) {
    const v1::Score& score = on_file.scores(i);
    CheckText(absl::StrCat(at, ".scores[", i, "].of"), score.of(), 64, fields);
    if (!(score.value() >= -1e6 && score.value() <= 1e6)) {
      fields.Add(absl::StrCat(at, ".scores[", i, "].value"), "Must be -1,000,000 to 1,000,000.");
    }
    tools.Add(score.of(), i, ".of", fields);
  }
  CheckCount(at + ".recorded", on_file.recorded_size(), 50, fields);
  for (int i = 0; i < on_file.recorded_size(); ++i) {
    CheckText(absl::StrCat(at, ".recorded[", i, "].fact"), on_file.recorded(i).fact(), 200, fields);
    facts.Add(on_file.recorded(i).fact(), i, ".fact", fields);
  }
  CheckPlannedProvision(on_file, at + ".planned_provision", fields);
}

void CheckDetails(const v1::Evidence& evidence, std::string_view at, FieldErrors& fields) {
  const bool other = evidence.kind() == v1::EVIDENCE_KIND_LETTER_OTHER;
  if (other) CheckText(Path(at, "profession"), evidence.profession(), 64, fields);
  if (!other && !evidence.profession().empty()) {
    fields.Add(Path(at, "profession"), "Is for LETTER_OTHER alone: leave it out.");
  }
  if (evidence.kind() == v1::EVIDENCE_KIND_OTHER_BENEFIT) {
    CheckText(Path(at, "benefit.name"), evidence.benefit().name(), 64, fields);
    CheckOptionalText(Path(at, "benefit.component"), evidence.benefit().component(), 64, fields);
    CheckOptionalText(Path(at, "benefit.rate"), evidence.benefit().rate(), 64, fields);
  } else if (evidence.has_benefit()) {
    fields.Add(Path(at, "benefit"), "Is for OTHER_BENEFIT alone: leave it out.");
  }
  const bool plan = evidence.kind() == v1::EVIDENCE_KIND_EHC_PLAN ||
                    evidence.kind() == v1::EVIDENCE_KIND_EHC_PLAN_PROMISED ||
                    evidence.kind() == v1::EVIDENCE_KIND_EHC_PLAN_REQUESTED;
  if (!plan && evidence.sections_size() > 0) {
    fields.Add(Path(at, "sections"), "Are for an education, health and care plan alone: leave them out.");
  }
  if (!CheckCount(Path(at, "sections"), evidence.sections_size(), 10, fields)) return;
  for (int i = 0; i < evidence.sections_size(); ++i) {
    const std::string& section = evidence.sections(i);
    const bool shaped = !section.empty() && section.size() <= 2 && section[0] >= 'A' && section[0] <= 'K' &&
                        (section.size() == 1 || section == "H1" || section == "H2");
    if (!shaped) fields.Add(absl::StrCat(Path(at, "sections"), "[", i, "]"), "Must be a section: A to K, H1 or H2.");
  }
}

}  // namespace

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
  if (child.has_circumstances()) CheckCircumstances(child.circumstances(), Path(at, "circumstances"), fields);
}

void CheckHome(const v1::Child& child, std::string_view at, std::string_view council, FieldErrors& fields) {
  const std::string& authority = child.circumstances().home_authority();
  if (authority.empty() || child.resident() == (authority == council)) return;
  fields.Add(Path(at, "resident"), "Must agree with home_authority: true in your council's area, false in another's.");
}

void Check(const v1::Evidence& evidence, std::string_view at, FieldErrors& fields) {
  CheckExternalId(Path(at, "external_id"), evidence.external_id(), false, fields);
  if (evidence.kind() == v1::EVIDENCE_KIND_UNSPECIFIED || !v1::EvidenceKind_IsValid(evidence.kind())) {
    fields.Add(Path(at, "kind"), "Must be one of the kinds of evidence.");
  }
  CheckDetails(evidence, at, fields);
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
  if (allocation.has_review_date()) CheckDay(Path(at, "review_date"), true, allocation.review_date(), fields);
  const std::string& section = allocation.ehc_plan_section();
  if (!section.empty() && section != "H1" && section != "H2") {
    fields.Add(Path(at, "ehc_plan_section"), "Must be H1, H2 or left out.");
  }
  CheckWindow(allocation, at, fields);
}

absl::Status Check(const v1::ImportCaseloadRequest& request, absl::CivilDay today, std::string_view council) {
  FieldErrors fields;
  CheckCarers(request, fields);
  CheckChildren(request, today, council, fields);
  for (int i = 0; i < request.circumstances_fields_size(); ++i) {
    if (v1::Circumstances::descriptor()->FindFieldByName(request.circumstances_fields(i)) == nullptr) {
      fields.Add(absl::StrCat("circumstances_fields[", i, "]"), "Must be the name of a field of Circumstances.");
    }
  }
  CheckAuthorities(request, fields);
  CheckEvidence(request, fields);
  CheckAllocations(request, fields);
  return fields.ToStatus();
}

}  // namespace shortbreaks::eligibility
