// What families, providers and officers do next: pure functions of a seeded generator. Who plays whom is decided here,
// and never by what the services answer, so that the same seed gives each worker the same choices in the same order.
#pragma once

#include <absl/time/time.h>

#include <cstddef>

#include "storm/random.h"

namespace shortbreaks::storm {

enum class Kind {
  // Families, or officers for them.
  kHold,
  kBook,
  kConfirm,
  kExtend,
  kRelease,
  kCancel,
  kJoin,
  kAccept,
  kDecline,
  kLeave,
  kConfirmAgainstRelease,  // both at once, over two connections
  kExtendAtTheEnd,         // as the hold runs out, while others ask for its place
  kConfirmAtTheEnd,        // the same
  kConfirmTooLate,         // after the hold ran out
  kResendOld,              // a request of long ago, the very same
  kOtherContent,           // the id of an old request with other content
  kRush,                   // several families want the same session at the same moment
  kSpendAtOnce,            // a family with hours for two sessions books four at the same moment, two of which overlap
  kUseAgainstRevoke,       // a family uses its authority while an officer takes it away
  kHandOver,               // a place comes free while a family that would wait for it asks for it twice
  kLinearBook,
  kLinearCancel,
  // Providers and officers.
  kSetCapacity,
  kCallOff,
  kRevoke,
  kGrant,
  kPublishPolicy,
};

enum class Patience {
  kNone,           // whatever comes back, that was it
  kOnce,           // sent once more with the same id where the outcome is unknown
  kUntilAnswered,  // sent again with the same id until there is a clear answer
};

struct Action {
  Kind kind = Kind::kBook;
  size_t family = 0, session = 0;  // of those that there are
  size_t pick = 0;                 // of what the player has: its holds, its bookings, its entries
  int copies = 1;                  // sent at once, over two connections
  absl::Duration timeout = absl::Seconds(3);
  Patience patience = Patience::kNone;
  bool by_officer = false;
  bool or_wait = false;  // goes on the waiting list where the session is full
  uint64_t more = 0;     // for what else is to be chosen
};

struct Shape {
  size_t families = 0, sessions = 0;
};

Action NextAction(Random& random, const Shape& shape);

}  // namespace shortbreaks::storm
