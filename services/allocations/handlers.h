// The RPCs of AllocationService, and the job that runs the calendar.
#pragma once

#include "allocations/store.h"
#include "paging/page_token.h"
#include "rpc/handler_table.h"

namespace shortbreaks::allocations {

// Thread-safe and outlive the handlers.
struct Parts {
  AllocationStore& store;
  eligibility::Store& families;
  eligibility::Policies& policies;
  const paging::PageTokens& page_tokens;
};

rpc::HandlerTable MakeHandlers(Parts parts);

// What the calendar brings to every council, as the service itself. For a job.
void RunCalendarOfAll(AllocationStore& store);

}  // namespace shortbreaks::allocations
