// What a policy may ask about a child beside its details, as people write it: `resource_allocation=82`,
// `disability=yes`.
#pragma once

#include <absl/status/statusor.h>

#include <string>
#include <string_view>
#include <vector>

#include "shortbreaks/eligibility/v1/eligibility.pb.h"

namespace shortbreaks::cli {

// Each gives INVALID_ARGUMENT with a sentence where the text is wrong.
absl::StatusOr<eligibility::v1::Score> ParseScore(std::string_view text);
absl::StatusOr<eligibility::v1::RecordedFact> ParseRecorded(std::string_view text);
// `H1: 52 nights`, for a year.
absl::StatusOr<eligibility::v1::PlannedProvision> ParsePlanned(std::string_view text);
absl::StatusOr<bool> ParseYesNo(std::string_view text);
absl::StatusOr<int32_t> ParseSchoolYear(std::string_view text);

// Puts it in the place of what the same tool or fact had.
void Put(const eligibility::v1::Score& score, eligibility::v1::Circumstances& circumstances);
void Put(const eligibility::v1::RecordedFact& recorded, eligibility::v1::Circumstances& circumstances);
void Put(const eligibility::v1::PlannedProvision& planned, eligibility::v1::Circumstances& circumstances);
// The whole list, even an empty one.
void SetPackages(const std::vector<std::string>& packages, eligibility::v1::Circumstances& circumstances);

// What may be taken off the file as a whole, for `--clear`: `school-year`, `packages` and so on.
const std::vector<std::string>& ClearChoices();
absl::Status Clear(std::string_view choice, eligibility::v1::Circumstances& circumstances);

// Each in one line; empty where nothing is on file.
std::string HomeInWords(const eligibility::v1::Child& child);
std::string SchoolInWords(const eligibility::v1::Circumstances& circumstances);
std::string EducationInWords(const eligibility::v1::Circumstances& circumstances);
std::string PackagesInWords(const eligibility::v1::Circumstances& circumstances);
std::string ScoresInWords(const eligibility::v1::Circumstances& circumstances);
std::string RecordedInWords(const eligibility::v1::Circumstances& circumstances);
std::string PlannedInWords(const eligibility::v1::Circumstances& circumstances);

}  // namespace shortbreaks::cli
