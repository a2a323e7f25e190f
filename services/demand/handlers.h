// The RPCs of DemandService.
#pragma once

#include "demand/store.h"
#include "rpc/handler_table.h"

namespace shortbreaks::demand {

// `store` outlives it.
rpc::HandlerTable MakeHandlers(DemandStore& store);

}  // namespace shortbreaks::demand
