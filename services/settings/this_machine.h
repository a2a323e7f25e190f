// Addresses that never leave the machine.
#pragma once

#include <string_view>

namespace shortbreaks::settings {

// Whether `address` is of this machine: unix:path, localhost, 127.0.0.0/8 or [::1], with or without a port.
bool IsOfThisMachine(std::string_view address);

}  // namespace shortbreaks::settings
