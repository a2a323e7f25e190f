// One report of what several benchmarks found: a table on standard output, and as JSON and a picture.
#include <CLI/CLI.hpp>
#include <iostream>
#include <iterator>

#include "benchmarks/measuring.h"
#include "benchmarks/report.h"

namespace shortbreaks::benchmarks {
namespace {

int Main(int argc, char** argv) {
  std::vector<std::string> found;
  std::string json_file, svg_file;
  CLI::App app("One report of what several benchmarks found: a table, JSON and a picture.");
  app.add_option("FOUND", found, "What they wrote with --json; the first says on which day and machine")
      ->required()
      ->check(CLI::ExistingFile);
  app.add_option("--json", json_file, "Where to write all of it")->required();
  app.add_option("--svg", svg_file, "Where to write the picture")->required();
  CLI11_PARSE(app, argc, argv);
  Report all;
  for (const std::string& path : found) {
    Report report = Must(FromJson(FileText(path)));
    if (all.day.empty()) all = {report.day, report.machine, {}};
    std::move(report.findings.begin(), report.findings.end(), std::back_inserter(all.findings));
  }
  std::cout << ToTable(all);
  WriteFile(json_file, ToJson(all));
  WriteFile(svg_file, ToSvg(all));
  return 0;
}

}  // namespace
}  // namespace shortbreaks::benchmarks

int main(int argc, char** argv) { return shortbreaks::benchmarks::Main(argc, argv); }
