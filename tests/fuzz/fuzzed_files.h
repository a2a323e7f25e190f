// One input as several files: each begins with a line `=== NAME`.
#pragma once

#include <absl/strings/match.h>
#include <absl/strings/str_split.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace shortbreaks::fuzz {

// Of files that are not in `known` nothing is kept, as the command line tool would not read them.
inline std::map<std::string, std::string> FilesIn(std::string_view input, const std::vector<std::string>& known) {
  constexpr absl::string_view kMark = "=== ";
  std::map<std::string, std::string> files;
  std::string* file = nullptr;
  for (absl::string_view line : absl::StrSplit(absl::string_view(input.data(), input.size()), '\n')) {
    if (absl::StartsWith(line, kMark)) {
      const std::string name(line.substr(kMark.size()));
      file = nullptr;
      for (const std::string& each : known) {
        if (each == name) file = &files[name];
      }
    } else if (file != nullptr) {
      file->append(line.data(), line.size());
      *file += '\n';
    }
  }
  return files;
}

}  // namespace shortbreaks::fuzz
