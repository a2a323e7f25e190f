// What every benchmark does.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/clock.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <utility>

#include "mysql/connection.h"

namespace shortbreaks::benchmarks {

// Ends the program where something fails.
inline void Must(const absl::Status& status) {
  if (status.ok()) return;
  std::cerr << status << " " << mysql::DiagnosisOf(status) << "\n";
  std::exit(1);
}
template <typename T>
T Must(absl::StatusOr<T> value) {
  Must(value.status());
  return *std::move(value);
}

// Microseconds that `run` takes, the least of three rounds of `times`.
template <typename Run>
double Micros(int times, Run run) {
  absl::Duration least = absl::InfiniteDuration();
  for (int round = 0; round < 3; ++round) {
    const absl::Time start = absl::Now();
    for (int i = 0; i < times; ++i) run();
    least = std::min(least, absl::Now() - start);
  }
  return absl::ToDoubleMicroseconds(least) / times;
}

inline std::string FileText(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}
// Nowhere, where `path` is empty.
inline void WriteFile(const std::string& path, const std::string& text) {
  if (path.empty()) return;
  std::ofstream file(path, std::ios::trunc);
  file << text;
  file.close();
  if (!file) Must(absl::InvalidArgumentError("cannot write " + path));
}

}  // namespace shortbreaks::benchmarks
