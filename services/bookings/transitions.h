// What each change of a booking does to the place and to the ledger. Pure; shared by every store.
#pragma once

#include <optional>
#include <vector>

#include "ids/uuid.h"
#include "shortbreaks/bookings/v1/bookings.pb.h"

namespace shortbreaks::bookings {

enum class Transition {
  kConfirm,
  kRequest,  // confirmed by the family; the provider answers first
  kRelease,
  kExpire,
  kCancelInTime,
  kCancelLate,
  kCancelByProvider,
  kCannotMeet,
  kWaive
};

struct Posting {
  v1::LedgerEntryKind kind;
  int64_t amount;  // signed, in the unit of the charge
  // Of what may be posted again, the version of the booking that it made.
  int64_t sequence = 0;
};

struct Effect {
  v1::BookingState state;
  std::vector<Posting> postings;  // one at most of each kind and sequence in the life of a booking
  int64_t committed_change = 0;   // of the allocation; the postings sum to its negative
  bool frees_place = false;
};

// The first entry of a booking: HOLD for a hold, DEBIT where it is booked in one step.
Posting FirstPosting(v1::BookingState state, int64_t charge_amount);

// What `transition` does to a booking in `from` that was charged `charge_amount`. `forfeited` is what cancelling late
// costs of it, or cost where that is waived; nothing in every other transition. `from` is HELD, REQUESTED or CONFIRMED,
// and CANCELLED_LATE to waive.
Effect EffectOf(Transition transition, v1::BookingState from, int64_t charge_amount, int64_t forfeited);

// What one allocation pays of a charge.
struct Share {
  ids::Uuid allocation_id;
  int64_t amount = 0;
  int64_t forfeited = 0;  // of it
  // Of it, what is charged since the register was marked.
  std::optional<int64_t> settled = std::nullopt;
};
// None where no allocation pays; one, or two where `second` pays `second_amount` of the charge. Nothing is forfeited.
std::vector<Share> SharesOf(const ids::Uuid& first, const ids::Uuid& second, int64_t charge_amount,
                            int64_t second_amount);

// What is wrong with an account, in sentences; none where all agrees.
struct Account {
  ids::Uuid allocation_id;
  int64_t granted = 0, committed = 0;
  int64_t grants_sum = 0, postings_sum = 0;  // of its ledger
  int64_t bookings_sum = 0;                  // what its bookings stand for
};
std::vector<v1::LedgerMismatch> MismatchesOf(const Account& account);
// What a booking in `state` stands for of a share.
int64_t StandsFor(v1::BookingState state, const Share& share);

bool IsLive(v1::BookingState state);          // holds a place
bool CanBeCancelled(v1::BookingState state);  // by the family, before the start

}  // namespace shortbreaks::bookings
