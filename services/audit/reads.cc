#include "audit/reads.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "audit/shown.h"
#include "errors/diagnosis.h"
#include "errors/errors.h"
#include "relations/consent.h"

namespace shortbreaks::audit {
namespace {

using google::protobuf::Message;

// How the full names of methods begin that name nobody.
constexpr std::string_view kNamesNobody[] = {
    // Its database user cannot read families' records.
    "shortbreaks.availability.v1.",
    "shortbreaks.eligibility.v1.PolicyService/GetPolicy",
    "shortbreaks.eligibility.v1.PolicyService/GetLivePolicy",
    "shortbreaks.eligibility.v1.PolicyService/ListPolicies",
    "shortbreaks.eligibility.v1.PolicyService/ProposePolicy",
    "shortbreaks.eligibility.v1.PolicyService/PublishPolicy",
    "shortbreaks.eligibility.v1.PolicyService/WithdrawPolicy",
    "shortbreaks.bookings.v1.NeedsMatchService/Summarize",
};

std::string_view ShortName(std::string_view method) { return method.substr(method.rfind('/') + 1); }

std::vector<About> Shown(const rpc::Call& call, const Message& request, const Message& response) {
  std::set<std::string> people;
  AddPeopleIn(request, people);
  AddPeopleIn(response, people);
  std::vector<About> shown;
  for (const std::string& person : people) {
    if (person == call.principal.subject || call.changed_children->contains(person)) continue;
    shown.push_back({person, {}});
  }
  return shown;
}

absl::Status NotRecorded(const absl::Status& why) {
  const type::v1::ErrorReason reason = errors::ReasonOf(why);
  // Whose record was erased meanwhile is not there.
  if (reason == type::v1::ERROR_REASON_CONSENT_MISSING || reason == type::v1::ERROR_REASON_NOT_FOUND) return why;
  return errors::WithDiagnosis(errors::Error(type::v1::ERROR_REASON_ACCESS_NOT_RECORDED),
                               errors::ReasonText(why) + " " + errors::DiagnosisOf(why));
}

// One record is one statement, which needs no transaction around it: two round trips less, on every read of a child's.
absl::Status RecordOne(mysql::Pool& pool, const rpc::Call& call, const Who& who, std::string_view method,
                       const std::vector<About>& shown) {
  absl::Status recorded;
  // Of a connection that was lost while it was idle, or perhaps after the record was kept: twice does no harm.
  for (int attempts = 0; attempts < 2; ++attempts) {
    auto lease = pool.Acquire(call.deadline);
    if (!lease.ok()) return lease.status();
    (*lease)->SetDeadline(call.deadline);
    recorded = RecordReads(**lease, who, method, shown);
    if (mysql::FaultOf(recorded) != mysql::Fault::kConnectionLost) break;
  }
  return recorded;
}

// A call as the handler has it.
absl::StatusOr<rpc::Call> WithPurpose(const rpc::Call& caller, std::string_view method) {
  auto purpose = PurposeOfCall(caller, method);
  if (!purpose.ok()) return purpose.status();
  rpc::Call call = caller;
  call.purpose = WordOf(*purpose);
  call.changed_children = std::make_shared<std::set<std::string>>();
  call.kept_with_reads = std::make_shared<std::vector<std::function<absl::Status(mysql::Connection&)>>>();
  return call;
}

}  // namespace

bool NamesNobody(std::string_view method) {
  return std::any_of(std::begin(kNamesNobody), std::end(kNamesNobody),
                     [&](std::string_view begin) { return method.starts_with(begin); });
}

void RecordReadsOf(rpc::HandlerTable& handlers, KeepReads keep) {
  handlers.WrapEach([&keep](const std::string& name, rpc::Method method) {
    method.run = [name, keep, looked_through = !NamesNobody(name), run = std::move(method.run)](
                     const rpc::Call& caller, const Message& request) -> absl::StatusOr<std::unique_ptr<Message>> {
      auto call = WithPurpose(caller, name);
      if (!call.ok()) return call.status();
      auto response = run(*call, request);
      if (!response.ok()) return response;
      const std::vector<About> shown = looked_through ? Shown(*call, request, **response) : std::vector<About>();
      if (shown.empty() && call->kept_with_reads->empty()) return response;
      if (auto kept = keep(*call, ShortName(name), shown); !kept.ok()) return NotRecorded(kept);
      return response;
    };
    return method;
  });
}

void RecordReadsOf(rpc::HandlerTable& handlers, mysql::Pool& pool) {
  RecordReadsOf(handlers, [&pool](const rpc::Call& call, std::string_view method, const std::vector<About>& shown) {
    const Who who = WhoOf(call);
    const identity::Principal& caller = call.principal;
    // What a call changed was done with consent, and is answered.
    const bool read = call.changed_children->empty();
    const ids::Uuid consent_of = read ? relations::ConsentNeeded(caller) : ids::Uuid();
    const bool alone = shown.size() == 1 && call.kept_with_reads->empty();
    if (alone && consent_of.empty()) return RecordOne(pool, call, who, method, shown);
    return mysql::InTransaction(pool, call.deadline, [&](mysql::Connection& connection) -> absl::Status {
      auto consent = relations::CheckConsent(connection, caller.council_id, consent_of, caller.partner_id);
      if (!consent.ok()) return consent;
      for (const auto& keep : *call.kept_with_reads) {
        if (auto kept = keep(connection); !kept.ok()) return kept;
      }
      if (shown.empty()) return absl::OkStatus();
      return RecordReads(connection, who, method, shown);
    });
  });
}

}  // namespace shortbreaks::audit
