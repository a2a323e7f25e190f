// Many rows in few statements.
#pragma once

#include <absl/status/status.h>

#include <string_view>
#include <vector>

#include "mysql/connection.h"

namespace shortbreaks::mysql {

// Inserts `rows`, each the parameters of one `tuple`, `(?, …)`. `head` ends with VALUES. Up to 256 rows a statement;
// the sizes are few, so that the statements stay prepared. Without rows it does nothing.
absl::Status InsertRows(Connection& connection, std::string_view head, std::string_view tuple,
                        const std::vector<Parameters>& rows);

}  // namespace shortbreaks::mysql
