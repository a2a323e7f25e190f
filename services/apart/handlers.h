// The RPCs of KeepApartService.
#pragma once

#include "apart/store.h"
#include "paging/page_token.h"
#include "rpc/handler_table.h"

namespace shortbreaks::apart {

// Thread-safe and outlive the handlers.
struct Parts {
  ApartStore& store;
  const paging::PageTokens& page_tokens;
};

rpc::HandlerTable MakeHandlers(Parts parts);

}  // namespace shortbreaks::apart
