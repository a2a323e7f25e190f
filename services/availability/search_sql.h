// A search as one statement, put together from fixed parts: nothing that a caller sent stands in its text. Pure.
#pragma once

#include <string>

#include "availability/store.h"
#include "mysql/connection.h"

namespace shortbreaks::availability {

// Where a page of a search begins: after this session. The window's end stays what it was on the first page.
struct SearchPosition {
  absl::Time start_time, window_end;
  ids::Uuid session_id;

  std::string Text() const;
  // PAGE_TOKEN_INVALID.
  static absl::StatusOr<SearchPosition> Parse(const std::string& text);
};

struct Statement {
  std::string sql;
  mysql::Parameters parameters;
};

// Up to `rows_max` rows, each the columns of an offer (mysql_rows.h) and then the distance in metres or null. Driven by
// sessions_by_start, or by sessions_by_activity where one activity is asked for; either yields the rows in order.
Statement SearchStatement(const std::string& council_id, const SessionQuery& query, const SearchPosition& from,
                          int rows_max);

}  // namespace shortbreaks::availability
