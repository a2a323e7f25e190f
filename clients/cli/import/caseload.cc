#include "import/caseload.h"

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "circumstances.h"
#include "import/calendar.h"
#include "import/row_reader.h"
#include "london.h"
#include "wire/times.h"

namespace shortbreaks::cli {
namespace {

using ColumnsOfFields = std::map<std::string, std::string>;

const Columns kCarerColumns = {{"external_id", "display_name"}, {}};
const Columns kChildColumns = {
    {"external_id", "display_name", "date_of_birth", "resident", "ratio"},
    {"ward", "postcode_district", "needs", "assessment_route", "home_authority", "home_district", "school_authority",
     "school_district", "school_ward", "school_postcode_district", "full_time_education", "school_year", "packages",
     "scores", "recorded", "planned_provision"},
};
const Columns kAuthorityColumns = {{"carer", "child"}, {}};
const Columns kEvidenceColumns = {{"external_id", "child", "kind", "issue_date"},
                                  {"expire_date", "profession", "sections", "benefit", "component", "rate"}};
const Columns kAllocationColumns = {
    {"external_id", "child", "amount", "tier", "funding_stream", "window"},
    {},
};

const ColumnsOfFields kCarerFields = {{"external_id", "external_id"}, {"display_name", "display_name"}};
const ColumnsOfFields kChildFields = {
    {"external_id", "external_id"},
    {"display_name", "display_name"},
    {"date_of_birth", "date_of_birth"},
    {"ward", "ward"},
    {"resident", "resident"},
    {"postcode_district", "postcode_district"},
    {"support_ratio", "ratio"},
    {"needs", "needs"},
    {"assessment_route", "assessment_route"},
    {"circumstances.home_authority", "home_authority"},
    {"circumstances.home_district", "home_district"},
    {"circumstances.school_authority", "school_authority"},
    {"circumstances.school_district", "school_district"},
    {"circumstances.school_ward", "school_ward"},
    {"circumstances.school_postcode_district", "school_postcode_district"},
    {"circumstances.school_year", "school_year"},
    {"circumstances.packages", "packages"},
    {"circumstances.scores", "scores"},
    {"circumstances.recorded", "recorded"},
    {"circumstances.planned_provision", "planned_provision"},
};
const ColumnsOfFields kAuthorityFields = {{"carer_external_id", "carer"}, {"child_external_id", "child"}};
const ColumnsOfFields kEvidenceFields = {
    {"child_external_id", "child"},
    {"evidence.external_id", "external_id"},
    {"evidence.kind", "kind"},
    {"evidence.issue_date", "issue_date"},
    {"evidence.expire_date", "expire_date"},
    {"evidence.profession", "profession"},
    {"evidence.sections", "sections"},
    {"evidence.benefit.name", "benefit"},
    {"evidence.benefit.component", "component"},
    {"evidence.benefit.rate", "rate"},
};
const ColumnsOfFields kAllocationFields = {
    {"child_external_id", "child"},
    {"allocation.external_id", "external_id"},
    {"allocation.granted", "amount"},
    {"allocation.tier", "tier"},
    {"allocation.window_start", "window"},
    {"allocation.window_end", "window"},
    {"allocation.funding_stream", "funding_stream"},
};

class Reader {
 public:
  Reader(const std::map<std::string, std::string>& contents, absl::CivilDay day) : contents_(contents), day_(day) {}

  absl::StatusOr<CaseloadImport> Read() {
    EachRow("carers", kCarerColumns, [this](const RowReader& row) { ReadCarer(row); });
    EachRow("children", kChildColumns, [this](const RowReader& row) { ReadChild(row); });
    EachRow("authorities", kAuthorityColumns, [this](const RowReader& row) { ReadAuthority(row); });
    EachRow("evidence", kEvidenceColumns, [this](const RowReader& row) { ReadEvidence(row); });
    EachRow("allocations", kAllocationColumns, [this](const RowReader& row) { ReadAllocation(row); });
    if (auto status = errors_.ToStatus(); !status.ok()) return status;
    return std::move(result_);
  }

 private:
  template <typename Each>
  void EachRow(const std::string& name, const Columns& columns, Each each) {
    const auto content = contents_.find(name);
    if (content == contents_.end()) return;
    const CsvFile file = ParseCsv(name + ".csv", content->second, columns, errors_);
    if (name == "children") SetCircumstancesFields(file);
    for (const CsvRow& line : file.rows) each(RowReader(file, line, errors_));
  }

