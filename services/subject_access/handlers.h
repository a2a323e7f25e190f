// The RPCs of both SubjectAccessServices.
#pragma once

#include "mysql/pool.h"
#include "paging/page.h"
#include "rpc/handler_table.h"

namespace shortbreaks::subject_access {

// Thread-safe and outlive the handlers.
struct Parts {
  mysql::Pool& pool;
  const paging::PageTokens& page_tokens;
};

rpc::HandlerTable MakeEligibilityHandlers(Parts parts);
rpc::HandlerTable MakeBookingsHandlers(Parts parts);

}  // namespace shortbreaks::subject_access
