#include "subject_access/rows.h"

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <google/protobuf/util/json_util.h>

#include <memory>
#include <optional>

#include "errors/errors.h"
#include "relations/relations.h"
#include "sealing/sealed_row.h"

namespace shortbreaks::subject_access {
namespace {

using errors::Error;
using mysql::Bytes;

// Asked first, so that there is one answer for a child of another team and for nobody; and again by each statement.
std::string OnFileSql() {
  return absl::StrCat(
      "SELECT 1 FROM children c JOIN data_keys k ON k.council_id = c.council_id AND k.subject_id = c.child_id "
      "WHERE c.council_id = ? AND c.child_id = ? AND ",
      relations::OfTeam("c"));
}
// What a statement selects before the columns.
constexpr size_t kKey = 0, kSealedRow = 1, kSubject = 2, kCouncil = 3, kOtherSubject = 5, kOtherCouncil = 6, kFirst = 8;

std::string WrappedKeyOf(std::string_view subject) {
  return absl::StrCat("(SELECT k.wrapped_key FROM data_keys k WHERE k.council_id = t.council_id AND k.subject_id = ",
                      std::string(subject), ")");
}

// Council, child, the key after which to go on, child, the caller's teams, and how many rows.
std::string SqlOf(const Table& table) {
  const std::string key(table.key), subject(table.subject);
  const std::string row = table.sealed_row.empty() ? key : std::string(table.sealed_row);
  const std::string other = table.other_subject.empty() ? subject : std::string(table.other_subject);
  std::string sql = absl::StrCat("SELECT ", key, ", ", row, ", ", subject, ", t.council_id, ", WrappedKeyOf(subject),
                                 ", ", other, ", t.council_id, ", WrappedKeyOf(other));
  for (const Column& column : table.columns) absl::StrAppend(&sql, ", t.", std::string(column.name));
  return absl::StrCat(
      sql, " FROM ", std::string(table.from), " AND ", key,
      " > ? AND EXISTS (SELECT 1 FROM children z WHERE z.council_id = t.council_id AND z.child_id = ? AND ",
      relations::OfTeam("z"), ") ORDER BY ", key, " LIMIT ?");
}

std::string ChoiceOf(const google::protobuf::EnumDescriptor& choices, int64_t number) {
  const auto* choice = choices.FindValueByNumber(static_cast<int>(number));
  return choice == nullptr ? absl::StrCat(number) : choice->name();
}

std::string ChoicesOf(const google::protobuf::EnumDescriptor& choices, int64_t bits) {
  std::vector<std::string> names;
  for (int number = 0; number < 63; ++number) {
    if (bits >> number & 1) names.push_back(ChoiceOf(choices, number));
  }
  return absl::StrJoin(names, ",");
}

// INTERNAL where the bytes are no such message.
absl::StatusOr<std::string> JsonOf(const google::protobuf::Message& prototype, const std::string& bytes) {
  const std::unique_ptr<google::protobuf::Message> message(prototype.New());
  std::string json;
  if (!message->ParseFromString(bytes) || !google::protobuf::util::MessageToJsonString(*message, &json).ok()) {
    return Error(type::v1::ERROR_REASON_INTERNAL);
  }
  return json;
}

std::string InUtc(absl::Time time) { return absl::FormatTime("%Y-%m-%d%ET%H:%M:%E*SZ", time, absl::UTCTimeZone()); }

// A row that was read, and what opens its sealed columns.
class Reading {
 public:
  Reading(const Table& table, const mysql::Row& row)
      : table_(table),
        row_(row),
        sealed_(row, kCouncil, row.IsNull(kSubject) ? std::string() : row.Text(kSubject)),
        other_sealed_(row, kOtherCouncil, row.IsNull(kOtherSubject) ? std::string() : row.Text(kOtherSubject)) {}

  absl::StatusOr<type::v1::ExportedRow> ToProto() {
    type::v1::ExportedRow exported;
    exported.set_table(std::string(table_.name));
    exported.set_about_others(table_.about_others);
    for (size_t i = 0; i < table_.columns.size(); ++i) {
      if (row_.IsNull(kFirst + i)) continue;
      auto value = Value(table_.columns[i], kFirst + i);
      if (!value.ok()) return value.status();
      if (value->empty()) continue;
      type::v1::ExportedField& field = *exported.add_fields();
      field.set_name(std::string(table_.columns[i].name));
      field.set_value(*std::move(value));
    }
    return exported;
  }

 private:
  absl::StatusOr<std::string> Value(const Column& column, size_t at) {
    switch (column.seal) {
      case Seal::kNone:
        return Clear(column, at);
      case Seal::kSubject:
        return Opened(column, row_, sealed_, at);
      case Seal::kBoth:
        return OpenedTwice(column, at);
    }
    return Error(type::v1::ERROR_REASON_INTERNAL);
  }

