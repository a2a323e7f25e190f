#include "registers/claims.h"

#include <absl/strings/str_cat.h>
#include <openssl/sha.h>

#include <map>
#include <tuple>

#include "wire/times.h"

namespace shortbreaks::registers {
namespace {

constexpr int kDisagreeingMax = 20;

using Sums = std::map<type::v1::AllocationUnit, int64_t>;

void Write(const Sums& sums, google::protobuf::RepeatedPtrField<type::v1::Quantity>& quantities) {
  for (const auto& [unit, amount] : sums) {
    type::v1::Quantity& quantity = *quantities.Add();
    quantity.set_unit(unit);
    quantity.set_amount(amount);
  }
}

std::string TextOf(const Line& line) {
  const v1::ClaimFigures& figures = line.figures;
  return absl::StrCat(absl::ToUnixMicros(line.start_time), " ", ids::ToText(line.booking_id), " ",
                      ids::ToText(line.session_id), " ", ids::ToText(line.activity_id), " ", int{figures.outcome()},
                      " ", figures.minutes(), " ", figures.nights(), " ", int{figures.charged().unit()}, " ",
                      figures.charged().amount(), " ", figures.price_pence(), "\n");
}

v1::ClaimLine MessageOf(const Line& line) {
  v1::ClaimLine message;
  message.set_session(ids::ResourceName("sessions", line.session_id));
  message.set_activity(ids::ResourceName("activities", line.activity_id));
  *message.mutable_start_time() = wire::ToProto(line.start_time);
  message.set_booking(ids::ResourceName("bookings", line.booking_id));
  return message;
}

bool Before(const Line& a, const Line& b) {
  return std::tie(a.start_time, a.booking_id) < std::tie(b.start_time, b.booking_id);
}

}  // namespace

v1::ClaimTotals TotalsOf(const Lines& lines) {
  v1::ClaimTotals totals;
  Sums charged;
  std::map<v1::BookingState, int> outcomes;
  for (const Line& line : lines) {
    const v1::ClaimFigures& figures = line.figures;
    ++outcomes[figures.outcome()];
    totals.set_minutes(totals.minutes() + figures.minutes());
    totals.set_nights(totals.nights() + figures.nights());
    totals.set_price_pence(totals.price_pence() + figures.price_pence());
    if (figures.has_charged()) charged[figures.charged().unit()] += figures.charged().amount();
  }
  totals.set_bookings(static_cast<int>(lines.size()));
  for (const auto& [outcome, bookings] : outcomes) {
    v1::OutcomeCount& count = *totals.add_outcomes();
    count.set_outcome(outcome);
    count.set_bookings(bookings);
  }
  Write(charged, *totals.mutable_charged());
  return totals;
}

std::string DigestOf(const Lines& lines) {
  std::string text;
  for (const Line& line : lines) text += TextOf(line);
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

void Compare(const Lines& lines, v1::Claim& claim) {
  Sums ledger;
  claim.set_agrees(true);
  for (const Line& line : lines) {
    if (line.figures.has_charged()) ledger[line.figures.charged().unit()] += line.ledger;
    if (line.ledger == line.figures.charged().amount()) continue;
    claim.set_agrees(false);
    if (claim.disagreeing_size() < kDisagreeingMax) {
      claim.add_disagreeing(ids::ResourceName("bookings", line.booking_id));
    }
  }
  Write(ledger, *claim.mutable_ledger());
}

std::vector<v1::ClaimLine> Merged(const Lines& now, const Lines& submitted) {
  std::vector<v1::ClaimLine> merged;
  auto is = now.begin();
  auto was = submitted.begin();
  while (is != now.end() || was != submitted.end()) {
    const bool take_is = is != now.end() && (was == submitted.end() || !Before(*was, *is));
    const bool take_was = was != submitted.end() && (is == now.end() || !Before(*is, *was));
    v1::ClaimLine& line = merged.emplace_back(MessageOf(take_is ? *is : *was));
    if (take_is) *line.mutable_now() = (is++)->figures;
    if (take_was) *line.mutable_submitted() = (was++)->figures;
  }
  return merged;
}

bool Differs(const v1::ClaimLine& line) {
  return line.has_now() != line.has_submitted() ||
         line.now().SerializeAsString() != line.submitted().SerializeAsString();
}

}  // namespace shortbreaks::registers
