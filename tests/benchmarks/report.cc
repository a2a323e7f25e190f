#include "benchmarks/report.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_replace.h>
#include <absl/time/clock.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace shortbreaks::benchmarks {
namespace {

std::string Number(double value) {
  if (value >= 100) return absl::StrFormat("%.0f", value);
  return value >= 10 ? absl::StrFormat("%.1f", value) : absl::StrFormat("%.2f", value);
}

std::string TargetOf(const Finding& finding) {
  if (!finding.target) return "-";
  return absl::StrCat(finding.more_is_better ? ">= " : "<= ", Number(*finding.target), " ", finding.unit);
}

std::string Judged(const Finding& finding) {
  if (!finding.target) return "";
  return finding.IsMet() ? "met" : "not";
}

std::string Escaped(const std::string& text) {
  return absl::StrReplaceAll(text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}});
}

// How far a value is: 1 reaches the target, more is better than it.
double PartOf(const Finding& finding, double value) {
  if (value <= 0 || *finding.target <= 0) return 0;
  return finding.more_is_better ? value / *finding.target : *finding.target / value;
}

}  // namespace

double Finding::Median() const {
  std::vector<double> sorted = turns;
  std::sort(sorted.begin(), sorted.end());
  const size_t middle = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
double Finding::Least() const { return *std::min_element(turns.begin(), turns.end()); }
double Finding::Most() const { return *std::max_element(turns.begin(), turns.end()); }

Report ReportOf(std::string machine, std::vector<Finding> findings) {
  return {absl::FormatTime("%Y-%m-%d", absl::Now(), absl::UTCTimeZone()), std::move(machine), std::move(findings)};
}

std::string ToLine(const Finding& finding) {
  return absl::StrFormat("%-76s %8s %-4s (%s to %s)  aim %-12s %-4s %s\n", finding.name, Number(finding.Median()),
                         finding.unit, Number(finding.Least()), Number(finding.Most()), TargetOf(finding),
                         Judged(finding), finding.note);
}

std::string ToTable(const Report& report) {
  std::string table = absl::StrCat(report.day, ", ", report.machine, "\n");
  for (const Finding& finding : report.findings) table += ToLine(finding);
  return table;
}

std::string ToJson(const Report& report) {
  nlohmann::ordered_json findings = nlohmann::ordered_json::array();
  for (const Finding& finding : report.findings) {
    auto& written = findings.emplace_back();
    written = {{"name", finding.name},
               {"unit", finding.unit},
               {"median", finding.Median()},
               {"least", finding.Least()},
               {"most", finding.Most()},
               {"turns", finding.turns},
               {"more_is_better", finding.more_is_better},
               {"note", finding.note}};
    if (!finding.target) continue;
    written["target"] = *finding.target;
    written["met"] = finding.IsMet();
  }
  const nlohmann::ordered_json all = {{"day", report.day}, {"machine", report.machine}, {"findings", findings}};
  return all.dump(2) + "\n";
}

absl::StatusOr<Report> FromJson(const std::string& json) {
  try {
    const auto all = nlohmann::json::parse(json);
    Report report{all.at("day"), all.at("machine"), {}};
    for (const auto& written : all.at("findings")) {
      Finding& finding = report.findings.emplace_back();
      written.at("name").get_to(finding.name);
      written.at("unit").get_to(finding.unit);
      written.at("turns").get_to(finding.turns);
      written.at("more_is_better").get_to(finding.more_is_better);
      written.at("note").get_to(finding.note);
      if (written.contains("target")) finding.target = written["target"].get<double>();
      if (finding.turns.empty()) return absl::InvalidArgumentError(absl::StrCat(finding.name, ": no turns"));
    }
    return report;
  } catch (const nlohmann::json::exception& exception) {
    return absl::InvalidArgumentError(exception.what());
  }
}

std::string ToSvg(const Report& whole) {
  constexpr int kRow = 44, kLeft = 16, kTop = 60, kUnit = 260, kWidth = 860;  // a target is kUnit wide
  static constexpr double kMost = 3;                                          // bars end here
  Report report = whole;
  std::erase_if(report.findings, [](const Finding& finding) { return !finding.target; });
  const int height = kTop + kRow * static_cast<int>(report.findings.size()) + 20;
  std::string svg = absl::StrFormat(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\" "
      "font-family=\"sans-serif\" font-size=\"13\">\n<title>How fast it is, as a part of what is aimed at</title>\n"
      "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>\n<text x=\"%d\" y=\"22\">%s, %s</text>\n"
      "<text x=\"%d\" y=\"42\">The line is what is aimed at; the thin bar is the spread.</text>\n",
      kWidth, height, kWidth, height, kLeft, Escaped(report.day), Escaped(report.machine), kLeft);
  const auto x = [](double part) { return kLeft + static_cast<int>(std::min(part, +kMost) * kUnit); };
  for (size_t i = 0; i < report.findings.size(); ++i) {
    const Finding& finding = report.findings[i];
    const int y = kTop + kRow * static_cast<int>(i);
    const double a = PartOf(finding, finding.Least()), b = PartOf(finding, finding.Most());
    absl::StrAppend(
        &svg,
        absl::StrFormat("<text x=\"%d\" y=\"%d\">%s: %s %s (aim %s)</text>\n", kLeft, y + 12, Escaped(finding.name),
                        Number(finding.Median()), Escaped(finding.unit), Escaped(TargetOf(finding))),
        absl::StrFormat("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"12\" fill=\"%s\"/>\n", kLeft, y + 18,
                        x(PartOf(finding, finding.Median())) - kLeft, finding.IsMet() ? "#00703c" : "#b58840"),
        absl::StrFormat("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"4\" fill=\"#0b0c0c\"/>\n", x(std::min(a, b)),
                        y + 22, std::max(1, x(std::max(a, b)) - x(std::min(a, b)))));
  }
  absl::StrAppend(&svg, absl::StrFormat("<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#0b0c0c\"/>\n</svg>\n",
                                        x(1), kTop, x(1), height - 16));
  return svg;
}

}  // namespace shortbreaks::benchmarks
