// The RPCs of CorrectionService.
#pragma once

#include "corrections/store.h"
#include "rpc/handler_table.h"

namespace shortbreaks::corrections {

// Thread-safe and outlive the handlers.
struct Parts {
  CorrectionStore& store;
  const paging::PageTokens& page_tokens;
};

rpc::HandlerTable MakeHandlers(Parts parts);

}  // namespace shortbreaks::corrections
