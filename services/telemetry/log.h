// JSON lines on stderr. Only the fields that these functions take are ever written: ids, names of methods and reasons,
// numbers. Never a name, a date of birth, a need, a token, SQL with values; of a request what rpc/redacted.h leaves.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shortbreaks::telemetry {

enum class Level { kInfo, kWarning, kError };

using Fields = std::vector<std::pair<std::string_view, std::string>>;

// Call once at start, before threads.
void StartLog(std::string_view service);

// One line: time (UTC), level, service, event, the fields. `event` is a short constant such as `rpc` or `store_lost`.
void Log(Level level, std::string_view event, const Fields& fields = {});

}  // namespace shortbreaks::telemetry
