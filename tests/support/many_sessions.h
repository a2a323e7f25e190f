// A council with more sessions than could be made one by one.
#pragma once

#include <string>

#include "support/private_mysql.h"

namespace shortbreaks::support {

// Adds a provider, 100 activities of all tiers, ratios and needs within some 20 km, and `sessions` (at most 1,000,000)
// published sessions of three hours, spread evenly over the year from tomorrow, each starting between 9:00 and 19:00
// UTC and with 0 to 8 of its 8 places taken. Aborts the program where it fails.
void AddManySessions(PrivateMysql& mysql, const std::string& council, int sessions);

}  // namespace shortbreaks::support
