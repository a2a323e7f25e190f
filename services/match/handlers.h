// The RPCs of NeedsMatchService, and the job that counts what is overdue.
#pragma once

#include "bookings/store.h"
#include "match/store.h"
#include "paging/page_token.h"
#include "rpc/handler_table.h"
#include "telemetry/metrics.h"

namespace shortbreaks::match {

// Thread-safe and outlive the handlers.
struct Parts {
  MatchStore& store;
  bookings::Store& bookings;
  const paging::PageTokens& page_tokens;
  telemetry::Metrics& metrics;
};

rpc::HandlerTable MakeHandlers(Parts parts);

// Publishes how many requests wait for an answer that is overdue. For a job.
void WatchOverdue(MatchStore& store, telemetry::Metrics& metrics);

}  // namespace shortbreaks::match
