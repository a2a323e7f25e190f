#include "benchmarks/report.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace shortbreaks::benchmarks {
namespace {

using testing::HasSubstr;

Report Sample() {
  return {"2026-11-29",
          "2 cores",
          {{.name = "fast <enough>", .unit = "x", .turns = {0.5, 0.9, 0.7}, .target = 0.6},
           {.name = "small enough", .unit = "MiB", .turns = {80, 70}, .target = 64, .more_is_better = false},
           {.name = "as it comes", .unit = "us", .turns = {7}, .note = "7 us"}}};
}

TEST(Finding, IsJudgedByItsMedian) {
  const Report report = Sample();
  EXPECT_DOUBLE_EQ(report.findings[0].Median(), 0.7);
  EXPECT_TRUE(report.findings[0].IsMet());
  EXPECT_DOUBLE_EQ(report.findings[1].Median(), 75);
  EXPECT_FALSE(report.findings[1].IsMet()) << "less would be better";
}

TEST(Report, SaysTheSameInEveryForm) {
  const Report report = Sample();
  EXPECT_THAT(ToTable(report), HasSubstr("0.50 to 0.90"));
  EXPECT_THAT(ToTable(report), HasSubstr("<= 64.0 MiB"));
  const auto json = nlohmann::json::parse(ToJson(report));
  EXPECT_EQ(json["findings"][0]["met"], true);
  EXPECT_EQ(json["findings"][1]["median"], 75.0);
  const std::string svg = ToSvg(report);
  EXPECT_THAT(svg, HasSubstr("fast &lt;enough&gt;: 0.70 x"));
  EXPECT_THAT(svg, testing::StartsWith("<svg "));
  EXPECT_THAT(svg, testing::EndsWith("</svg>\n"));
}

TEST(Report, AFindingWithoutATargetIsToldAndNotJudged) {
  EXPECT_THAT(ToTable(Sample()), HasSubstr("aim - "));
  EXPECT_FALSE(nlohmann::json::parse(ToJson(Sample()))["findings"][2].contains("met"));
  EXPECT_THAT(ToSvg(Sample()), testing::Not(HasSubstr("as it comes")));
}

TEST(Report, IsReadAsItWasWritten) {
  const auto read = FromJson(ToJson(Sample()));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(ToJson(*read), ToJson(Sample()));
}

TEST(Report, WhatIsNoReportIsRefusedWithWhatIsMissing) {
  EXPECT_THAT(FromJson("no report").status().message(), HasSubstr("parse error"));
  EXPECT_THAT(FromJson(R"({"day": "2026-11-29", "machine": ""})").status().message(), HasSubstr("findings"));
  EXPECT_THAT(FromJson(R"({"day": "", "machine": "", "findings": [{"name": "fast", "unit": "x", "turns": [],
                          "more_is_better": true, "note": ""}]})")
                  .status()
                  .message(),
              HasSubstr("fast: no turns"));
}

}  // namespace
}  // namespace shortbreaks::benchmarks
