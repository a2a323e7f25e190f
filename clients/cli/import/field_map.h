// Leads a service's errors, `sessions[12].session.start_time`, back to file, line and column.
#pragma once

#include <absl/status/status.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "import/row_errors.h"

namespace shortbreaks::cli {

class FieldMap {
 public:
  // Says where the next element of the repeated field `list` came from, and which column each of its fields.
  void Add(const std::string& list, Place row, const std::map<std::string, std::string>* columns) {
    lists_[list].push_back({std::move(row), columns});
  }
  // The place of a path of a field; nothing where it is not of a list here. A field without a column gives the row.
  std::optional<Place> Find(std::string_view path) const;

 private:
  struct Row {
    Place place;
    const std::map<std::string, std::string>* columns;
  };
  std::map<std::string, std::vector<Row>, std::less<>> lists_;
};

// `status` with its fields said as places in files; as it was where it names no fields.
absl::Status Located(const absl::Status& status, const FieldMap& fields);

}  // namespace shortbreaks::cli
