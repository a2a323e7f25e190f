// Texts made smaller by zlib, before they are sealed: afterwards nothing makes them smaller. Thread-safe; throws
// std::bad_alloc where there is no memory, as strings do.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace shortbreaks::sealing {

std::string Pack(std::string_view text);
// Nothing for what Pack did not make.
std::optional<std::string> Unpack(std::string_view packed);

}  // namespace shortbreaks::sealing
