#include "storm/players.h"

#include <algorithm>

namespace shortbreaks::storm {
namespace {

struct Weight {
  Kind kind;
  size_t weight;
};
constexpr Weight kWeights[] = {
    {Kind::kHold, 150},
    {Kind::kBook, 190},
    {Kind::kConfirm, 80},
    {Kind::kExtend, 20},
    {Kind::kRelease, 40},
    {Kind::kCancel, 150},
    {Kind::kJoin, 40},
    {Kind::kAccept, 40},
    {Kind::kDecline, 15},
    {Kind::kLeave, 15},
    {Kind::kConfirmAgainstRelease, 20},
    {Kind::kExtendAtTheEnd, 20},
    {Kind::kConfirmAtTheEnd, 35},
    {Kind::kConfirmTooLate, 15},
    {Kind::kResendOld, 30},
    {Kind::kOtherContent, 12},
    {Kind::kRush, 60},
    {Kind::kSpendAtOnce, 15},
    {Kind::kUseAgainstRevoke, 25},
    {Kind::kHandOver, 40},
    {Kind::kLinearBook, 60},
    {Kind::kLinearCancel, 45},
    {Kind::kSetCapacity, 20},
    {Kind::kCallOff, 1},
    {Kind::kRevoke, 14},
    {Kind::kGrant, 18},
    {Kind::kPublishPolicy, 2},
};

Kind AnyKind(Random& random) {
  size_t all = 0;
  for (const Weight& each : kWeights) all += each.weight;
  size_t at = random.Below(all);
  for (const Weight& each : kWeights) {
    if (at < each.weight) return each.kind;
    at -= each.weight;
  }
  return Kind::kBook;
}

// Half of all choices fall on a few, so that the same are wanted at once.
size_t Wanted(Random& random, size_t count, size_t few) {
  const bool hot = !random.OneIn(2);
  return random.Below(hot ? std::min(few, count) : count);
}

absl::Duration AnyTimeout(Random& random) {
  // Tiny ones end in the middle of what is done.
  if (random.OneIn(12)) return absl::Milliseconds(random.Between(2, 60));
  return absl::Milliseconds(random.Between(1'500, 4'000));
}

}  // namespace

Action NextAction(Random& random, const Shape& shape) {
  Action action;
  action.kind = AnyKind(random);
  action.family = Wanted(random, shape.families, 40);
  action.session = Wanted(random, shape.sessions, 9);
  action.pick = static_cast<size_t>(random.Next() >> 1);
  action.copies = random.OneIn(6) ? random.Between(2, 4) : 1;
  action.timeout = AnyTimeout(random);
  const size_t patience = random.Below(10);
  action.patience = patience < 6 ? Patience::kUntilAnswered : patience < 8 ? Patience::kOnce : Patience::kNone;
  action.by_officer = random.OneIn(4);
  action.or_wait = random.OneIn(4);
  action.more = random.Next();
  return action;
}

}  // namespace shortbreaks::storm
