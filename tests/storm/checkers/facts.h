// What the database says once all is still, for the checkers that compare it with what callers were told.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "support/private_mysql.h"

namespace shortbreaks::storm {

// A change, as the audit trail has it.
struct StoredChange {
  std::string call_id, method, subject, actor;
  std::string child;  // resource name, or empty
  absl::Time time;    // the database's clock, under the lock of the child
};

struct StoredBooking {
  int state = 0;
  std::string child, session;
  std::string entry;  // the waiting list entry that it was offered to
};

struct Facts {
  std::vector<StoredChange> changes;                   // in the order of time
  std::map<std::string, StoredBooking> bookings;       // by name
  std::map<std::string, std::string> entries;          // of waiting lists: the booking last offered, by name
  std::set<std::pair<std::string, std::string>> done;  // method and request id of what was done for players
  std::set<std::string> called_off;                    // sessions
  // A fault moved the database's clock: times in it say nothing of what came first.
  bool clock_moved = false;
};

absl::StatusOr<Facts> ReadFacts(const support::PrivateMysql& server, const std::string& council);

}  // namespace shortbreaks::storm
