#include <absl/strings/str_cat.h>

#include "audit/checkpoints.h"
#include "audit/signing.h"
#include "audit/verify.h"
#include "storm/checkers/places.h"
#include "support/child_process.h"

namespace shortbreaks::storm {

Violations CheckAuditChain(World& world) {
  const auto say = [](const std::string& sentence) { return Violations{{"audit chain", sentence}}; };
  // Records are sealed seconds after their commit.
  const bool sealed = support::Eventually(absl::Seconds(20), [&] {
    return world.Root("SELECT 1 FROM audit_records WHERE sequence IS NULL LIMIT 1").empty();
  });
  if (!sealed) return say("Records are not sealed 20 s after all was still.");
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
