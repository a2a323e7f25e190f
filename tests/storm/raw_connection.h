// Calls by gRPC alone, as a partner makes them who does not use the library: sent once, on a connection of its own.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "shortbreaks/connection.h"

namespace shortbreaks::storm {

// `targets`: host:port by the prefix of the methods, such as `shortbreaks.bookings.`.
std::shared_ptr<Connection> MakeRawConnection(const std::map<std::string, std::string>& targets);

}  // namespace shortbreaks::storm
