// The eligibility service as a table of handlers.
#pragma once

#include "eligibility/handlers.h"
#include "rpc/handler_table.h"

namespace shortbreaks::eligibility {

rpc::HandlerTable MakeHandlers(Parts parts);

}  // namespace shortbreaks::eligibility
