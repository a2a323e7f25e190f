// Checkpoints: signed lines that say where a council's chain stood, kept where whoever holds the database cannot change
// them. One file a council in a folder, `E08000031.jsonl`, one JSON object a line, only ever added to.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <map>
#include <string>
#include <vector>

#include "audit/chain.h"
#include "audit/signing.h"

namespace shortbreaks::audit {

struct Checkpoint {
  std::string council_id;
  int64_t sequence = 0;  // of the last record that it covers
  Hash hash;             // of that record
  absl::Time time;       // by the database's clock, to the second
};

// The line, with its line break.
std::string SignedLine(const Checkpoint& checkpoint, const Signer& signer);
// INVALID_ARGUMENT, saying what is wrong, where the line is malformed or its signature is none of `keys`.
absl::StatusOr<Checkpoint> ReadSignedLine(const std::string& line, const PublicKeys& keys);

// Adds the line to the council's file in `folder`, and has it on the disk when it returns. FAILED_PRECONDITION, one
// line, where that cannot be.
absl::Status AppendCheckpoint(const std::string& folder, const Checkpoint& checkpoint, const Signer& signer);

struct Checkpoints {
  std::map<std::string, std::map<int64_t, Checkpoint>> by_council;  // by number within each
  std::vector<std::string> forged;                                  // `E08000031.jsonl line 3: …`
  int64_t lines = 0;
};
// All that lie in `folders`. FAILED_PRECONDITION where one cannot be read.
absl::StatusOr<Checkpoints> ReadCheckpoints(const std::vector<std::string>& folders, const PublicKeys& keys);

}  // namespace shortbreaks::audit