  absl::StatusOr<std::string> Clear(const Column& column, size_t at) const {
    switch (column.meaning) {
      case Meaning::kNumber:
        return absl::StrCat(row_.Int(at));
      case Meaning::kYesNo:
        return row_.Int(at) != 0 ? "yes" : "no";
      case Meaning::kTime:
        return InUtc(row_.Time(at));
      case Meaning::kDay:
        return absl::FormatCivilTime(row_.Day(at));
      case Meaning::kName:
        return ids::ResourceName(column.collection, row_.Text(at));
      case Meaning::kChoice:
        return ChoiceOf(*column.choices, row_.Int(at));
      case Meaning::kChoices:
        return ChoicesOf(*column.choices, row_.Int(at));
      case Meaning::kMessage:
        return JsonOf(*column.message, row_.Text(at));
      case Meaning::kText:
        return row_.Text(at);
    }
    return Error(type::v1::ERROR_REASON_INTERNAL);
  }

  // Rows stay when their carer is erased, with nothing in what was sealed.
  absl::StatusOr<std::string> Opened(const Column& column, const mysql::Row& row, sealing::SealedRow& sealed,
                                     size_t at) {
    if (row.Text(at).empty()) return std::string();
    const std::string place = absl::StrCat(std::string(table_.name), ".", std::string(column.name));
    const std::string row_id = row_.Text(kSealedRow);
    std::string value;
    if (column.meaning == Meaning::kDay) {
      value = absl::FormatCivilTime(sealed.Day(at, place, row_id));
    } else if (column.meaning == Meaning::kChoice) {
      value = ChoiceOf(*column.choices, sealed.Number(at, place, row_id));
    } else if (column.meaning == Meaning::kChoices) {
      value = ChoicesOf(*column.choices, sealed.Number(at, place, row_id));
    } else {
      value = sealed.Text(at, place, row_id);
    }
    if (!sealed.status().ok()) {
      if (auto kept = sealed.StatusOfKept(); !kept.ok()) return kept;
      return std::string();
    }
    if (column.meaning == Meaning::kMessage && !value.empty()) return JsonOf(*column.message, value);
    return value;
  }

  absl::StatusOr<std::string> OpenedTwice(const Column& column, size_t at) {
    const std::string place = absl::StrCat(std::string(table_.name), ".", std::string(column.name));
    const std::string inner = other_sealed_.Text(at, place, row_.Text(kSealedRow));
    if (auto opened = other_sealed_.StatusOfKept(); !opened.ok()) return opened;
    if (inner.empty() || row_.IsNull(kCouncil + 1)) return std::string();
    const mysql::Row as_read({inner, row_.Text(kCouncil), row_.Text(kCouncil + 1)}, row_.keyring());
    sealing::SealedRow sealed(as_read, 1, row_.Text(kSubject));
    return Opened(column, as_read, sealed, 0);
  }

  const Table& table_;
  const mysql::Row& row_;
  sealing::SealedRow sealed_, other_sealed_;
};

// Where a page goes on: which table, and after which key of it.
struct Position {
  size_t table = 0;
  std::string key;

  std::string Text() const { return absl::StrCat(table, "\n", key); }
  static std::optional<Position> Parse(const std::string& text, size_t tables) {
    if (text.empty()) return Position();
    const size_t end = text.find('\n');
    Position position;
    if (end == std::string::npos || !absl::SimpleAtoi(text.substr(0, end), &position.table)) return std::nullopt;
    if (position.table >= tables) return std::nullopt;
    position.key = text.substr(end + 1);
    return position;
  }
};

// Adds up to `page.size` rows of one table; the value is the key of the last where more follow, else empty.
absl::StatusOr<std::string> AddTable(mysql::Pool& pool, const rpc::Call& call, const Table& table,
                                     const ids::Uuid& child_id, const std::string& after, size_t size,
                                     std::vector<type::v1::ExportedRow>& rows) {
  auto read = pool.Query(call.deadline, SqlOf(table),
                         {call.principal.council_id, Bytes{child_id}, Bytes{after}, Bytes{child_id},
                          relations::TeamsOf(call.principal), static_cast<int64_t>(size) + 1});
  if (!read.ok()) return read.status();
  const size_t taken = std::min(size, read->size());
  for (size_t i = 0; i < taken; ++i) {
    auto exported = Reading(table, (*read)[i]).ToProto();
    if (!exported.ok()) return exported.status();
    rows.push_back(*std::move(exported));
  }
  return read->size() > size ? (*read)[size - 1].Text(kKey) : std::string();
}

}  // namespace

absl::StatusOr<RowPage> ReadRows(mysql::Pool& pool, const rpc::Call& call, std::span<const Table> tables,
                                 const ids::Uuid& child_id, const paging::Page& page) {
  static const std::string kOnFile = OnFileSql();
  auto on_file = pool.Query(call.deadline, kOnFile,
                            {call.principal.council_id, Bytes{child_id}, relations::TeamsOf(call.principal)});
  if (!on_file.ok()) return on_file.status();
  if (on_file->empty()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  auto position = Position::Parse(page.position, tables.size());
  if (!position) return Error(type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  RowPage result;
  while (position->table < tables.size()) {
    const size_t left = static_cast<size_t>(page.size) - result.rows.size();
    if (left == 0) {
      result.next = position->Text();
      break;
    }
    auto next = AddTable(pool, call, tables[position->table], child_id, position->key, left, result.rows);
    if (!next.ok()) return next.status();
    if (next->empty()) {
      *position = {position->table + 1, {}};
    } else {
      position->key = *std::move(next);
    }
  }
  return result;
}

}  // namespace shortbreaks::subject_access
