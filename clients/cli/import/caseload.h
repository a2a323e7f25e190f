// A council's caseload, from CSV files to the message of ImportCaseload.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/civil_time.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "import/field_map.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"

namespace shortbreaks::cli {

// carers.csv, children.csv, authorities.csv, evidence.csv and allocations.csv.
const std::vector<std::string>& CaseloadFiles();

struct CaseloadImport {
  eligibility::v1::ImportCaseloadRequest request;  // without request_id
  FieldMap fields;
};

// From the contents of the files by bare name. `day` settles what "the plan year" is. FAILED_PRECONDITION with every
// row that is wrong.
//
// An allocation whose window is `plan-year` is granted for the plan year that holds `day`, and from 1 January for the
// next as well; the plan year's first calendar year stands behind its external_id: `WV-AL-0001-2026`.
absl::StatusOr<CaseloadImport> ReadCaseload(const std::map<std::string, std::string>& contents, absl::CivilDay day);

// `2026-12-05`, `plan-year-start`, `plan-year-end`, or months before or after one of those: `plan-year-end - 18
// months`.
absl::StatusOr<absl::CivilDay> ParseDayOrPlanYear(std::string_view text, absl::CivilDay day);

}  // namespace shortbreaks::cli
