#include "availability/charge.h"

#include "london/london.h"

namespace shortbreaks::availability {

int64_t ChargeMinutes(absl::Time start, absl::Time end) {
  return absl::ToInt64Minutes(absl::Ceil(end - start, absl::Minutes(1)));
}

int64_t ChargeNights(absl::Time start, absl::Time end) {
  // The instant before the end: a stay that ends at midnight did not sleep through it.
  return london::DayOf(end - absl::Microseconds(1)) - london::DayOf(start);
}

}  // namespace shortbreaks::availability
