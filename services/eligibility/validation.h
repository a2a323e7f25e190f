// Whether a request is well formed. Pure: `today` is the day in Europe/London. Every wrong field is added, none stops
// the search for others; `at` goes before each field's path, for example `children[3].`.
#pragma once

#include <absl/time/civil_time.h>

#include <string_view>

#include "errors/errors.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"

namespace shortbreaks::eligibility {

void Check(const v1::Carer& carer, std::string_view at, errors::FieldErrors& fields);
void Check(const v1::Child& child, std::string_view at, absl::CivilDay today, errors::FieldErrors& fields);
// Whether `resident` agrees with the authority in which the home is said to be.
void CheckHome(const v1::Child& child, std::string_view at, std::string_view council, errors::FieldErrors& fields);
// `child` is not looked at.
void Check(const v1::Evidence& evidence, std::string_view at, errors::FieldErrors& fields);
void Check(const v1::Allocation& allocation, std::string_view at, errors::FieldErrors& fields);

// Every row and every key that is used twice. Keys that are neither here nor stored are found later.
absl::Status Check(const v1::ImportCaseloadRequest& request, absl::CivilDay today, std::string_view council);

}  // namespace shortbreaks::eligibility
