// The server's and the driver's errors as this project's.
#pragma once

#include <absl/status/status.h>

#include <string_view>

#include "mysql/connection.h"

namespace shortbreaks::mysql {

// `code`: an error number of MySQL, MariaDB or their client library. `text`: its words, read for the name of a broken
// constraint and then dropped, since they can quote values. `sql_state`: empty where it is not known.
absl::Status ErrorOfCode(int code, std::string_view text, std::string_view sql_state = {});

// There is no connection, and nothing was begun: STORE_UNAVAILABLE whatever the fault. A login is refused while
// passwords are changed, too.
absl::Status NotOpened(Fault fault, std::string_view diagnosis);

// True where the connection can no longer be used after `code`.
bool EndsConnection(int code);

}  // namespace shortbreaks::mysql
