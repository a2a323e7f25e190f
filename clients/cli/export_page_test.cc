// What is kept about a child, as a page and as JSON.
#include "export_page.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace shortbreaks::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

google::protobuf::RepeatedPtrField<type::v1::ExportedRow> Rows() {
  google::protobuf::RepeatedPtrField<type::v1::ExportedRow> rows;
  const auto add = [&](const char* table, const char* name, const char* value) {
    type::v1::ExportedRow& row = *rows.Add();
    row.set_table(table);
    row.add_fields()->set_name(name);
    row.mutable_fields(0)->set_value(value);
  };
  add("children", "display_name", "<b>Robin & \"Kim\"</b>");
  add("children_apart", "reason", "{not a record");
  rows.Mutable(1)->set_about_others(true);
  add("decisions", "basis", R"({"child":"children/1","days":[1,2]})");
  add("decisions", "basis", R"({"child":"children/2"})");
  return rows;
}

TEST(ExportPage, ShowsEveryValueWithoutLettingItBeMarkup) {
  const std::string html = ExportPage({"children/1", "2026-11-29"}, Rows());
  EXPECT_THAT(html, HasSubstr("<h2>The child</h2>"));
  EXPECT_THAT(html, HasSubstr("<dt>Display name</dt><dd>&lt;b&gt;Robin &amp; &quot;Kim&quot;&lt;/b&gt;</dd>"));
  EXPECT_THAT(html, Not(HasSubstr("<b>")));
  EXPECT_THAT(html, HasSubstr("{not a record"));
  EXPECT_THAT(html, HasSubstr("As it was on 2026-11-29."));
}

TEST(ExportPage, MarksWhatMayBeAboutSomebodyElse) {
  const std::string html = ExportPage({"children/1", "2026-11-29"}, Rows());
  const size_t mark = html.find("May be about somebody else too.");
  ASSERT_NE(mark, std::string::npos);
  EXPECT_EQ(html.find("May be about somebody else too.", mark + 1), std::string::npos);
  EXPECT_LT(html.find("Who must not be in a session together"), mark);
}

TEST(ExportJson, HasRecordsAsRecordsAndTextAsText) {
  const auto json = nlohmann::json::parse(ExportJson({"children/1", "2026-11-29"}, Rows()));
  EXPECT_EQ(json["child"], "children/1");
  EXPECT_EQ(json["tables"]["children"][0]["display_name"], "<b>Robin & \"Kim\"</b>");
  EXPECT_EQ(json["tables"]["children_apart"][0]["reason"], "{not a record");
  EXPECT_EQ(json["tables"]["decisions"][0]["basis"]["days"][1], 2);
  EXPECT_EQ(json["tables"]["decisions"].size(), 2u);
}

TEST(ExportJson, TextThatIsNoUtf8IsWrittenAllTheSame) {
  auto rows = Rows();
  rows.Mutable(0)->mutable_fields(0)->set_value("\xff");
  EXPECT_THAT(ExportJson({"children/1", "2026-11-29"}, rows), HasSubstr("\xEF\xBF\xBD"));
}

}  // namespace
}  // namespace shortbreaks::cli
