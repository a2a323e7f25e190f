#include "sealing/sealed_row.h"

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "errors/diagnosis.h"
#include "errors/errors.h"

namespace shortbreaks::sealing {
namespace {

using errors::Error;
using mysql::Bytes;

constexpr std::string_view kReadKey = "SELECT wrapped_key FROM data_keys WHERE council_id = ? AND subject_id = ?";

absl::Status NoKeyring() {
  return errors::WithDiagnosis(Error(type::v1::ERROR_REASON_INTERNAL), "the connection was opened without a keyring");
}

absl::StatusOr<DataKey> Unwrap(const mysql::Row& row, size_t at, std::string_view council_id,
                               std::string_view subject_id) {
  if (row.keyring() == nullptr) return NoKeyring();
  return row.keyring()->Unwrap(council_id, subject_id, row.Text(at));
}

}  // namespace

SealedRow::SealedRow(const mysql::Row& row, size_t at, std::string_view subject_id)
    : row_(row), at_(at), subject_id_(subject_id), council_id_(row.Text(at)) {
  if (row.IsNull(at + 1)) status_ = Error(type::v1::ERROR_REASON_NOT_FOUND);
}

std::string SealedRow::Text(size_t at, std::string_view column, std::string_view row_id) {
  if (!status_.ok() || row_.IsNull(at)) return {};
  const std::string sealed = row_.Text(at);
  if (sealed.empty()) return {};
  if (!key_) {
    auto key = Unwrap(row_, at_ + 1, council_id_, subject_id_);
    status_ = key.status();
    if (!key.ok()) return {};
    key_ = *key;
  }
  auto text = key_->Open({council_id_, column, row_id}, sealed);
  if (text.ok()) return *std::move(text);
  status_ = text.status();
  return {};
}

absl::Status SealedRow::StatusOfKept() const {
  return errors::ReasonOf(status_) == type::v1::ERROR_REASON_NOT_FOUND ? absl::OkStatus() : status_;
}

absl::CivilDay SealedRow::Day(size_t at, std::string_view column, std::string_view row_id) {
  absl::CivilDay day;
  const std::string text = Text(at, column, row_id);
  if (!absl::ParseCivilTime(text, &day) && status_.ok()) status_ = Unreadable(column, "it holds no day");
  return day;
}

int64_t SealedRow::Number(size_t at, std::string_view column, std::string_view row_id) {
  int64_t number = 0;
  const std::string text = Text(at, column, row_id);
  if (!absl::SimpleAtoi(text, &number) && status_.ok()) status_ = Unreadable(column, "it holds no number");
  return number;
}

mysql::Parameter Sealer::Text(std::string_view column, std::string_view row_id, std::string_view text) const {
  return Bytes{key_.Seal({council_id_, column, row_id}, text)};
}

mysql::Parameter Sealer::Day(std::string_view column, std::string_view row_id, absl::CivilDay day) const {
  return Text(column, row_id, absl::FormatCivilTime(day));
}

mysql::Parameter Sealer::Number(std::string_view column, std::string_view row_id, int64_t number) const {
  return Text(column, row_id, absl::StrFormat("%020d", number));
}

mysql::Parameter Sealer::Index(std::string_view column, absl::CivilDay day) const {
  return Bytes{DayIndex(keyring_, council_id_, column, day)};
}

absl::StatusOr<DataKey> KeyOf(mysql::Connection& connection, const std::string& council_id,
                              const std::string& subject_id) {
  auto rows = connection.Query(kReadKey, {council_id, Bytes{subject_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  return Unwrap(rows->front(), 0, council_id, subject_id);
}

absl::StatusOr<Sealer> SealerOf(mysql::Connection& connection, const std::string& council_id,
                                const std::string& subject_id) {
  auto key = KeyOf(connection, council_id, subject_id);
  if (!key.ok()) return key.status();
  return Sealer(*connection.keyring(), council_id, *key);
}

absl::StatusOr<mysql::Parameter> SealedText(mysql::Connection& connection, const std::string& council_id,
                                            const std::string& subject_id, std::string_view column,
                                            std::string_view row_id, std::string_view text) {
  if (text.empty()) return Bytes{};
  auto sealer = SealerOf(connection, council_id, subject_id);
  if (!sealer.ok()) return sealer.status();
  return sealer->Text(column, row_id, text);
}

absl::StatusOr<NewKey> MakeKey(const Keyring* keyring, const std::string& council_id, const std::string& subject_id,
                               SubjectKind kind) {
  if (keyring == nullptr) return NoKeyring();
  const DataKey key = DataKey::Random();
  return NewKey{Sealer(*keyring, council_id, key),
                {council_id, Bytes{subject_id}, int64_t{static_cast<int>(kind)}, keyring->current(),
                 Bytes{keyring->Wrap(council_id, subject_id, key)}}};
}

std::string DayIndex(const Keyring& keyring, std::string_view council_id, std::string_view column, absl::CivilDay day) {
  return keyring.BlindIndex({.council_id = council_id, .column = column}, absl::FormatCivilTime(day));
}

absl::StatusOr<const Keyring*> KeyringOf(const Keyring* keyring) {
  if (keyring == nullptr) return NoKeyring();
  return keyring;
}

}  // namespace shortbreaks::sealing