  void ReadCarer(const RowReader& row) {
    auto& carer = *result_.request.add_carers();
    carer.set_external_id(row.Required("external_id"));
    carer.set_display_name(row.Required("display_name"));
    result_.fields.Add("carers", row.At(""), &kCarerFields);
  }

  void ReadChild(const RowReader& row) {
    auto& child = *result_.request.add_children();
    child.set_external_id(row.Required("external_id"));
    child.set_display_name(row.Required("display_name"));
    if (const auto day = row.Value("date_of_birth", ParseDay)) *child.mutable_date_of_birth() = wire::ToProto(*day);
    child.set_ward(row.Text("ward"));
    child.set_postcode_district(row.Text("postcode_district"));
    row.Required("resident");
    child.set_resident(row.YesNo("resident", false));
    if (const auto ratio = row.Value("ratio", ParseRatio)) *child.mutable_support_ratio() = *ratio;
    row.Each<type::v1::Need>("needs", [&](auto need) { child.add_needs(need); });
    child.set_assessment_route(eligibility::v1::ASSESSMENT_ROUTE_NONE);
    if (row.Has("assessment_route")) {
      const auto route = row.Value("assessment_route", ParseEnum<eligibility::v1::AssessmentRoute>);
      if (route) child.set_assessment_route(*route);
    }
    ReadCircumstances(row, child);
    result_.fields.Add("children", row.At(""), &kChildFields);
  }

  // A column that the file does not have leaves what is on file; an empty value says that it is not known.
  void ReadCircumstances(const RowReader& row, eligibility::v1::Child& child) {
    eligibility::v1::Circumstances on_file;
    on_file.set_home_authority(row.Text("home_authority"));
    on_file.set_home_district(row.Text("home_district"));
    on_file.set_school_authority(row.Text("school_authority"));
    on_file.set_school_district(row.Text("school_district"));
    on_file.set_school_ward(row.Text("school_ward"));
    on_file.set_school_postcode_district(row.Text("school_postcode_district"));
    if (row.Has("full_time_education")) on_file.set_full_time_education(row.YesNo("full_time_education", false));
    if (row.Has("school_year")) {
      if (const auto year = row.Value("school_year", ParseSchoolYear)) on_file.set_school_year(*year);
    }
    const std::vector<std::string> packages = row.List("packages");
    if (packages == std::vector<std::string>{"none"}) {
      SetPackages({}, on_file);
    } else if (!packages.empty()) {
      SetPackages(packages, on_file);
    }
    PutEach(row, "scores", ParseScore, on_file);
    PutEach(row, "recorded", ParseRecorded, on_file);
    PutEach(row, "planned_provision", ParsePlanned, on_file);
    if (on_file.ByteSizeLong() > 0) *child.mutable_circumstances() = std::move(on_file);
  }

  template <typename Parse>
  static void PutEach(const RowReader& row, const char* column, Parse parse, eligibility::v1::Circumstances& on_file) {
    for (const std::string& text : row.List(column)) {
      const auto value = parse(text);
      if (!value.ok()) return row.Wrong(column, value.status());
      Put(*value, on_file);
    }
  }

  // The fields of Circumstances that the file's columns give.
  void SetCircumstancesFields(const CsvFile& file) {
    const auto* type = eligibility::v1::Circumstances::descriptor();
    for (const std::string& title : file.titles) {
      if (type->FindFieldByName(title) == nullptr) continue;
      result_.request.add_circumstances_fields(title);
      if (title == "packages") result_.request.add_circumstances_fields("packages_known");
    }
  }

  void ReadAuthority(const RowReader& row) {
    auto& authority = *result_.request.add_authorities();
    authority.set_carer_external_id(row.Required("carer"));
    authority.set_child_external_id(row.Required("child"));
    result_.fields.Add("authorities", row.At(""), &kAuthorityFields);
  }

  void ReadEvidence(const RowReader& row) {
    const auto parse = [this](std::string_view text) { return ParseDayOrPlanYear(text, day_); };
    auto& message = *result_.request.add_evidence();
    message.set_child_external_id(row.Required("child"));
    auto& evidence = *message.mutable_evidence();
    evidence.set_external_id(row.Required("external_id"));
    if (const auto kind = row.Value("kind", ParseEnum<eligibility::v1::EvidenceKind>)) evidence.set_kind(*kind);
    if (const auto day = row.Value("issue_date", parse)) *evidence.mutable_issue_date() = wire::ToProto(*day);
    evidence.set_profession(row.Text("profession"));
    if (!(row.Text("benefit") + row.Text("component") + row.Text("rate")).empty()) {
      evidence.mutable_benefit()->set_name(row.Text("benefit"));
      evidence.mutable_benefit()->set_component(row.Text("component"));
      evidence.mutable_benefit()->set_rate(row.Text("rate"));
    }
    for (const std::string& section : row.List("sections")) evidence.add_sections(section);
    if (row.Has("expire_date")) {
      if (const auto day = row.Value("expire_date", parse)) *evidence.mutable_expire_date() = wire::ToProto(*day);
    }
    result_.fields.Add("evidence", row.At(""), &kEvidenceFields);
  }

