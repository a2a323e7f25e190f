// The audit trail: who read or changed what, about which child, and why. The one way to write to it, in MySQL 8 or
// MariaDB 10.11. Records are only ever added, in the transaction of what they record, and hold names of records, roles
// and opaque ids: never a child's details. They are sealed into a chain afterwards (sealer.h).
#pragma once

#include <absl/status/status.h>

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "audit/purpose.h"
#include "mysql/connection.h"
#include "rpc/call.h"

namespace shortbreaks::audit {

// Who acts, and why.
struct Who {
  std::string council_id;
  std::string actor;       // `officer:…`
  std::string partner_id;  // the app that the call came through
  std::string acting_app;  // that acts for the person, where the token says so
  std::string call_id;
  Purpose purpose = Purpose::kNone;
  std::string reference;                                    // a resource name, or empty
  std::shared_ptr<std::set<std::string>> changed_children;  // of the call, or null
};

// As the call says.
Who WhoOf(const rpc::Call& call);
// A service's own work, `sweeper`, that no call asked for.
Who ServiceItself(const std::string& council_id, std::string_view service, std::string_view work);

// A record that was read or changed.
struct About {
  std::string subject;  // resource name
  // `children/{uuid}` of the child whom it concerns; empty where it is not known, or where the subject is the child.
  std::string child;
};

// Records that `who` changed `about` in the method or work `method`, `HoldPlace`. In the transaction of the change.
absl::Status RecordChanges(mysql::Connection& connection, const Who& who, std::string_view method,
                           const std::vector<About>& about);
// Records that `about` is shown to `who`.
absl::Status RecordReads(mysql::Connection& connection, const Who& who, std::string_view method,
                         const std::vector<About>& about);

}  // namespace shortbreaks::audit
