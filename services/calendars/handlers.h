// The RPCs of CalendarFeedService.
#pragma once

#include <string>

#include "calendars/store.h"
#include "rpc/handler_table.h"

namespace shortbreaks::calendars {

// `address`: where families reach the calendars, `https://breaks.example.org`; empty: nowhere, and none is made.
// `store` outlives the handlers.
rpc::HandlerTable MakeHandlers(FeedStore& store, std::string address);

}  // namespace shortbreaks::calendars
