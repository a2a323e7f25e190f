#include "audit/record.h"

#include "ids/uuid.h"
#include "mysql/insert_rows.h"

namespace shortbreaks::audit {
namespace {

using mysql::Bytes;

// As AccessKind.
enum class Kind { kRead = 1, kChange = 2 };

constexpr std::string_view kInsert =
    "INSERT INTO audit_records (council_id, audit_id, method, subject, actor, partner_id, call_id, create_time, kind, "
    "child_id, acting_app, purpose, reference) VALUES ";
constexpr std::string_view kTuple = "(?, ?, ?, ?, ?, ?, ?, NOW(6), ?, ?, ?, ?, ?)";

// The child's name, where one is known.
const std::string& ChildOf(const About& about) { return about.child.empty() ? about.subject : about.child; }

absl::Status Record(mysql::Connection& connection, const Who& who, std::string_view method, Kind kind,
                    const std::vector<About>& about) {
  std::vector<mysql::Parameters> rows;
  rows.reserve(about.size());
  for (const About& each : about) {
    const auto child = ids::IdOf("children", ChildOf(each));
    rows.push_back({who.council_id, Bytes{ids::NewUuid()}, std::string(method), each.subject, who.actor, who.partner_id,
                    who.call_id, int64_t{static_cast<int>(kind)},
                    child ? mysql::Parameter(Bytes{*child}) : mysql::Parameter(nullptr), who.acting_app,
                    int64_t{static_cast<int>(who.purpose)}, who.reference});
  }
  return mysql::InsertRows(connection, kInsert, kTuple, rows);
}

}  // namespace

Who WhoOf(const rpc::Call& call) {
  // A service's own work is a call that nobody made and nothing wraps.
  const Purpose said = PurposeOf(call.purpose);
  return {.council_id = call.principal.council_id,
          .actor = call.principal.Actor(),
          .partner_id = call.principal.partner_id,
          .acting_app = call.principal.scopes ? call.principal.partner_id : std::string(),
          .call_id = call.call_id,
          .purpose = said == Purpose::kNone ? PurposeOfRole(call.principal.role) : said,
          .reference = call.reference,
          .changed_children = call.changed_children};
}

Who ServiceItself(const std::string& council_id, std::string_view service, std::string_view work) {
  return {.council_id = council_id,
          .actor = "service:" + std::string(service),
          .partner_id = "shortbreaks",
          .call_id = std::string(work),
          .purpose = Purpose::kService};
}

absl::Status RecordChanges(mysql::Connection& connection, const Who& who, std::string_view method,
                           const std::vector<About>& about) {
  if (auto recorded = Record(connection, who, method, Kind::kChange, about); !recorded.ok()) return recorded;
  if (who.changed_children == nullptr) return absl::OkStatus();
  // A transaction that is run again records the same children: what is marked too early is marked again.
  for (const About& each : about) who.changed_children->insert(ChildOf(each));
  return absl::OkStatus();
}

absl::Status RecordReads(mysql::Connection& connection, const Who& who, std::string_view method,
                         const std::vector<About>& about) {
  return Record(connection, who, method, Kind::kRead, about);
}

}  // namespace shortbreaks::audit
