// Seals audit records into each council's chain, after their commit, so that nobody who records waits for anybody else;
// and signs checkpoints. In MySQL 8 or MariaDB 10.11, as the user shortbreaks_eligibility. Any number of sealers may
// run: the council's row of audit_streams is their lock.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <memory>
#include <optional>
#include <string>

#include "audit/checkpoints.h"
#include "audit/signing.h"
#include "mysql/pool.h"

namespace shortbreaks::audit {

struct SealerOptions {
  int records_max = 100;  // sealed in one transaction, and held in memory for it
  // Where checkpoints go, and who signs them; none are made without.
  std::string checkpoint_folder;
  std::optional<Signer> signer;
  // A checkpoint is due once so much time or so many records have passed since the last, and something was sealed.
  absl::Duration checkpoint_every = absl::Minutes(1);
  int checkpoint_records = 1'000;
};

class Sealer {
 public:
  Sealer(mysql::Pool& pool, SealerOptions options) : pool_(pool), options_(std::move(options)) {}

  // Seals what was committed when it began, in the order of the records' ids where several wait, until `deadline`. The
  // value: how many.
  absl::StatusOr<int64_t> Seal(absl::Time deadline);
  // Signs what is due. The value: how many checkpoints were written. FAILED_PRECONDITION, one line, where the folder
  // cannot be written to; those are tried again next time.
  absl::StatusOr<int> SignCheckpoints(absl::Time deadline);

 private:
  absl::StatusOr<int64_t> SealSome(const std::string& council_id, absl::Time deadline);
  absl::Status SignCheckpoint(const std::string& council_id, absl::Time deadline);

  mysql::Pool& pool_;
  const SealerOptions options_;
};

}  // namespace shortbreaks::audit
