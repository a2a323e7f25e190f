#include "sealing/check.h"

#include <absl/strings/str_cat.h>

#include "sealing/keyring.h"

namespace shortbreaks::sealing {
namespace {

constexpr std::string_view kKeyIds = "SELECT DISTINCT key_id FROM data_keys";
constexpr std::string_view kOneOf =
    "SELECT council_id, subject_id, wrapped_key FROM data_keys WHERE key_id = ? LIMIT 1";

absl::Status Wrong(const std::string& key_id, const char* what) {
  return absl::FailedPreconditionError(
      absl::StrCat("--sealing-keys-file: data keys in the database are wrapped by the key ", key_id, ", which ", what,
                   ": use the file that has it (docs/operating.md, Keys)"));
}

}  // namespace

absl::Status CheckKeys(mysql::Pool& pool, absl::Time deadline) {
  const Keyring* const keyring = pool.options().connection.keyring.get();
  if (keyring == nullptr) return absl::FailedPreconditionError("--sealing-keys-file must name the key file");
  auto ids = pool.Query(deadline, kKeyIds);
  if (!ids.ok()) return ids.status();
  for (const mysql::Row& id : *ids) {
    if (!keyring->Has(id.Text(0))) return Wrong(id.Text(0), "the file does not have");
    auto rows = pool.Query(deadline, kOneOf, {id.Text(0)});
    if (!rows.ok()) return rows.status();
    if (rows->empty()) continue;
    const mysql::Row& row = rows->front();
    if (!keyring->Unwrap(row.Text(0), row.Text(1), row.Text(2)).ok())
      return Wrong(id.Text(0), "is another in the file");
  }
  return absl::OkStatus();
}

}  // namespace shortbreaks::sealing
