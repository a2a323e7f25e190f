// Reads what is kept about a child, table after table.
#pragma once

#include <absl/status/statusor.h>

#include <span>
#include <string>
#include <vector>

#include "ids/uuid.h"
#include "mysql/pool.h"
#include "paging/page.h"
#include "rpc/call.h"
#include "shortbreaks/type/v1/export.pb.h"
#include "subject_access/table.h"

namespace shortbreaks::subject_access {

struct RowPage {
  std::vector<type::v1::ExportedRow> rows;
  std::string next;  // empty on the last page
};

// NOT_FOUND where there is no such child, or no longer, or it is with another team than the officer's;
// PAGE_TOKEN_INVALID; SEALED_DATA_UNREADABLE.
absl::StatusOr<RowPage> ReadRows(mysql::Pool& pool, const rpc::Call& call, std::span<const Table> tables,
                                 const ids::Uuid& child_id, const paging::Page& page);

}  // namespace shortbreaks::subject_access
