// A series' details as options, for making and changing it.
#pragma once

#include <functional>
#include <vector>

#include "tool.h"

namespace shortbreaks::cli {

// Options that were given, as changes to make to a series once the command line is parsed.
class SeriesFields {
 public:
  // `required` where a new series cannot do without.
  void AddTo(CLI::App& command, bool required);
  // INVALID_ARGUMENT, naming the option, where a value is wrong.
  absl::Status Apply(availability::v1::Series& series) const;

 private:
  using Set = std::function<absl::Status(const std::string&, availability::v1::Series&)>;
  void Add(CLI::App& command, const char* flag, const char* help, bool required, Set set);
  // May stand several times; the first replaces what was there, and an empty one leaves nothing.
  void AddList(CLI::App& command, const char* flag, const char* help, void (*clear)(availability::v1::Series&),
               Set add);
  void AddDays(CLI::App& command, bool required);
  void AddTimes(CLI::App& command, bool required);
  void AddCapacity(CLI::App& command, bool required);

  std::vector<std::function<absl::Status(availability::v1::Series&)>> changes_;
};

// A day given to an option: `--from-day: Write a day as 2026-12-05.` where it is none.
absl::Status SetDay(const char* flag, const std::string& text, type::v1::Date& date);

}  // namespace shortbreaks::cli
