#include "audit/verify.h"

#include <absl/strings/str_cat.h>

#include <set>

#include "ids/uuid.h"

namespace shortbreaks::audit {
namespace {

using mysql::Connection;

constexpr int64_t kPageRows = 1'000;

constexpr std::string_view kNextCouncil =
    "SELECT council_id FROM audit_records WHERE council_id > ? ORDER BY council_id LIMIT 1";
constexpr std::string_view kUnsealed =
    "SELECT audit_id FROM audit_records WHERE council_id = ? AND sequence IS NULL "
    "AND create_time < NOW(6) - INTERVAL ? SECOND ORDER BY audit_id LIMIT ?";

using OfCouncil = std::map<int64_t, Checkpoint>;

// Walks along one council's chain.
class Walk {
 public:
  Walk(Connection& connection, std::string council_id, const OfCouncil& checkpoints, const VerifyOptions& options,
       Report& report)
      : connection_(connection),
        council_id_(std::move(council_id)),
        checkpoints_(checkpoints),
        options_(options),
        report_(report) {}

  absl::Status Run() {
    for (bool more = true; more && !Enough();) {
      auto rows = NextPage();
      if (!rows.ok()) return rows.status();
      for (const mysql::Row& row : *rows) See(row);
      more = static_cast<int64_t>(rows->size()) == kPageRows;
    }
    FindTruncated();
    return FindUnsealed();
  }

 private:
  // Of a page: sequence, hash, seconds since it was made, and the columns of the chain.
  static constexpr size_t kColumnsAt = 3;

  absl::StatusOr<mysql::Rows> NextPage() {
    static const std::string kPage =
        absl::StrCat("SELECT r.sequence, r.hash, TIMESTAMPDIFF(SECOND, r.create_time, NOW(6)), ", kChainColumns,
                     " FROM audit_records r FORCE INDEX (audit_records_in_sequence) WHERE r.council_id = ? AND "
                     "r.sequence > ? ORDER BY r.sequence LIMIT ?");
    return connection_.Query(kPage, {council_id_, last_, kPageRows});
  }

  void See(const mysql::Row& row) {
    const int64_t sequence = row.Int(0);
    const Hash stored = row.IsNull(1) ? Hash() : row.Text(1);
    const Columns columns = ReadColumns(row, kColumnsAt);
    const std::string where = absl::StrCat("record ", sequence, " (", ids::ToText(columns.front().value_or("")), ")");
    ++report_.records;
    const bool follows = sequence == last_ + 1;
    if (!follows) Add(Finding::kMissing, Numbers(last_ + 1, sequence - 1));
    // What stood before a gap is not known any more, and so neither is what the record behind it should be hashed to.
    const bool right = !follows || HashOf(before_, council_id_, sequence, columns) == stored;
    if (!right) Add(Finding::kChanged, where);
    const auto checkpoint = checkpoints_.find(sequence);
    if (checkpoint != checkpoints_.end() && checkpoint->second.hash != stored) {
      Add(Finding::kRewritten, absl::StrCat(where, " and what was before it: it is not what was signed at ",
                                            absl::FormatTime(checkpoint->second.time, absl::UTCTimeZone())));
    }
    if (!uncovered_ && sequence > LastSigned() && row.Int(2) > absl::ToInt64Seconds(options_.uncovered_max)) {
      uncovered_ = true;
      Add(Finding::kUncovered, absl::StrCat(where, " and what is after it, by no checkpoint"));
    }
    last_ = sequence;
    before_ = stored;
  }

  void FindTruncated() {
    if (Enough() || LastSigned() <= last_) return;
    Add(Finding::kTruncated, absl::StrCat(Numbers(last_ + 1, LastSigned()), " at the end, which a checkpoint covers"));
  }

  absl::Status FindUnsealed() {
    auto rows = connection_.Query(
        kUnsealed, {council_id_, absl::ToInt64Seconds(options_.unsealed_max), int64_t{options_.found_max}});
    if (!rows.ok()) return rows.status();
    for (const mysql::Row& row : *rows) Add(Finding::kUnsealed, ids::ToText(row.Text(0)));
    return absl::OkStatus();
  }

  static std::string Numbers(int64_t first, int64_t last) {
    return first == last ? absl::StrCat("record ", first) : absl::StrCat("records ", first, " to ", last);
  }
  int64_t LastSigned() const { return checkpoints_.empty() ? 0 : checkpoints_.rbegin()->first; }
  bool Enough() const { return report_.found.size() >= static_cast<size_t>(options_.found_max); }
  void Add(Finding finding, std::string where) {
    if (!Enough()) report_.found.push_back({finding, council_id_, std::move(where)});
  }

  Connection& connection_;
  const std::string council_id_;
  const OfCouncil& checkpoints_;
  const VerifyOptions& options_;
  Report& report_;
  int64_t last_ = 0;
  Hash before_ = kNoHash;
  bool uncovered_ = false;
};

// Those that have records, and those that have checkpoints: all of a council's records may have been deleted.
absl::StatusOr<std::set<std::string>> Councils(Connection& connection, const Checkpoints& checkpoints) {
  std::set<std::string> councils;
  for (const auto& [council_id, of_council] : checkpoints.by_council) councils.insert(council_id);
  for (std::string last;;) {
    auto rows = connection.Query(kNextCouncil, {last});
    if (!rows.ok()) return rows.status();
    if (rows->empty()) return councils;
    last = rows->front().Text(0);
    councils.insert(last);
  }
}

}  // namespace

std::string_view NameOf(Finding finding) {
  switch (finding) {
    case Finding::kChanged:
      return "changed";
    case Finding::kMissing:
      return "missing";
    case Finding::kTruncated:
      return "truncated";
    case Finding::kRewritten:
      return "rewritten";
    case Finding::kForged:
      return "forged";
    case Finding::kUnsealed:
      return "unsealed";
    case Finding::kUncovered:
      return "uncovered";
  }
  return "unknown";
}

absl::StatusOr<Report> Verify(Connection& connection, const Checkpoints& checkpoints, const VerifyOptions& options) {
  Report report{.checkpoints = checkpoints.lines};
  for (const std::string& line : checkpoints.forged) report.found.push_back({Finding::kForged, {}, line});
  std::set<std::string> councils = {options.council_id};
  if (options.council_id.empty()) {
    auto all = Councils(connection, checkpoints);
    if (!all.ok()) return all.status();
    councils = *std::move(all);
  }
  static const OfCouncil kNone;
  for (const std::string& council_id : councils) {
    const auto of_council = checkpoints.by_council.find(council_id);
    Walk walk(connection, council_id, of_council == checkpoints.by_council.end() ? kNone : of_council->second, options,
              report);
    if (auto walked = walk.Run(); !walked.ok()) return walked;
    ++report.councils;
  }
  return report;
}

}  // namespace shortbreaks::audit
