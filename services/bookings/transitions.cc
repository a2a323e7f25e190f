#include "bookings/transitions.h"

#include <absl/strings/str_format.h>

#include <string_view>

namespace shortbreaks::bookings {

std::vector<Share> SharesOf(const ids::Uuid& first, const ids::Uuid& second, int64_t charge_amount,
                            int64_t second_amount) {
  if (first.empty()) return {};
  if (second.empty()) return {{first, charge_amount, 0}};
  return {{first, charge_amount - second_amount, 0}, {second, second_amount, 0}};
}

std::vector<v1::LedgerMismatch> MismatchesOf(const Account& account) {
  std::vector<v1::LedgerMismatch> found;
  const auto compare = [&](int64_t says, int64_t comes_to, std::string_view first, std::string_view second) {
    if (says == comes_to) return;
    v1::LedgerMismatch& mismatch = found.emplace_back();
    mismatch.set_allocation(ids::ResourceName("allocations", account.allocation_id));
    mismatch.set_text(absl::StrFormat("%s %d; %s %d.", first, says, second, comes_to));
  };
  compare(account.granted, account.grants_sum, "The account says that was granted:", "its ledger adds up to");
  compare(account.committed, -account.postings_sum,
          "The account says that is held and spent:", "its ledger adds up to");
  compare(account.bookings_sum, -account.postings_sum, "Its bookings stand for", "its ledger adds up to");
  return found;
}

int64_t StandsFor(v1::BookingState state, const Share& share) {
  if (share.settled) return *share.settled;
  if (state == v1::BOOKING_STATE_CANCELLED_LATE) return share.forfeited;
  return IsLive(state) ? share.amount : 0;
}

bool IsLive(v1::BookingState state) {
  return state == v1::BOOKING_STATE_HELD || state == v1::BOOKING_STATE_OFFERED || CanBeCancelled(state);
}

bool CanBeCancelled(v1::BookingState state) {
  return state == v1::BOOKING_STATE_CONFIRMED || state == v1::BOOKING_STATE_REQUESTED;
}

Posting FirstPosting(v1::BookingState state, int64_t charge_amount) {
  return {state == v1::BOOKING_STATE_HELD ? v1::LEDGER_ENTRY_KIND_HOLD : v1::LEDGER_ENTRY_KIND_DEBIT, -charge_amount};
}

namespace {

// An entry of nothing says nothing: it is left out.
std::vector<Posting> Forfeits(const Posting& back, int64_t forfeited) {
  if (forfeited == 0) return {back};
  return {back, {v1::LEDGER_ENTRY_KIND_FORFEIT, -forfeited}};
}

std::vector<Posting> Waives(int64_t forfeited) {
  if (forfeited == 0) return {};
  return {{v1::LEDGER_ENTRY_KIND_WAIVE, forfeited}};
}

}  // namespace

Effect EffectOf(Transition transition, v1::BookingState from, int64_t charge, int64_t forfeited) {
  const Posting release{v1::LEDGER_ENTRY_KIND_RELEASE, charge};
  const Posting refund{v1::LEDGER_ENTRY_KIND_REFUND, charge};
  const Posting back = from == v1::BOOKING_STATE_HELD ? release : refund;
  switch (transition) {
    case Transition::kConfirm:
      return {v1::BOOKING_STATE_CONFIRMED, {release, {v1::LEDGER_ENTRY_KIND_DEBIT, -charge}}, 0, false};
    case Transition::kRequest:
      return {v1::BOOKING_STATE_REQUESTED, {release, {v1::LEDGER_ENTRY_KIND_DEBIT, -charge}}, 0, false};
    case Transition::kCannotMeet:
      return {v1::BOOKING_STATE_CANNOT_MEET, {back}, -charge, true};
    case Transition::kRelease:
      return {v1::BOOKING_STATE_RELEASED, {back}, -charge, true};
    case Transition::kExpire:
      return {v1::BOOKING_STATE_EXPIRED, {back}, -charge, true};
    case Transition::kCancelInTime:
      return {v1::BOOKING_STATE_CANCELLED_IN_TIME, {back}, -charge, true};
    case Transition::kCancelLate:
      return {v1::BOOKING_STATE_CANCELLED_LATE, Forfeits(back, forfeited), forfeited - charge, true};
    case Transition::kWaive:
      return {v1::BOOKING_STATE_CANCELLED_LATE, Waives(forfeited), -forfeited, false};
    case Transition::kCancelByProvider:
      return {v1::BOOKING_STATE_CANCELLED_BY_PROVIDER, {back}, -charge, true};
  }
  __builtin_unreachable();
}

}  // namespace shortbreaks::bookings
