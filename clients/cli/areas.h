// Wards and postcode districts that a search may be near to, from deploy/demo/places.csv as it stood at the build.
#pragma once

#include <absl/status/statusor.h>

#include <string_view>

#include "shortbreaks/type/v1/types.pb.h"

namespace shortbreaks::cli {

// The middle of a ward or postcode district, `WV3`, `Penn`, in any case; or a point, `52.587,-2.128`. INVALID_ARGUMENT,
// with what may be written, for anything else. Of a full postcode the district counts.
absl::StatusOr<type::v1::Location> FindArea(std::string_view text);

}  // namespace shortbreaks::cli
