// What is wrong with the rows of imported files, as people find it: `sessions.csv:12: start: what to change`.
#pragma once

#include <absl/status/status.h>

#include <string>
#include <vector>

namespace shortbreaks::cli {

// Where something stands. `line` 0: the file as a whole. `column` empty: the row as a whole.
struct Place {
  std::string file;
  int line = 0;
  std::string column;
};

std::string InWords(const Place& place);

class RowErrors {
 public:
  void Add(const Place& place, std::string_view what);
  bool empty() const { return count_ == 0; }
  size_t count() const { return count_; }
  const std::vector<std::string>& lines() const { return lines_; }
  // OK where nothing is wrong; else one status whose message has a line for each error, the first 100 of them.
  absl::Status ToStatus() const;

 private:
  size_t count_ = 0;
  std::vector<std::string> lines_;
};

}  // namespace shortbreaks::cli
