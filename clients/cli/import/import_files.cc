#include "import/import_files.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include <algorithm>
#include <filesystem>

namespace shortbreaks::cli {

absl::StatusOr<ImportFiles> FindImportFiles(const std::vector<std::string>& paths,
                                            const std::vector<std::string>& known) {
  namespace fs = std::filesystem;
  ImportFiles files;
  for (const std::string& path : paths) {
    std::error_code error;
    const bool folder = fs::is_directory(path, error);
    for (const std::string& name : known) {
      const fs::path file = folder ? fs::path(path) / name : fs::path(path);
      if (file.filename() != name || !fs::exists(file, error)) continue;
      if (!files.try_emplace(file.stem().string(), file.string()).second) {
        return absl::InvalidArgumentError(absl::StrCat(name, " was given twice."));
      }
    }
    const std::string name = fs::path(path).filename().string();
    if (!folder && !fs::exists(path, error)) {
      return absl::InvalidArgumentError(absl::StrCat("There is no file or folder ", path, "."));
    }
    if (!folder && std::find(known.begin(), known.end(), name) == known.end()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "The name ", name, " does not say what the file holds. Known are: ", absl::StrJoin(known, ", "), "."));
    }
  }
  if (files.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("Nothing to import there. Known are: ", absl::StrJoin(known, ", "), "."));
  }
  return files;
}

}  // namespace shortbreaks::cli
