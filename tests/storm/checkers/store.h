// The invariants of the store: places, staff, caps, balances, ledger, overlap, counters, events, records, replies.
#pragma once

#include "storm/checkers/violation.h"
#include "support/private_mysql.h"

namespace shortbreaks::storm {

// Once all is still.
Violations CheckStore(support::PrivateMysql& server);
// While others change it: what has to hold at every moment. Nothing where the database cannot be asked.
Violations CheckStoreNow(const support::PrivateMysql& server);
// Whether the database finds its own tables and indexes whole: where it does not, what else is found may be its fault.
Violations CheckTables(const support::PrivateMysql& server);
// What was not whole and has been built anew from its rows, as an operator does whose disk was full
// (docs/operating.md). What could not be is left for CheckTables to say.
Violations MendTables(const support::PrivateMysql& server);

}  // namespace shortbreaks::storm
