// The RPCs of DeliveryService.
#pragma once

#include "delivery/store.h"
#include "eligibility/policies.h"
#include "paging/page_token.h"
#include "rpc/handler_table.h"

namespace shortbreaks::delivery {

// Thread-safe and outlive the handlers.
struct Parts {
  DeliveryStore& store;
  eligibility::Store& families;
  eligibility::Policies& policies;
  const paging::PageTokens& page_tokens;
};

rpc::HandlerTable MakeHandlers(Parts parts);

}  // namespace shortbreaks::delivery
