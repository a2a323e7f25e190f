#include "mysql/insert_rows.h"

#include <string>

namespace shortbreaks::mysql {

absl::Status InsertRows(Connection& connection, std::string_view head, std::string_view tuple,
                        const std::vector<Parameters>& rows) {
  // 256 rows of 30 columns stay far below the server's limit of 65,535 parameters.
  constexpr size_t kSizes[] = {256, 64, 16, 4, 1};
  size_t next = 0;
  for (const size_t size : kSizes) {
    if (rows.size() - next < size) continue;
    std::string sql(head);
    for (size_t i = 0; i < size; ++i) sql.append(i == 0 ? "" : ", ").append(tuple);
    while (rows.size() - next >= size) {
      Parameters parameters;
      parameters.reserve(size * rows[next].size());
      for (size_t i = 0; i < size; ++i, ++next) {
        parameters.insert(parameters.end(), rows[next].begin(), rows[next].end());
      }
      if (auto inserted = connection.Execute(sql, parameters); !inserted.ok()) return inserted.status();
    }
  }
  return absl::OkStatus();
}

}  // namespace shortbreaks::mysql
