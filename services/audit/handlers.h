// The RPCs of AuditService. They run in the eligibility program, whose user may read the trail.
#pragma once

#include "mysql/pool.h"
#include "paging/page_token.h"
#include "rpc/handler_table.h"

namespace shortbreaks::audit {

// Thread-safe and outlive the handlers.
struct Parts {
  mysql::Pool& pool;
  const paging::PageTokens& page_tokens;
};

rpc::HandlerTable MakeHandlers(Parts parts);

}  // namespace shortbreaks::audit