  void ReadAllocation(const RowReader& row) {
    eligibility::v1::ImportAllocation message;
    message.set_child_external_id(row.Required("child"));
    auto& allocation = *message.mutable_allocation();
    allocation.set_external_id(row.Required("external_id"));
    if (const auto amount = row.Value("amount", ParseQuantity)) *allocation.mutable_granted() = *amount;
    if (const auto tier = row.Value("tier", ParseEnum<type::v1::Tier>)) allocation.set_tier(*tier);
    allocation.set_funding_stream(row.Required("funding_stream"));
    const std::string window = row.Required("window");
    if (window == "plan-year") {
      const Days year = PlanYear(day_);
      AddAllocation(row, message, year, true);
      if (day_.month() < 4) AddAllocation(row, message, PlanYear(year.last + 1), true);
    } else if (!window.empty()) {
      AddAllocation(row, message, ReadWindow(row, window), false);
    }
  }

  static Days ReadWindow(const RowReader& row, const std::string& window) {
    const std::vector<std::string> ends = absl::StrSplit(window, " to ");
    const auto first = ParseDay(ends[0]);
    const auto last = ends.size() == 2 ? ParseDay(ends[1]) : absl::InvalidArgumentError("");
    if (!first.ok() || !last.ok())
      row.Wrong("window", "Write plan-year, or two days such as 2026-04-01 to 2027-03-31.");
    return {"", first.value_or(absl::CivilDay()), last.value_or(absl::CivilDay())};
  }

  void AddAllocation(const RowReader& row, eligibility::v1::ImportAllocation message, const Days& window, bool yearly) {
    auto& allocation = *message.mutable_allocation();
    if (yearly) allocation.set_external_id(absl::StrCat(allocation.external_id(), "-", window.name));
    *allocation.mutable_window_start() = wire::ToProto(window.first);
    *allocation.mutable_window_end() = wire::ToProto(window.last);
    *result_.request.add_allocations() = std::move(message);
    result_.fields.Add("allocations", row.At(""), &kAllocationFields);
  }

  const std::map<std::string, std::string>& contents_;
  const absl::CivilDay day_;
  RowErrors errors_;
  CaseloadImport result_;
};

absl::CivilDay MonthsLater(absl::CivilDay day, int months) {
  const absl::CivilMonth month = absl::CivilMonth(day) + months;
  const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
  return std::min(absl::CivilDay(month) + (day.day() - 1), last);
}

}  // namespace

const std::vector<std::string>& CaseloadFiles() {
  static const std::vector<std::string> kFiles = {"carers.csv", "children.csv", "authorities.csv", "evidence.csv",
                                                  "allocations.csv"};
  return kFiles;
}

absl::StatusOr<CaseloadImport> ReadCaseload(const std::map<std::string, std::string>& contents, absl::CivilDay day) {
  return Reader(contents, day).Read();
}

absl::StatusOr<absl::CivilDay> ParseDayOrPlanYear(std::string_view text, absl::CivilDay day) {
  if (!text.starts_with("plan-year-")) return ParseDay(text);
  const std::vector<std::string> words = absl::StrSplit(std::string(text), ' ', absl::SkipEmpty());
  const Days year = PlanYear(day);
  int months = 0;
  const bool shifted = words.size() == 4 && (words[1] == "+" || words[1] == "-") && words[3] == "months" &&
                       absl::SimpleAtoi(words[2], &months) && months >= 0 && months <= 600;
  if ((words.size() == 1 || shifted) && (words[0] == "plan-year-start" || words[0] == "plan-year-end")) {
    return MonthsLater(words[0] == "plan-year-start" ? year.first : year.last,
                       shifted && words[1] == "-" ? -months : months);
  }
  return absl::InvalidArgumentError(
      "Write a day such as 2026-12-05, plan-year-start, plan-year-end, or plan-year-end - 18 months.");
}

}  // namespace shortbreaks::cli
