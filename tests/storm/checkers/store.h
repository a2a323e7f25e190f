// The invariants of the store: places, staff, caps, balances, ledger, overlap, counters, events, records, replies.
#pragma once

#include "storm/checkers/violation.h"
#include "support/private_mysql.h"

namespace shortbreaks::storm {

Violations CheckStore(support::PrivateMysql& server);

}  // namespace shortbreaks::storm
