// The RPCs of TeamService and ConsentService. They run in the eligibility program.
#pragma once

#include "mysql/pool.h"
#include "paging/page_token.h"
#include "rpc/handler_table.h"

namespace shortbreaks::relations {

// Thread-safe and outlive the handlers.
struct Parts {
  mysql::Pool& pool;
  const paging::PageTokens& page_tokens;
};

rpc::HandlerTable MakeTeamHandlers(Parts parts);
rpc::HandlerTable MakeConsentHandlers(Parts parts);

}  // namespace shortbreaks::relations
