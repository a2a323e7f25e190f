// Sealed columns of the database: read from rows, made for statements. The keyring is the connection's.
//
// A child's or carer's data key stands wrapped in `data_keys` and is read by the statement that reads what it seals:
// nothing is kept in memory, so what was erased is unreadable everywhere at once. Unwrapping takes less than
// opening two columns.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/civil_time.h>

#include <optional>
#include <string>
#include <string_view>

#include "mysql/connection.h"
#include "sealing/keyring.h"

namespace shortbreaks::sealing {

// Opens the sealed columns of one row. Its statement selects, one after the other, the row's council and
// `(SELECT k.wrapped_key FROM data_keys k WHERE k.council_id = … AND k.subject_id = …)`, which is null where the child
// or carer was erased. The first that cannot be opened is the status; what is read after it is empty.
class SealedRow {
 public:
  // `at`: the column of the council, which the wrapped key follows.
  SealedRow(const mysql::Row& row, size_t at, std::string_view subject_id);

  // Empty where it is null or empty. `column` as in Place.
  std::string Text(size_t at, std::string_view column, std::string_view row_id);
  // Of SealedDay and SealedNumber.
  absl::CivilDay Day(size_t at, std::string_view column, std::string_view row_id);
  int64_t Number(size_t at, std::string_view column, std::string_view row_id);

  // NOT_FOUND where the key was destroyed; SEALED_DATA_UNREADABLE.
  const absl::Status& status() const { return status_; }
  // For rows that stay when their child or carer is erased, with nothing in their sealed columns: OK where the key was
  // destroyed.
  absl::Status StatusOfKept() const;

 private:
  const mysql::Row& row_;
  const size_t at_;
  const std::string subject_id_;
  const std::string council_id_;
  std::optional<DataKey> key_;  // unwrapped when first needed
  absl::Status status_;
};

// Makes the parameters of sealed columns, all of one child or carer.
class Sealer {
 public:
  // `keyring` outlives it.
  Sealer(const Keyring& keyring, std::string council_id, const DataKey& key)
      : keyring_(keyring), council_id_(std::move(council_id)), key_(key) {}

  mysql::Parameter Text(std::string_view column, std::string_view row_id, std::string_view text) const;
  mysql::Parameter Day(std::string_view column, std::string_view row_id, absl::CivilDay day) const;
  // As long as any other number is.
  mysql::Parameter Number(std::string_view column, std::string_view row_id, int64_t number) const;
  // Of a day: its blind index.
  mysql::Parameter Index(std::string_view column, absl::CivilDay day) const;

 private:
  const Keyring& keyring_;
  std::string council_id_;
  DataKey key_;
};

// The data key of a child or carer. NOT_FOUND where there is none: nobody, or somebody who was erased.
absl::StatusOr<DataKey> KeyOf(mysql::Connection& connection, const std::string& council_id,
                              const std::string& subject_id);
// With the key that is there. NOT_FOUND likewise.
absl::StatusOr<Sealer> SealerOf(mysql::Connection& connection, const std::string& council_id,
                                const std::string& subject_id);

// One text. Empty as it is, without a look for the key.
absl::StatusOr<mysql::Parameter> SealedText(mysql::Connection& connection, const std::string& council_id,
                                            const std::string& subject_id, std::string_view column,
                                            std::string_view row_id, std::string_view text);

// Of somebody new: a key, and the row of `data_keys` that keeps it.
enum class SubjectKind { kChild = 1, kCarer = 2 };
inline constexpr char kInsertKeyHead[] =
    "INSERT INTO data_keys (council_id, subject_id, kind, key_id, wrapped_key, create_time) VALUES ";
inline constexpr char kInsertKeyRow[] = "(?, ?, ?, ?, ?, NOW(6))";
struct NewKey {
  Sealer sealer;
  mysql::Parameters row;  // of kInsertKeyRow
};
// INTERNAL where there is no keyring.
absl::StatusOr<NewKey> MakeKey(const Keyring* keyring, const std::string& council_id, const std::string& subject_id,
                               SubjectKind kind);

// What Sealer::Index makes of a day, to find the rows with it.
std::string DayIndex(const Keyring& keyring, std::string_view council_id, std::string_view column, absl::CivilDay day);
// INTERNAL where the connection was opened without.
absl::StatusOr<const Keyring*> KeyringOf(const Keyring* keyring);

}  // namespace shortbreaks::sealing
