#include "sealing/rewrap.h"

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "errors/diagnosis.h"
#include "errors/errors.h"
#include "sealing/keyring.h"
#include "telemetry/log.h"

namespace shortbreaks::sealing {
namespace {

using mysql::Bytes;

constexpr int kRowsMax = 500;

constexpr std::string_view kFind =
    "SELECT council_id, subject_id, wrapped_key FROM data_keys WHERE key_id < ? "
    "UNION ALL SELECT council_id, subject_id, wrapped_key FROM data_keys WHERE key_id > ? LIMIT ?";
constexpr std::string_view kReplace =
    "UPDATE data_keys FORCE INDEX (PRIMARY) SET key_id = ?, wrapped_key = ? WHERE council_id = ? AND subject_id = ? "
    "AND wrapped_key = ?";

}  // namespace

absl::StatusOr<int> Rewrap(mysql::Pool& pool, absl::Time deadline, int rows_max) {
  const std::shared_ptr<const Keyring> keyring = pool.options().connection.keyring;
  if (keyring == nullptr) return errors::Error(type::v1::ERROR_REASON_INTERNAL);
  auto lease = pool.Acquire(deadline);
  if (!lease.ok()) return lease.status();
  (*lease)->SetDeadline(deadline);
  auto rows = (*lease)->Query(kFind, {keyring->current(), keyring->current(), int64_t{rows_max}});
  if (!rows.ok()) return rows.status();
  absl::Status first_error;
  for (const mysql::Row& row : *rows) {
    auto key = keyring->Unwrap(row.Text(0), row.Text(1), row.Text(2));
    first_error.Update(key.status());
    if (!key.ok()) continue;
    auto replaced =
        (*lease)->Execute(kReplace, {keyring->current(), Bytes{keyring->Wrap(row.Text(0), row.Text(1), *key)},
                                     row.Text(0), Bytes{row.Text(1)}, Bytes{row.Text(2)}});
    if (!replaced.ok()) return replaced.status();
  }
  if (!first_error.ok()) return first_error;
  return static_cast<int>(rows->size());
}

void RewrapAll(mysql::Pool& pool, absl::Time deadline) {
  int done = 0;
  while (absl::Now() < deadline) {
    auto found = Rewrap(pool, deadline, kRowsMax);
    if (!found.ok()) {
      telemetry::Log(
          telemetry::Level::kError, "rewrap_failed",
          {{"reason", errors::ReasonText(found.status())}, {"diagnosis", errors::DiagnosisOf(found.status())}});
      return;
    }
    done += *found;
    if (*found < kRowsMax) break;
  }
  if (done > 0) telemetry::Log(telemetry::Level::kInfo, "keys_rewrapped", {{"keys", absl::StrCat(done)}});
}

}  // namespace shortbreaks::sealing
