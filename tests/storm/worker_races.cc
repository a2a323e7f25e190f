// The races that players make on purpose: what is decided in the same few milliseconds.
#include <absl/strings/str_cat.h>

#include <algorithm>
#include <deque>
#include <thread>

#include "ids/uuid.h"
#include "storm/worker.h"

namespace shortbreaks::storm {

using mysql::Bytes;

void Worker::ConfirmAgainstRelease(const Action& action) {
  auto mine = Pick(holds_, action.pick, true);
  if (!mine) return;
  Request confirm = ConfirmBooking(mine->name), release = ReleaseHold(mine->name);
  confirm.carer = release.carer = mine->carer;
  Attempt confirmed;
  {
    const std::jthread other([&] { SendOnce(action, release, true); });
    confirmed = SendOnce(action, confirm, false);
  }
  Remember(confirm);
  Remember(release);
  Keep(confirmed, mine->carer);
}

// A place comes free, where this player has one there, and all want it.
void Worker::Rush(const Action& action) {
  constexpr size_t kFamilies = 5;
  const std::string& session = world_.sessions()[action.session];
  std::vector<Request> requests;
  for (size_t i = 0; i < kFamilies; ++i) {
    const StormFamily& family = world_.families()[(action.family + 7 * i) % world_.families().size()];
    requests.push_back(i % 2 == 0 ? BookPlace(family.child, session, false) : HoldPlace(family.child, session));
    if (!action.by_officer) requests.back().carer = family.carer;
  }
  const auto here = std::ranges::find(bookings_, session, &Mine::session);
  std::vector<Attempt> answers(kFamilies);
  {
    std::vector<std::jthread> all;
    for (size_t i = 0; i < kFamilies; ++i) {
      all.emplace_back([&, i] { answers[i] = SendOnce(action, requests[i], true); });
    }
    if (here != bookings_.end()) {
      Request cancel = CancelBooking(here->name);
      SendOnce(action, cancel, false);
      bookings_.erase(here);
    }
  }
  for (size_t i = 0; i < kFamilies; ++i) {
    Remember(requests[i]);
    Keep(answers[i], requests[i].carer);
  }
}

// Each is decided on with the balance and the diary as they are before the others.
void Worker::SpendAtOnce(const Action& action) {
  const auto& families = world_.families();
  const auto& sessions = world_.sessions();
  const auto from = families.begin() + static_cast<std::ptrdiff_t>(action.pick % families.size());
  const auto family = std::ranges::find(from, families.end(), true, &StormFamily::has_little);
  if (family == families.end()) return;
  std::vector<Request> requests;
  // Three at a time overlap.
  for (const size_t further : {0, 1, 3, 6}) {
    const std::string& session = sessions[(sessions.size() / 3 + action.session + further) % sessions.size()];
    requests.push_back(further == 3 ? HoldPlace(family->child, session) : BookPlace(family->child, session, false));
    if (!action.by_officer) requests.back().carer = family->carer;
  }
  std::vector<Attempt> answers(requests.size());
  {
    std::vector<std::jthread> all;
    for (size_t i = 0; i < requests.size(); ++i) {
      all.emplace_back([&, i] { answers[i] = SendOnce(action, requests[i], true); });
    }
  }
  for (size_t i = 0; i < requests.size(); ++i) {
    Remember(requests[i]);
    Keep(answers[i], requests[i].carer);
  }
}

std::optional<Worker::Mine> Worker::HoldThatEnds(const Action& action, absl::Duration ends_in) {
  const StormFamily& family = world_.families()[action.family];
  const std::string& session = world_.sessions()[action.session];
  Request request = HoldPlace(family.child, session);
  if (!action.by_officer) request.carer = family.carer;
  const Attempt held = Send(action, request);
  if (held.outcome != Outcome::kOk || held.answer_state != bookings::v1::BOOKING_STATE_HELD) return std::nullopt;
  Attempt run_out{.call_id = "run-out", .method = "RunOut", .target = held.answer, .invoked = absl::Now()};
  // The least that the database can make of it.
  run_out.hold_expire_time = run_out.invoked + ends_in;
  const auto id = ids::IdOf("bookings", held.answer);
  if (!id) return std::nullopt;
  const auto done = world_.services().mysql().AsRoot(
      "UPDATE bookings FORCE INDEX (PRIMARY) SET hold_expire_time = NOW(6) + INTERVAL ? MICROSECOND WHERE council_id = "
      "? "
      "AND booking_id = ? AND state = 1",
      {absl::ToInt64Microseconds(ends_in), world_.council(), Bytes{*id}});
  if (!done.ok()) return std::nullopt;
  run_out.returned = absl::Now();
  run_out.outcome = Outcome::kOk;
  run_out.reason = ends_in < absl::ZeroDuration() ? "OVER" : "SOON";
  history_.Add(run_out);
  return Mine{held.answer, request.carer, family.child, session};
}

std::optional<Worker::Ending> Worker::AnyEnding(bool early, Random& random, Request (*make)(const std::string&)) {
  // Of those that fewer want a hold is had more often.
  const size_t quiet = world_.sessions().size() / 3;
  Action action{.family = random.Below(world_.families().size()), .timeout = absl::Seconds(5)};
  action.session = quiet + random.Below(world_.sessions().size() - quiet);
  const absl::Duration ends_in = absl::Milliseconds(early ? random.Between(200, 1'700) : 80);
  const absl::Duration before =
      early ? ends_in * random.Between(0, 100) / 100 : absl::Milliseconds(random.Between(0, 13));
  const absl::Duration after = absl::Milliseconds(random.Between(0, 5));
  const StormFamily& other = world_.families()[random.Below(world_.families().size())];
  const auto hold = HoldThatEnds(action, ends_in);
  if (!hold) return std::nullopt;
  const absl::Time end = absl::Now() + ends_in;
  Ending ending{make(hold->name), HoldPlace(other.child, hold->session), end - before, end + after, {}, {}};
  ending.change.carer = hold->carer;
  ending.ask.carer = other.carer;
  return ending;
}

// In the moment in which a hold's time is over another family asks for its place, and so makes the service look for
// holds that ran out. Every second time it is four holds at once, each changed long before, which is in that moment too
// where the change is kept waiting.
void Worker::ChangeAtTheEnd(const Action& action, Request (*make)(const std::string&)) {
  const bool early = action.more % 2 == 0;
  Random random(action.more);
  std::deque<Ending> endings;
  {
    std::vector<std::jthread> all;
    for (int i = early ? 4 : 1; i > 0; --i) {
      auto any = AnyEnding(early, random, make);
      if (!any) continue;
      Ending* ending = &endings.emplace_back(*std::move(any));
      const auto send = [this](absl::Time at, const Request& request, Attempt& answer) {
        absl::SleepFor(at - absl::Now());
        answer = SendOnce({.timeout = absl::Seconds(5)}, request, true);
      };
      all.emplace_back([ending, send] { send(ending->change_at, ending->change, ending->changed); });
      all.emplace_back([ending, send] { send(ending->ask_at, ending->ask, ending->asked); });
    }
  }
  for (const Ending& each : endings) {
    Remember(each.change);
    Remember(each.ask);
    Keep(each.changed, each.change.carer);
    Keep(each.asked, each.ask.carer);
  }
}

std::optional<Request> Worker::AnyUse(const Action& action) {
  const size_t which = action.more % 4;
  const StormFamily& family = world_.families()[action.family];
  Request request = HoldPlace(family.child, world_.sessions()[action.session]);
  request.carer = family.carer;
  if (which > 0) {
    const auto mine = Pick(which == 1 ? holds_ : bookings_, action.pick, true);
    if (!mine || mine->carer.empty()) return std::nullopt;
    request = which == 1 ? ReleaseHold(mine->name) : CancelBooking(mine->name);
    request.carer = mine->carer;
    request.child = mine->child;
  }
  return request;
}

// Whichever comes first under the child's lock; the officer gives back what was taken.
void Worker::UseAgainstRevoke(const Action& action) {
  const auto use = AnyUse(action);
  if (!use) return;
  const Request revoke = RevokeAuthority(use->carer, use->child);
  Action patient = action;
  patient.timeout = std::max(action.timeout, absl::Seconds(3));
  Attempt used;
  {
    const std::jthread officer([&] { SendOnce(patient, revoke, true); });
    absl::SleepFor(absl::Milliseconds(action.more / 4 % 8));
    used = SendOnce(patient, *use, false);
  }
  Remember(*use);
  Keep(used, use->carer);
  patient.patience = Patience::kUntilAnswered;
  Send(patient, GrantAuthority(use->carer, use->child));
}

// The one place of a session goes to and fro between two families. Who has it gives it up while the other asks for it,
// and to wait where there is none, twice at once: the one sending may find the session full, the other the free place.
void Worker::HandOver(const Action& action) {
  const auto& families = world_.handover_families();
  const auto& sessions = world_.handover_sessions();
  const size_t mine = static_cast<size_t>(number_) % sessions.size();
  Action patient{.timeout = std::max(action.timeout, absl::Seconds(2)), .patience = Patience::kUntilAnswered};
  const bool second = handed_ && handed_->child == families[2 * mine].child;
  const StormFamily& taker = families[2 * mine + (second ? 1 : 0)];
  Request wanted = BookPlace(taker.child, sessions[mine], handed_.has_value());
  wanted.carer = taker.carer;
  if (handed_) {
    Request cancel = CancelBooking(handed_->name);
    cancel.carer = handed_->carer;
    {
      const std::jthread giver([&] { SendOnce(patient, cancel, true); });
      const std::jthread once([&] { SendOnce(patient, wanted, true); });
      absl::SleepFor(absl::Milliseconds(action.more % 24));
      SendOnce(patient, wanted, false);
    }
    Send(patient, cancel);
    handed_.reset();
  }
  const Attempt answer = Send(patient, wanted);
  if (answer.outcome != Outcome::kOk) return;
  if (!answer.answer.empty()) handed_ = Mine{answer.answer, taker.carer, taker.child, sessions[mine]};
  if (answer.entry.empty()) return;
  Request leave = LeaveWaitingList(answer.entry);
  leave.carer = taker.carer;
  Send(patient, leave);
}

}  // namespace shortbreaks::storm
