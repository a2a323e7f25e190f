// What a provider's month comes to. Pure.
#pragma once

#include <absl/time/time.h>

#include <string>
#include <vector>

#include "ids/uuid.h"
#include "shortbreaks/bookings/v1/registers.pb.h"

namespace shortbreaks::registers {

namespace v1 = bookings::v1;

// A booking in a claim.
struct Line {
  absl::Time start_time;  // of its session
  ids::Uuid booking_id, session_id, activity_id;
  v1::ClaimFigures figures;
  int64_t ledger = 0;  // what the ledger charged for it; not of a line that was handed in
};

// By start and booking, each booking once, as every function here takes and gives them.
using Lines = std::vector<Line>;

v1::ClaimTotals TotalsOf(const Lines& lines);

// SHA-256 of what the lines say, 32 bytes.
std::string DigestOf(const Lines& lines);

// Sets in `claim` what the ledger says of the lines, and whether it is the same.
void Compare(const Lines& lines, v1::Claim& claim);

// Every booking of either, with what the register says now and what was handed in.
std::vector<v1::ClaimLine> Merged(const Lines& now, const Lines& submitted);
// Whether a line is not as it was handed in.
bool Differs(const v1::ClaimLine& line);

}  // namespace shortbreaks::registers
