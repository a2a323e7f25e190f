#include "shortbreaks/client.h"

#include "ids/uuid.h"

namespace shortbreaks {

std::string NewRequestId() { return ids::ToText(ids::NewUuid()); }

}  // namespace shortbreaks
