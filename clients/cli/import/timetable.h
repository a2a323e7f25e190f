// A provider's timetable, from CSV files to the message of ImportTimetable.
#pragma once

#include <absl/status/statusor.h>

#include <map>
#include <string>

#include "import/field_map.h"
#include "import/import_files.h"
#include "import/series.h"
#include "shortbreaks/availability/v1/availability.pb.h"

namespace shortbreaks::cli {

// providers.csv, activities.csv, sessions.csv, series.csv and calendar.yaml, by what each holds.
const std::vector<std::string>& TimetableFiles();

struct TimetableImport {
  availability::v1::ImportTimetableRequest request;  // without request_id
  FieldMap fields;
};

// From the contents of the files by bare name. FAILED_PRECONDITION with every row that is wrong.
absl::StatusOr<TimetableImport> ReadTimetable(const std::map<std::string, std::string>& contents, const Period& period);

}  // namespace shortbreaks::cli
