// The tables that hold something about a child, column by column, so that all of it can be shown to the family that
// asks. A test compares them with the schema: a column that is added anywhere is shown, or is left out with a reason.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <span>
#include <string_view>
#include <vector>

namespace shortbreaks::subject_access {

// What a column's value is.
enum class Meaning {
  kText,
  kNumber,
  kYesNo,
  kTime,     // UTC
  kDay,      //
  kName,     // an id of `collection`
  kChoice,   // a number of `choices`
  kChoices,  // bit n: number n of `choices`
  kMessage,  // one of `message`, serialized
};

// With whose key it is sealed: nobody's, that of the row's subject, or first that and then that of its other subject.
enum class Seal { kNone, kSubject, kBoth };

struct Column {
  std::string_view name;
  Meaning meaning = Meaning::kText;
  Seal seal = Seal::kNone;
  std::string_view collection;
  const google::protobuf::EnumDescriptor* choices = nullptr;
  const google::protobuf::Message* message = nullptr;
};

inline Column Text(std::string_view name) { return {name}; }
inline Column Number(std::string_view name) { return {name, Meaning::kNumber}; }
inline Column YesNo(std::string_view name) { return {name, Meaning::kYesNo}; }
inline Column Time(std::string_view name) { return {name, Meaning::kTime}; }
inline Column Day(std::string_view name) { return {name, Meaning::kDay}; }
inline Column Name(std::string_view name, std::string_view collection) {
  return {.name = name, .meaning = Meaning::kName, .collection = collection};
}
inline Column Choice(std::string_view name, const google::protobuf::EnumDescriptor* choices) {
  return {.name = name, .meaning = Meaning::kChoice, .choices = choices};
}
inline Column Choices(std::string_view name, const google::protobuf::EnumDescriptor* choices) {
  return {.name = name, .meaning = Meaning::kChoices, .choices = choices};
}
inline Column Message(std::string_view name, const google::protobuf::Message& message) {
  return {.name = name, .meaning = Meaning::kMessage, .message = &message};
}
inline Column Sealed(Column column) {
  column.seal = Seal::kSubject;
  return column;
}
inline Column SealedByBoth(Column column) {
  column.seal = Seal::kBoth;
  return column;
}

struct Table {
  std::string_view name;
  // After FROM: the table as `t`, and what it is joined with. Its rows are those with `council` and `child` set: both
  // are placeholders of it, the council's before the child's.
  std::string_view from;
  std::vector<Column> columns;
  // An expression of bytes that no two rows have in common.
  std::string_view key;
  // The row as sealed columns are bound to it, where that is not `key`.
  std::string_view sealed_row;
  // Whose key seals, where it is not the child's, and whose seals what both seal.
  std::string_view subject = "t.child_id", other_subject;
  // Whether a row may tell something of somebody else.
  bool about_others = false;
};

// Those of each service, each readable by its user of the database.
std::span<const Table> EligibilityTables();
std::span<const Table> BookingsTables();

}  // namespace shortbreaks::subject_access
