// Figures of supply and demand, without anything of one child. Pure.
#pragma once

#include <absl/time/time.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "ids/uuid.h"
#include "shortbreaks/bookings/v1/demand.pb.h"

namespace shortbreaks::demand {

namespace v1 = bookings::v1;

inline constexpr size_t kLinesMax = 1'000;

struct SessionFigures {
  ids::Uuid activity_id, provider_id;
  absl::Time start_time;
  bool cancelled = false;
  int64_t places = 0, places_taken = 0;
};

// A child who waits for a session, or for any of an activity.
struct Waiting {
  ids::Uuid child_id, activity_id, provider_id;
  std::optional<absl::Time> start_time;  // of the session
  absl::Time since_time;
};

// In the order that SummarizeSupplyResponse says; small counts left out.
std::vector<v1::SupplyLine> SupplyLines(v1::SupplyGroup group, const std::vector<SessionFigures>& sessions,
                                        const std::vector<Waiting>& waiting, absl::Time now);

// Leaves small counts out of lines that have all of them.
void SuppressSmall(std::vector<v1::OutcomeLine>& lines);

}  // namespace shortbreaks::demand
