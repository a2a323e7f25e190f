// The services of the eligibility program as tables of handlers.
#pragma once

#include <vector>

#include "eligibility/handlers.h"
#include "rpc/handler_table.h"

namespace shortbreaks::eligibility {

std::vector<rpc::HandlerTable> MakeHandlers(Parts parts);

}  // namespace shortbreaks::eligibility
