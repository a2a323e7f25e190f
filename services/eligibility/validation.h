// Whether a request is well formed. Pure: `today` is the day in Europe/London. Every wrong field is added, none stops
// the search for others; `at` goes before each field's path, for example `children[3].`.
#pragma once

#include <absl/time/civil_time.h>

#include <string>
#include <string_view>

#include "errors/errors.h"
#include "ids/uuid.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"

namespace shortbreaks::eligibility {

void Check(const v1::Carer& carer, std::string_view at, errors::FieldErrors& fields);
void Check(const v1::Child& child, std::string_view at, absl::CivilDay today, errors::FieldErrors& fields);
// `child` is not looked at.
void Check(const v1::Evidence& evidence, std::string_view at, errors::FieldErrors& fields);
void Check(const v1::Allocation& allocation, std::string_view at, errors::FieldErrors& fields);

// Every row and every key that is used twice. Keys that are neither here nor stored are found later.
absl::Status Check(const v1::ImportCaseloadRequest& request, absl::CivilDay today);

// Required text of 1 to `characters_max` characters, well-formed UTF-8, not all spaces, without control characters;
// line breaks only where `lines`.
void CheckText(std::string_view field, std::string_view text, size_t characters_max, errors::FieldErrors& fields,
               bool lines = false);

// A key of the council's: 1 to 64 printable ASCII characters, no space at either end (the store ignores those at the
// end when it compares). Empty is wrong only where `required`.
void CheckExternalId(std::string_view field, std::string_view external_id, bool required, errors::FieldErrors& fields);

// The id in a resource name; adds to `fields` where it is malformed, and is then 16 zero bytes.
ids::Uuid IdIn(std::string_view field, std::string_view collection, const std::string& name,
               errors::FieldErrors& fields);

}  // namespace shortbreaks::eligibility
