// Which files an import was given, by what they hold: a folder, or files named one by one.
#pragma once

#include <absl/status/statusor.h>

#include <map>
#include <string>
#include <vector>

namespace shortbreaks::cli {

// A file's path by its bare name, `sessions` for `deploy/demo/sessions.csv`.
using ImportFiles = std::map<std::string, std::string>;

// The files among `paths` whose names are in `known`, for example `sessions.csv`. In a folder others are passed over; a
// file that is named must be known. INVALID_ARGUMENT where there is none, or one twice.
absl::StatusOr<ImportFiles> FindImportFiles(const std::vector<std::string>& paths,
                                            const std::vector<std::string>& known);

}  // namespace shortbreaks::cli
