// The RPCs of RecheckService, and the job that decides again.
#pragma once

#include "paging/page_token.h"
#include "rechecks/store.h"
#include "rpc/handler_table.h"

namespace shortbreaks::rechecks {

// Thread-safe and outlive the handlers.
struct Parts {
  RecheckStore& store;
  eligibility::Store& families;
  eligibility::Policies& policies;
  const paging::PageTokens& page_tokens;
};

rpc::HandlerTable MakeHandlers(Parts parts);

// Decides again in every council, as the service itself. For a job.
void RecheckAll(const Parts& parts);

}  // namespace shortbreaks::rechecks
