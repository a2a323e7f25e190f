// The RPCs of SeriesService: request in, response out.
#pragma once

#include "paging/page_token.h"
#include "rpc/handler_table.h"
#include "series/store.h"

namespace shortbreaks::series {

// Thread-safe, and outlive the handlers.
struct Parts {
  SeriesStore& store;
  const paging::PageTokens& page_tokens;
};

rpc::HandlerTable MakeHandlers(Parts parts);

}  // namespace shortbreaks::series
