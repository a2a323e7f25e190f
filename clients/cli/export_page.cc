#include "export_page.h"

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>

#include <map>
#include <nlohmann/json.hpp>

namespace shortbreaks::cli {
namespace {

using google::protobuf::RepeatedPtrField;
using type::v1::ExportedRow;

constexpr char kStyle[] =
    "body{font-family:sans-serif;line-height:1.5;max-width:60rem;margin:1rem auto;padding:0 1rem}"
    "section{margin-bottom:2rem}article{border:1px solid #505a5f;padding:.5rem 1rem;margin:1rem 0;break-inside:avoid}"
    "dt{font-weight:bold}dd{margin:0 0 .5rem;overflow-wrap:anywhere;white-space:pre-wrap}";

// What families call a table. Others are shown by their own name.
const std::map<std::string, const char*>& Titles() {
  static const auto& titles =
      *new std::map<std::string, const char*>{{"children", "The child"},
                                              {"care_authorities", "Who may act for the child"},
                                              {"carers", "Parents and carers"},
                                              {"partner_consents", "Apps that parents and carers let act for them"},
                                              {"evidence", "Evidence"},
                                              {"corrections", "What was said to be wrong on file"},
                                              {"children_apart", "Who must not be in a session together"},
                                              {"children_apart_ended", "Who may be together again"},
                                              {"erasures", "Erasing this record"},
                                              {"applications", "Applications"},
                                              {"application_events", "What happened to applications"},
                                              {"panel_items", "What panels decided"},
                                              {"allocations", "Allocations"},
                                              {"ledger_grants", "What was granted and changed"},
                                              {"decisions", "Decisions by the council's rules"},
                                              {"booking_checks", "Bookings that were looked at again"},
                                              {"audit_records", "Who saw or changed this record"},
                                              {"bookings", "Bookings"},
                                              {"attendance_marks", "Registers"},
                                              {"claim_lines", "What providers claimed"},
                                              {"ledger_postings", "What bookings cost"},
                                              {"no_show_resolutions", "Absences that were looked at"},
                                              {"waiting_entries", "Waiting lists"},
                                              {"unmet_needs", "Needs that could not be met"},
                                              {"calendar_feeds", "Calendars"},
                                              {"calendar_feed_children", "Calendars for this child"}};
  return titles;
}

std::string Escaped(const std::string& text) {
  return absl::StrReplaceAll(text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}});
}

// `date_of_birth` → `Date of birth`.
std::string InWords(std::string name) {
  for (char& c : name) c = c == '_' ? ' ' : c;
  if (!name.empty()) name[0] = absl::ascii_toupper(static_cast<unsigned char>(name[0]));
  return name;
}

std::string TitleOf(const std::string& table) {
  const auto found = Titles().find(table);
  return found == Titles().end() ? InWords(table) : found->second;
}

// A record on lines of its own; other text as it is.
std::string Readable(const std::string& value) {
  if (value.empty() || value[0] != '{') return value;
  const auto record = nlohmann::json::parse(value, nullptr, /*allow_exceptions=*/false);
  return record.is_discarded() ? value : record.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string RowInHtml(const ExportedRow& row) {
  std::string html = "<article>\n";
  if (row.about_others()) html += "<p><strong>May be about somebody else too.</strong></p>\n";
  html += "<dl>\n";
  for (const auto& field : row.fields()) {
    absl::StrAppend(&html, "<dt>", Escaped(InWords(field.name())), "</dt><dd>", Escaped(Readable(field.value())),
                    "</dd>\n");
  }
  return html + "</dl>\n</article>\n";
}

// By table, in the order in which the services gave them.
std::vector<std::pair<std::string, std::vector<const ExportedRow*>>> ByTable(
    const RepeatedPtrField<ExportedRow>& rows) {
  std::vector<std::pair<std::string, std::vector<const ExportedRow*>>> tables;
  for (const ExportedRow& row : rows) {
    if (tables.empty() || tables.back().first != row.table()) tables.push_back({row.table(), {}});
    tables.back().second.push_back(&row);
  }
  return tables;
}

}  // namespace

std::string ExportPage(const ExportHead& head, const RepeatedPtrField<ExportedRow>& rows) {
  std::string html = absl::StrCat(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width\">\n<title>What is kept about ",
      Escaped(head.child), "</title>\n<style>", kStyle, "</style>\n</head>\n<body>\n<h1>What is kept about ",
      Escaped(head.child), "</h1>\n<p>As it was on ", Escaped(head.day), ". Times are in UTC.</p>\n");
  for (const auto& [table, of_table] : ByTable(rows)) {
    absl::StrAppend(&html, "<section>\n<h2>", Escaped(TitleOf(table)), "</h2>\n");
    for (const ExportedRow* row : of_table) html += RowInHtml(*row);
    html += "</section>\n";
  }
  return html + "</body>\n</html>\n";
}

std::string ExportJson(const ExportHead& head, const RepeatedPtrField<ExportedRow>& rows) {
  nlohmann::ordered_json tables = nlohmann::ordered_json::object();
  for (const ExportedRow& row : rows) {
    nlohmann::ordered_json record = nlohmann::ordered_json::object();
    for (const auto& field : row.fields()) {
      auto value = field.value().starts_with("{")
                       ? nlohmann::ordered_json::parse(field.value(), nullptr, /*allow_exceptions=*/false)
                       : nlohmann::ordered_json(field.value());
      record[field.name()] = value.is_discarded() ? nlohmann::ordered_json(field.value()) : std::move(value);
    }
    tables[row.table()].push_back(std::move(record));
  }
  const nlohmann::ordered_json all = {{"child", head.child}, {"day", head.day}, {"tables", std::move(tables)}};
  return all.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace shortbreaks::cli
