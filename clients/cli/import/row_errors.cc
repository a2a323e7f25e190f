#include "import/row_errors.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

namespace shortbreaks::cli {
namespace {

constexpr size_t kLinesMax = 100;

}  // namespace

std::string InWords(const Place& place) {
  std::string text = place.file;
  if (place.line > 0) absl::StrAppend(&text, ":", place.line);
  if (!place.column.empty()) absl::StrAppend(&text, ": ", place.column);
  return text;
}

void RowErrors::Add(const Place& place, std::string_view what) {
  ++count_;
  if (lines_.size() < kLinesMax) lines_.push_back(absl::StrCat(InWords(place), ": ", std::string(what)));
}

absl::Status RowErrors::ToStatus() const {
  if (empty()) return absl::OkStatus();
  std::string text =
      absl::StrCat("Nothing was imported. ", count_ == 1 ? "One thing needs" : absl::StrCat(count_, " things need"),
                   " to be put right first:\n", absl::StrJoin(lines_, "\n"));
  if (count_ > lines_.size()) absl::StrAppend(&text, "\n… and ", count_ - lines_.size(), " more");
  return absl::FailedPreconditionError(text);
}

}  // namespace shortbreaks::cli
