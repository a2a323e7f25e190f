#include "storm/worker.h"

#include <absl/strings/str_cat.h>

#include <algorithm>
#include <thread>

#include "support/sample_policy.h"

namespace shortbreaks::storm {
namespace {

constexpr size_t kOldMax = 40;
constexpr int kRepeatsMax = 12;
constexpr absl::Duration kGrace = absl::Seconds(4);  // after the end, for repeats

// Each worker its own, so that one more worker changes nothing for the others.
uint64_t SeedOf(uint64_t seed, int number) {
  return Random(seed + 1'000'003u * static_cast<uint64_t>(number + 1)).Next();
}

}  // namespace

Worker::Worker(World& world, History& history, const DriverOptions& options, int number)
    : world_(world), history_(history), options_(options), number_(number), random_(SeedOf(options.seed, number)) {}

void Worker::Run() {
  const Shape shape{world_.families().size(), world_.sessions().size()};
  while (!over()) Perform(NextAction(random_, shape));
}

void Worker::Perform(const Action& action) {
  switch (action.kind) {
    case Kind::kHold:
      return Take(action, true);
    case Kind::kBook:
      return Take(action, false);
    case Kind::kConfirm:
      return Change(action, holds_, &ConfirmBooking, false);
    case Kind::kExtend:
      return Change(action, holds_, &ExtendHold, true);
    case Kind::kRelease:
      return Change(action, holds_, &ReleaseHold, false);
    case Kind::kCancel:
      return Change(action, bookings_, &CancelBooking, false);
    case Kind::kJoin:
      return Join(action);
    case Kind::kAccept:
      return Change(action, entries_, &AcceptOffer, true);
    case Kind::kDecline:
      return Change(action, entries_, &DeclineOffer, true);
    case Kind::kLeave:
      return Change(action, entries_, &LeaveWaitingList, false);
    case Kind::kConfirmAgainstRelease:
      return ConfirmAgainstRelease(action);
    case Kind::kExtendAtTheEnd:
      return ChangeAtTheEnd(action, &ExtendHold);
    case Kind::kConfirmAtTheEnd:
      return ChangeAtTheEnd(action, &ConfirmBooking);
    case Kind::kConfirmTooLate:
      if (auto hold = HoldThatEnds(action, -absl::Hours(1))) {
        Request confirm = ConfirmBooking(hold->name);
        confirm.carer = hold->carer;
        Send(action, confirm);
      }
      return;
    case Kind::kResendOld:
      return ResendOld(action);
    case Kind::kOtherContent:
      return SendOtherContent(action);
    case Kind::kRush:
      return Rush(action);
    case Kind::kSpendAtOnce:
      return SpendAtOnce(action);
    case Kind::kUseAgainstRevoke:
      return UseAgainstRevoke(action);
    case Kind::kHandOver:
      return HandOver(action);
    case Kind::kLinearBook:
      return Linear(action, true);
    case Kind::kLinearCancel:
      return Linear(action, false);
    case Kind::kSetCapacity:
      return SetCapacityOfAny(action);
    case Kind::kCallOff:
      Send(action, CancelSession(world_.doomed_sessions()[action.more % world_.doomed_sessions().size()]));
      return;
    case Kind::kRevoke:
      return Authority(action, true);
    case Kind::kGrant:
      return Authority(action, false);
    case Kind::kPublishPolicy:
      return PublishAnyPolicy(action);
  }
}

void Worker::Take(const Action& action, bool hold) {
  const StormFamily& family = world_.families()[action.family];
  const bool doomed = action.more % 40 == 0;
  const auto& sessions = doomed ? world_.doomed_sessions() : world_.sessions();
  const std::string& session = sessions[action.session % sessions.size()];
  Request request = hold ? HoldPlace(family.child, session) : BookPlace(family.child, session, action.or_wait);
  if (!action.by_officer) request.carer = family.carer;
  Keep(Send(action, request), request.carer);
}

// What an answer gave becomes this player's.
void Worker::Keep(const Attempt& attempt, const std::string& carer) {
  if (attempt.outcome != Outcome::kOk) return;
  if (!attempt.entry.empty()) Push(entries_, Mine{attempt.entry, carer, attempt.child}, kMineMax);
  if (attempt.answer.empty()) return;
  const Mine mine{attempt.answer, carer, attempt.child, attempt.answer_session};
  if (attempt.answer_state == bookings::v1::BOOKING_STATE_HELD) Push(holds_, mine, kMineMax);
  if (attempt.answer_state == bookings::v1::BOOKING_STATE_CONFIRMED) Push(bookings_, mine, kMineMax);
}

std::optional<Worker::Mine> Worker::Pick(std::vector<Mine>& of, size_t pick, bool remove) {
  if (of.empty()) return std::nullopt;
  const auto at = of.begin() + static_cast<std::ptrdiff_t>(pick % of.size());
  Mine mine = *at;
  if (remove) of.erase(at);
  return mine;
}

void Worker::Change(const Action& action, std::vector<Mine>& of, Request (*make)(const std::string&), bool keeps) {
  // Now and then it is changed again later although it should be over.
  auto mine = Pick(of, action.pick, !keeps && action.more % 8 != 0);
  if (!mine) return;
  Request request = make(mine->name);
  if (!action.by_officer) request.carer = mine->carer;
  request.child = mine->child;
  Keep(Send(action, request), mine->carer);
}

void Worker::Join(const Action& action) {
  const StormFamily& family = world_.families()[action.family];
  Request request = JoinWaitingList(family.child, world_.sessions()[action.session]);
  if (!action.by_officer) request.carer = family.carer;
  Keep(Send(action, request), request.carer);
}

void Worker::ResendOld(const Action& action) {
  if (old_.empty()) return;
  const Request& request = old_[action.pick % old_.size()];
  SendOnce(action, request, action.more % 2 == 0);
}

// What is under the id is another request: nobody may get an answer to this one.
void Worker::SendOtherContent(const Action& action) {
  if (old_.empty()) return;
  const Request& old = old_[action.pick % old_.size()];
  if (old.short_method() != "BookPlace" && old.short_method() != "HoldPlace") return;
  // Where it were done nobody could tell which of the two a linear session has.
  if (std::ranges::find(world_.linear_sessions(), old.session) != world_.linear_sessions().end()) return;
  Request other = old;
  other.message.reset(old.message->New());
  other.message->CopyFrom(*old.message);
  const auto* field = other.message->GetDescriptor()->FindFieldByName("session");
  other.session = world_.doomed_sessions()[action.more % world_.doomed_sessions().size()];
  if (other.session == old.session) return;
  other.message->GetReflection()->SetString(other.message.get(), field, other.session);
  SendOnce(action, other, false, true);
}

void Worker::Linear(const Action& action, bool book) {
  Action plain = action;
  // Without waiting for turns of a line, and with time enough: most of these should have an answer.
  plain.timeout = std::max(action.timeout, absl::Milliseconds(800));
  if (!book) {
    const auto mine = Pick(linear_, action.pick, true);
    if (!mine) return;
    Request request = CancelBooking(mine->name);
    request.session = mine->session;
    Send(plain, request);
    return;
  }
  const auto& families = world_.linear_families();
  const auto& sessions = world_.linear_sessions();
  const std::string& session = sessions[action.session % sessions.size()];
  const Attempt booked = Send(plain, BookPlace(families[action.family % families.size()].child, session, false));
  if (booked.outcome == Outcome::kOk) Push(linear_, Mine{booked.answer, "", booked.child, session}, kMineMax);
}

void Worker::SetCapacityOfAny(const Action& action) {
  const std::string& session = world_.sessions()[action.session];
  availability::v1::GetSessionRequest get;
  get.set_name(session);
  availability::v1::GetSessionResponse answer;
  const absl::Status read =
      world_.connection(false).Call("shortbreaks.availability.v1.AvailabilityService/GetSession", get, answer,
                                    {.timeout = action.timeout,
                                     .bearer_token = world_.OfficersToken(),
                                     .call_id = absl::StrCat("read-", number_),
                                     .purpose = "enquiry"});
  if (!read.ok()) return;
  // What runs out stays what it was: places, staff or a cap.
  const int many = static_cast<int>(action.more % 5);
  Request request = SetCapacity(session, answer.offer().session().etag(), action.session % 3 == 0 ? many : 9);
  auto& capacity = *dynamic_cast<availability::v1::SetCapacityRequest&>(*request.message).mutable_capacity();
  if (action.session % 3 == 1) capacity.set_staff(many);
  if (action.session % 3 == 2) {
    auto& cap = *capacity.add_ratio_caps();
    cap.mutable_support_ratio()->set_staff(1);
    cap.mutable_support_ratio()->set_children(2);
    cap.set_children_max(many % 3);
  }
  Send(action, request);
}

void Worker::PublishAnyPolicy(const Action& action) {
  const Attempt proposed =
      Send(action, ProposePolicy(absl::StrCat(support::SamplePolicy(world_.council()), "\n# ", action.more, "\n")));
  if (proposed.outcome != Outcome::kOk || proposed.answer.empty()) return;
  Send(action, PublishPolicy(proposed.answer, proposed.entry));
}

void Worker::Authority(const Action& action, bool revoke) {
  const StormFamily& family = world_.families()[action.family];
  Send(action, revoke ? RevokeAuthority(family.carer, family.child) : GrantAuthority(family.carer, family.child));
}

void Worker::Remember(const Request& request) { Push(old_, request, kOldMax); }

Attempt Worker::SendOnce(const Action& action, const Request& request, bool other_connection, bool other_content) {
  Attempt attempt;
  attempt.call_id = other_connection
                        ? absl::StrCat("storm-", options_.seed, "-", number_, "-r", copies_sent_.fetch_add(1))
                        : absl::StrCat("storm-", options_.seed, "-", number_, "-", ++sent_);
  attempt.request_id = request.request_id();
  attempt.method = request.short_method();
  attempt.child = request.child;
  attempt.session = request.session;
  attempt.target = request.target;
  attempt.other_content = other_content;
  attempt.timeout = action.timeout;
  CallOptions options{.timeout = action.timeout, .call_id = attempt.call_id, .retry = false};
  if (request.carer.empty()) {
    options.bearer_token = world_.OfficersToken(request.second_officer);
    options.purpose = "booking";
    attempt.actor = request.second_officer ? "officer-2" : "officer-1";
  } else {
    options.bearer_token = world_.TokenOf(request.carer);
    attempt.actor = request.carer;
  }
  const std::unique_ptr<google::protobuf::Message> answer(request.answer->New());
  attempt.invoked = absl::Now();
  const absl::Status status =
      world_.connection(other_connection).Call(request.method, *request.message, *answer, options);
  attempt.returned = absl::Now();
  attempt.outcome = OutcomeOf(status);
  if (status.ok()) ReadAnswer(*answer, attempt);
  if (!status.ok()) attempt.reason = ReasonName(status).empty() ? "NETWORK" : ReasonName(status);
  history_.Add(attempt);
  return attempt;
}

Attempt Worker::Send(const Action& action, const Request& request) {
  std::vector<Attempt> all(static_cast<size_t>(action.copies));
  {
    std::vector<std::jthread> others;
    for (size_t i = 1; i < all.size(); ++i) {
      others.emplace_back([&, i] { all[i] = SendOnce(action, request, true); });
    }
    all[0] = SendOnce(action, request, false);
  }
  Remember(request);
  const auto ok = std::ranges::find(all, Outcome::kOk, &Attempt::outcome);
  Attempt last = ok == all.end() ? all[0] : *ok;
  Action again = action;
  again.timeout = std::max(action.timeout, absl::Seconds(1));
  const int repeats = action.patience == Patience::kNone ? 0 : action.patience == Patience::kOnce ? 1 : kRepeatsMax;
  for (int i = 0; i < repeats && absl::Now() < options_.end + kGrace; ++i) {
    if (last.outcome == Outcome::kOk || last.outcome == Outcome::kRefused) break;
    if (action.patience == Patience::kOnce && last.outcome != Outcome::kUnknown) break;
    absl::SleepFor(absl::Milliseconds(20 + 60 * i));
    last = SendOnce(again, request, i % 2 == 1);
  }
  return last;
}

}  // namespace shortbreaks::storm
