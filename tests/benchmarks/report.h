// What a benchmark found: ratios with their spread beside what is aimed at, as a table, as JSON and as a picture.
#pragma once

#include <absl/status/statusor.h>

#include <optional>
#include <string>
#include <vector>

namespace shortbreaks::benchmarks {

// One line. What is compared was measured in turn in the same run; each turn gives one ratio.
struct Finding {
  std::string name;           // `bookings over 10,000 sessions, of raw SQL`
  std::string unit;           // `x`, `MiB`, `us`
  std::vector<double> turns;  // at least one
  // What is aimed at, in the same unit, where anything is; whether more is better.
  std::optional<double> target;
  bool more_is_better = true;
  std::string note;  // absolute figures, for whoever reads: `412/s of 1,310/s`

  double Median() const;
  double Least() const;
  double Most() const;
  // Of one that has a target.
  bool IsMet() const { return more_is_better ? Median() >= *target : Median() <= *target; }
};

struct Report {
  std::string day;      // 2026-11-29
  std::string machine;  // what it ran on, and that durability was on
  std::vector<Finding> findings;
};
// Of today.
Report ReportOf(std::string machine, std::vector<Finding> findings);

std::string ToLine(const Finding& finding);
// The day, the machine, and a line each.
std::string ToTable(const Report& report);
std::string ToJson(const Report& report);
// What ToJson wrote. INVALID_ARGUMENT, saying what is wrong, of anything else.
absl::StatusOr<Report> FromJson(const std::string& json);
// SVG 1.1: a bar for each finding that has a target, as a part of it, with its spread; 1 is the target.
std::string ToSvg(const Report& report);

}  // namespace shortbreaks::benchmarks
