// The RPC of ErasureService.
#pragma once

#include "erasure/store.h"
#include "rpc/handler_table.h"

namespace shortbreaks::erasure {

// Thread-safe and outlive the handlers.
struct Parts {
  ErasureStore& store;
};

rpc::HandlerTable MakeHandlers(Parts parts);

}  // namespace shortbreaks::erasure
