// Ids of records: UUIDv7 (RFC 9562), 16 bytes that sort by the time they were made.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace shortbreaks::ids {

// 16 bytes.
using Uuid = std::string;

// A new UUIDv7. Within a process they rise strictly. Thread-safe.
Uuid NewUuid();

// `0190a5e2-…`, lower case.
std::string ToText(std::string_view uuid);
// Any UUID in the 36-character form, either case; nothing else.
std::optional<Uuid> FromText(std::string_view text);

// Resource names, `{collection}/{uuid}`, for example `children/0190…`.
std::string ResourceName(std::string_view collection, std::string_view uuid);
// The id of a name in `collection`; nothing where the name is of another collection or malformed.
std::optional<Uuid> IdOf(std::string_view collection, std::string_view name);

}  // namespace shortbreaks::ids
