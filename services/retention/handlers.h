// The RPCs of RetentionService.
#pragma once

#include "retention/store.h"
#include "rpc/handler_table.h"

namespace shortbreaks::retention {

// Thread-safe and outlive the handlers.
struct Parts {
  RetentionStore& store;
  const paging::PageTokens& page_tokens;
};

rpc::HandlerTable MakeHandlers(Parts parts);

}  // namespace shortbreaks::retention
