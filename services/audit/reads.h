// Who saw whose record. No handler can forget it: every method of a service is wrapped, and what the handler answers is
// looked through for children and carers before it leaves.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "audit/record.h"
#include "mysql/pool.h"
#include "rpc/handler_table.h"

namespace shortbreaks::audit {

// True where neither the request nor the answer of a method (a full name) names a child or a carer: it is not looked
// through, and costs nothing. What is not known to be so is looked through.
bool NamesNobody(std::string_view method);

// Keeps records of what is shown, and with them what the call leaves to be kept (rpc::Call::kept_with_reads); returns
// once they are kept.
using KeepReads = std::function<absl::Status(const rpc::Call&, std::string_view method, const std::vector<About>&)>;

// Wraps each method of `handlers`. Before the handler runs: the caller's purpose is checked (PurposeOfCall) and stands
// in the call. After it has answered: a read is kept of each child named in the request or the answer, but for those
// whose record the call has changed, and of each carer but the caller, all in one go. Where that fails nothing is
// shown: ACCESS_NOT_RECORDED, which may be sent again.
void RecordReadsOf(rpc::HandlerTable& handlers, KeepReads keep);
// Kept in the database, in a transaction of their own, in which an app that calls for a carer still has the carer's
// consent, or CONSENT_MISSING; `pool` outlives the handlers.
void RecordReadsOf(rpc::HandlerTable& handlers, mysql::Pool& pool);

}  // namespace shortbreaks::audit
