// A carer's consent to the app that calls in its name.
#pragma once

#include <absl/status/status.h>

#include "identity/principal.h"
#include "ids/uuid.h"
#include "mysql/pool.h"
#include "rpc/handler_table.h"

namespace shortbreaks::relations {

// The carer whose consent to the app a call needs; empty where it needs none: nobody's app, or nobody's carer.
ids::Uuid ConsentNeeded(const identity::Principal& caller);

// CONSENT_MISSING where the carer has not consented to the app. In a transaction the consent stands until its end:
// withdrawing it waits. OK where `carer_id` is empty.
absl::Status CheckConsent(mysql::Connection& connection, const std::string& council_id, const ids::Uuid& carer_id,
                          const std::string& app);

// Wraps each method of `handlers`: a call that an app makes for a carer is refused before the handler runs where the
// carer has not consented to it, so that whatever it asks for the answer is the same. What changes or shows a record
// asks again in its own transaction. `pool` outlives the handlers.
void RequireConsent(rpc::HandlerTable& handlers, mysql::Pool& pool);

}  // namespace shortbreaks::relations
