// A booking as SQL alone: the rows that the bookings service writes for one, as prepared statements on a connection a
// thread, one transaction after another, with no service around them. What the service is measured against.
#pragma once

#include <absl/time/time.h>

#include <cstdint>
#include <functional>
#include <string>

#include "ids/uuid.h"
#include "support/private_mysql.h"

namespace shortbreaks::benchmarks {

// The n-th booking: whose, where, and what pays.
struct RawBooking {
  ids::Uuid child_id, allocation_id, session_id;
};

// How its statements are sent.
enum class Statements {
  kKept,      // prepared, and kept so by the connection, as the services' are
  kText,      // as text, with their values in it
  kEachTime,  // prepared each time
};

struct RawOutcome {
  double per_second = 0;
  double p99_millis = 0;
};

// From `threads` at once for `duration`, each after `before` where there is one, whose time counts. Ends the program
// where the database refuses.
RawOutcome RunRawBookings(const support::PrivateMysql& mysql, const std::string& council, int threads,
                          absl::Duration duration, const std::function<RawBooking(int64_t)>& booking,
                          const std::function<void(int64_t)>& before = {}, Statements statements = Statements::kKept);

// One row inserted and committed, likewise.
RawOutcome RunBareCommits(const support::PrivateMysql& mysql, const std::string& council, int threads,
                          absl::Duration duration);

}  // namespace shortbreaks::benchmarks
