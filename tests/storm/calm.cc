#include "storm/calm.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>

#include <algorithm>

#include "ids/uuid.h"
#include "storm/checkers/facts.h"
#include "storm/checkers/linearizable.h"
#include "storm/checkers/places.h"
#include "storm/checkers/store.h"
#include "storm/checkers/told.h"
#include "support/child_process.h"

namespace shortbreaks::storm {
namespace {

using support::Eventually;

constexpr absl::Duration kPatience = absl::Seconds(15);

bool Nothing(World& world, std::string_view sql) {
  const auto rows = world.services().mysql().AsRoot(sql, {world.council()});
  return rows.ok() && rows->empty();
}

// Whether each of the services answers a question of its own.
bool Serve(World& world) {
  Client officer = world.Calm();
  availability::v1::GetSessionRequest session;
  session.set_name(world.sessions()[0]);
  bookings::v1::ListBookingsRequest list;
  list.set_session(world.sessions()[0]);
  eligibility::v1::DecideRequest decide;
  decide.set_child(world.latecomers()[0].child);
  decide.set_session(world.sessions()[0]);
  return officer.GetSession(session).ok() && officer.ListBookings(list).ok() && officer.Decide(decide).ok();
}

// Its exit code, and what it said last beside its calls.
std::string HowItEnded(World& world, Program program) {
  const absl::StatusOr<int> code = world.services().process(program).Wait(absl::ZeroDuration());
  std::vector<std::string> lines = absl::StrSplit(world.services().Log(program), '\n', absl::SkipEmpty());
  std::erase_if(lines, [](const std::string& line) { return line.find("\"event\":\"rpc\"") != std::string::npos; });
  constexpr size_t kLast = 8;
  if (lines.size() > kLast) lines.erase(lines.begin(), lines.end() - kLast);
  return absl::StrCat("exit code ", code.value_or(-1), "\n", absl::StrJoin(lines, "\n"));
}

}  // namespace

bool Struck(const History& history, std::string_view part) {
  const std::vector<FaultSpan> faults = history.Faults();
  return std::ranges::any_of(faults,
                             [&](const FaultSpan& fault) { return fault.name.find(part) != std::string::npos; });
}

Violations BecomeCalm(World& world) {
  Violations found;
  for (const Program program : {Program::kAvailability, Program::kEligibility, Program::kBookings}) {
    if (world.services().process(program).running()) continue;
    found.push_back({"calm", absl::StrCat("A service has ended by itself: ", HowItEnded(world, program))});
    world.services().Start(program).IgnoreError();
  }
  const auto add = [&](const char* sentence) { found.push_back({"calm", sentence}); };
  if (!Eventually(kPatience, [&] { return Serve(world); })) add("A service does not serve 15 s after all was healed.");
  world.Root(
      "UPDATE bookings SET hold_expire_time = NOW(6) WHERE council_id = ? AND state = 1 AND hold_expire_time > NOW(6)",
      {world.council()});
  constexpr std::string_view kHeld = "SELECT 1 FROM bookings WHERE council_id = ? AND state = 1 LIMIT 1";
  if (!Eventually(kPatience, [&] { return Nothing(world, kHeld); }))
    add("Holds that ran out are not swept within 15 s.");
  constexpr std::string_view kOfNoSession =
      "SELECT 1 FROM bookings b JOIN sessions s ON s.council_id = b.council_id AND s.session_id = b.session_id WHERE "
      "b.council_id = ? AND s.state = 4 AND b.live_session_id IS NOT NULL LIMIT 1";
  if (!Eventually(kPatience, [&] { return Nothing(world, kOfNoSession); })) {
    add("Bookings of sessions that were called off are not ended within 15 s.");
  }
  // Offers follow what was swept; a look at the lists takes a moment.
  absl::SleepFor(absl::Seconds(2));
  return found;
}

namespace {

// What is asked of the services after the storm. One that answers nothing would keep every question until it gives up.
void JudgeWhoAsksNow(World& world, Verdict& verdict) {
  if (!Serve(world)) {
    verdict.violations.push_back(
        {"calm", "A service does not serve: under-booking, queue and fairness are not judged."});
    return;
  }
  Append(verdict.violations, CheckUnderBooking(world));
  Append(verdict.violations, CheckQueueOrder(world));
  Append(verdict.violations, CheckFairness(world, verdict.fairness));
}

}  // namespace

Verdict Judge(World& world, const History& history) {
  Verdict verdict;
  Violations& all = verdict.violations;
  all = CheckTables(world.services().mysql());
  if (!all.empty()) return verdict;
  Append(all, CheckStore(world.services().mysql()));
  auto facts = ReadFacts(world.services().mysql(), world.council());
  if (!facts.ok()) {
    all.push_back({"store", absl::StrCat("The facts cannot be read: ", facts.status().ToString())});
    return verdict;
  }
  facts->clock_moved = Struck(history, "clock");
  const std::vector<FaultSpan> faults = history.Faults();
  const std::vector<Attempt> attempts = history.Attempts();
  Append(all, CheckOneAnswer(attempts));
  Append(all, CheckDoneOnce(attempts, *facts));
  Append(all, CheckKept(attempts, *facts));
  Append(all, CheckNoPhantoms(attempts, *facts));
  Append(all, CheckStates(attempts, *facts));
  Append(all, CheckRunOut(attempts));
  Append(all, CheckSweptEarly(attempts, *facts));
  Append(all, CheckAuthority(attempts, *facts));
  Append(all, CheckDefects(attempts, faults));
  Append(all, CheckContention(attempts, faults));
  for (size_t i = 0; i < world.linear_sessions().size(); ++i) {
    Append(all, CheckLinearizable(attempts, *facts, world.linear_sessions()[i], static_cast<int>(2 + i % 3)));
  }
  JudgeWhoAsksNow(world, verdict);
  Append(all, CheckStore(world.services().mysql()));
  Append(all, CheckAuditChain(world));
  return verdict;
}

}  // namespace shortbreaks::storm
