// What a benchmark found: ratios with their spread beside what is aimed at, as a table, as JSON and as a picture. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace shortbreaks::benchmarks {

// One line. What is compared was measured in turn in the same run; each turn gives one ratio.
struct Finding {
  std::string name;           // `bookings over 10,000 sessions, of raw SQL`
  std::string unit;           // `x`, `MiB`, `us`
  std::vector<double> turns;  // at least one
  // What is aimed at, in the same unit; whether more is better.
  double target = 0;
  bool more_is_better = true;
  std::string note;  // absolute figures, for whoever reads: `412/s of 1,310/s`

  double Median() const;
  double Least() const;
  double Most() const;
  bool IsMet() const { return more_is_better ? Median() >= target : Median() <= target; }
};

struct Report {
  std::string day;      // 2026-11-29
  std::string machine;  // what it ran on, and that durability was on
  std::vector<Finding> findings;
};

std::string ToTable(const Report& report);
std::string ToJson(const Report& report);
// SVG 1.1: a bar a finding, as a part of its target, with its spread; 1 is the target.
std::string ToSvg(const Report& report);

}  // namespace shortbreaks::benchmarks
