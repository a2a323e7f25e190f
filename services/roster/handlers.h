// The RPCs of StaffService: request in, response out.
#pragma once

#include "paging/page_token.h"
#include "roster/store.h"
#include "rpc/handler_table.h"

namespace shortbreaks::roster {

// Thread-safe, and outlive the handlers.
struct Parts {
  RosterStore& store;
  const paging::PageTokens& page_tokens;
};

rpc::HandlerTable MakeHandlers(Parts parts);

}  // namespace shortbreaks::roster
