#include "audit/sealer.h"

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "errors/errors.h"

namespace shortbreaks::audit {
namespace {

using mysql::Bytes;
using mysql::Connection;

constexpr std::string_view kWaiting =
    "SELECT DISTINCT council_id FROM audit_records FORCE INDEX (audit_records_unsealed) WHERE sequence IS NULL";
constexpr std::string_view kBeginStream =
    "INSERT IGNORE INTO audit_streams (council_id, sequence, hash) VALUES (?, 0, ?)";
// Changes nothing, and takes the row's lock.
constexpr std::string_view kLockStream =
    "UPDATE audit_streams FORCE INDEX (PRIMARY) SET sequence = sequence WHERE council_id = ?";
constexpr std::string_view kReadStream =
    "SELECT sequence, hash, checkpoint_sequence, NOW(6) FROM audit_streams WHERE council_id = ?";
constexpr std::string_view kSealRecord =
    "UPDATE audit_records FORCE INDEX (PRIMARY) SET sequence = ?, hash = ? "
    "WHERE council_id = ? AND audit_id = ? AND sequence IS NULL";
constexpr std::string_view kMoveStream =
    "UPDATE audit_streams FORCE INDEX (PRIMARY) SET sequence = ?, hash = ? WHERE council_id = ?";
constexpr std::string_view kCheckpointsDue =
    "SELECT council_id FROM audit_streams WHERE sequence > checkpoint_sequence AND (checkpoint_time IS NULL "
    "OR checkpoint_time <= NOW(6) - INTERVAL ? SECOND OR sequence >= checkpoint_sequence + ?)";
constexpr std::string_view kKeepCheckpoint =
    "UPDATE audit_streams FORCE INDEX (PRIMARY) SET checkpoint_sequence = ?, checkpoint_time = ? WHERE council_id = ?";

struct Stream {
  int64_t sequence = 0;
  Hash hash;
  int64_t checkpoint_sequence = 0;
  absl::Time now;
};

// Under its lock, which is kept to the end of the transaction. Begins the stream of a council that has none.
absl::StatusOr<Stream> LockStream(Connection& connection, const std::string& council_id) {
  for (const bool may_begin : {true, false}) {
    if (auto locked = connection.Execute(kLockStream, {council_id}); !locked.ok()) return locked.status();
    auto rows = connection.Query(kReadStream, {council_id});
    if (!rows.ok()) return rows.status();
    if (!rows->empty()) {
      const mysql::Row& row = rows->front();
      return Stream{row.Int(0), row.Text(1), row.Int(2), row.Time(3)};
    }
    if (!may_begin) break;
    if (auto begun = connection.Execute(kBeginStream, {council_id, Bytes{kNoHash}}); !begun.ok()) return begun.status();
  }
  return errors::Error(type::v1::ERROR_REASON_INTERNAL);
}

absl::Status SealRecord(Connection& connection, const std::string& council_id, const Columns& columns, Stream& stream) {
  stream.sequence += 1;
  stream.hash = HashOf(stream.hash, council_id, stream.sequence, columns);
  auto sealed = connection.Execute(
      kSealRecord, {stream.sequence, Bytes{stream.hash}, council_id, Bytes{columns.front().value_or("")}});
  if (!sealed.ok()) return sealed.status();
  return *sealed == 1 ? absl::OkStatus() : errors::Error(type::v1::ERROR_REASON_CONTENTION);
}

}  // namespace

absl::StatusOr<int64_t> Sealer::Seal(absl::Time deadline) {
  auto waiting = pool_.Query(deadline, kWaiting);
  if (!waiting.ok()) return waiting.status();
  int64_t sealed = 0;
  for (const mysql::Row& row : *waiting) {
    const std::string council_id = row.Text(0);
    for (int64_t some = options_.records_max; some == options_.records_max && absl::Now() < deadline; sealed += some) {
      auto done = SealSome(council_id, deadline);
      if (!done.ok()) return done.status();
      some = *done;
    }
  }
  return sealed;
}

absl::StatusOr<int64_t> Sealer::SealSome(const std::string& council_id, absl::Time deadline) {
  static const std::string kUnsealed =
      absl::StrCat("SELECT ", kChainColumns,
                   " FROM audit_records r FORCE INDEX (audit_records_unsealed) WHERE r.council_id = ? AND "
                   "r.sequence IS NULL ORDER BY r.audit_id LIMIT ?");
  int64_t count = 0;
  auto status = mysql::InTransaction(pool_, deadline, [&](Connection& connection) -> absl::Status {
    auto stream = LockStream(connection, council_id);
    if (!stream.ok()) return stream.status();
    auto rows = connection.Query(kUnsealed, {council_id, int64_t{options_.records_max}});
    if (!rows.ok()) return rows.status();
    count = static_cast<int64_t>(rows->size());
    for (const mysql::Row& row : *rows) {
      if (auto s = SealRecord(connection, council_id, ReadColumns(row, 0), *stream); !s.ok()) return s;
    }
    if (rows->empty()) return absl::OkStatus();
    return connection.Execute(kMoveStream, {stream->sequence, Bytes{stream->hash}, council_id}).status();
  });
  if (!status.ok()) return status;
  return count;
}

absl::StatusOr<int> Sealer::SignCheckpoints(absl::Time deadline) {
  if (!options_.signer) return 0;
  auto due = pool_.Query(deadline, kCheckpointsDue,
                         {absl::ToInt64Seconds(options_.checkpoint_every), int64_t{options_.checkpoint_records}});
  if (!due.ok()) return due.status();
  for (const mysql::Row& row : *due) {
    if (auto s = SignCheckpoint(row.Text(0), deadline); !s.ok()) return s;
  }
  return static_cast<int>(due->size());
}

// Written before the database says so: after a crash in between the same is signed again, which harms nothing.
absl::Status Sealer::SignCheckpoint(const std::string& council_id, absl::Time deadline) {
  return mysql::InTransaction(pool_, deadline, [&](Connection& connection) -> absl::Status {
    auto stream = LockStream(connection, council_id);
    if (!stream.ok()) return stream.status();
    if (stream->sequence == stream->checkpoint_sequence) return absl::OkStatus();
    const Checkpoint checkpoint{council_id, stream->sequence, stream->hash, stream->now};
    auto written = AppendCheckpoint(options_.checkpoint_folder, checkpoint, *options_.signer);
    if (!written.ok()) return written;
    return connection.Execute(kKeepCheckpoint, {stream->sequence, stream->now, council_id}).status();
  });
}

}  // namespace shortbreaks::audit
