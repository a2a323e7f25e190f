#include <absl/strings/str_cat.h>

#include "audit/checkpoints.h"
#include "audit/signing.h"
#include "audit/verify.h"
#include "storm/checkers/places.h"
#include "support/child_process.h"

namespace shortbreaks::storm {

namespace {

// Records are sealed seconds after their commit; a backlog takes its time, but it shrinks. The value: how many are left
// once it shrinks no more.
int64_t WaitForSeals(World& world) {
  const auto count = [&] {
    return world.Root("SELECT COUNT(*) FROM audit_records WHERE sequence IS NULL").front().Int(0);
  };
  for (int64_t left = count(); left > 0;) {
    const int64_t before = left;
    if (!support::Eventually(absl::Seconds(15), [&] { return (left = count()) < before; })) return left;
  }
  return 0;
}

// Of the sealer; empty where it complained of nothing.
std::string LastWords(const std::string& log) {
  const size_t at = log.rfind("audit_seal_failed");
  return at == std::string::npos ? "nothing" : log.substr(at, log.find('\n', at) - at);
}

}  // namespace

Violations CheckAuditChain(World& world) {
  const auto say = [](const std::string& sentence) { return Violations{{"audit chain", sentence}}; };
  if (const int64_t left = WaitForSeals(world); left > 0) {
    return say(absl::StrCat(left, " records are not sealed, and none was for 15 s. The service says: ",
                            LastWords(world.services().Log(Program::kEligibility))));
  }
  audit::PublicKeys keys;
  if (auto added = keys.AddFile(world.services().AuditKey("public")); !added.ok()) return say(added.ToString());
  auto checkpoints = audit::ReadCheckpoints({world.services().checkpoint_folder()}, keys);
  if (!checkpoints.ok()) return say(checkpoints.status().ToString());
  auto connection = mysql::Connection::Open(world.services().mysql().As("root"));
  if (!connection.ok()) return say("The database cannot be read.");
  auto report = audit::Verify(**connection, *checkpoints, {.council_id = world.council()});
  if (!report.ok()) return say("The database cannot be read.");
  Violations found;
  for (const audit::Found& each : report->found) {
    found.push_back({"audit chain", absl::StrCat(std::string(audit::NameOf(each.finding)), ": ", each.where, ".")});
  }
  return found;
}

}  // namespace shortbreaks::storm
