// An activity's details as options, for creating and changing it.
#pragma once

#include <functional>
#include <vector>

#include "tool.h"

namespace shortbreaks::cli {

// Options that were given, as changes to make to an activity once the command line is parsed.
class ActivityFields {
 public:
  // `required` where a new activity cannot do without.
  void AddTo(CLI::App& command, bool required);
  // INVALID_ARGUMENT, naming the option, where a value is wrong.
  absl::Status Apply(availability::v1::Activity& activity) const;
  bool empty() const { return changes_.empty(); }

 private:
  using Change = std::function<absl::Status(availability::v1::Activity&)>;
  void Add(CLI::App& command, const char* flag, const char* help, bool required,
           std::function<absl::Status(const std::string&, availability::v1::Activity&)> set);
  std::vector<Change> changes_;
};

}  // namespace shortbreaks::cli
