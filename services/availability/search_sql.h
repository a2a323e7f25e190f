// A search as one statement, put together from fixed parts: nothing that a caller sent stands in its text. Pure.
#pragma once

#include <optional>
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
  // It has criteria that some published sessions of the window, the activity or the programme do not meet.
  bool selective = false;
};

// Up to `rows_max` rows, each the columns of an offer (mysql_rows.h) and then the distance in metres or null. Driven by
// sessions_by_search, or by the index of the activity or the programme that is asked for; each yields the rows in
// order. Looks at nothing after `up_to`.
Statement SearchStatement(const std::string& council_id, const SessionQuery& query, const SearchPosition& from,
                          int rows_max, const std::optional<SearchPosition>& up_to = {});

// The first instant from `from` on at which a session could start that is of the days and between the hours asked for,
// so that a search does not look at what lies before it.
absl::Time FirstStart(const SessionQuery& query, absl::Time from);

// Where the next `sessions` sessions of the search's window end, whatever the other criteria: one row of start and id,
// from the index alone, or none where the window has fewer.
Statement SliceStatement(const std::string& council_id, const SessionQuery& query, const SearchPosition& from,
                         int sessions);

}  // namespace shortbreaks::availability
