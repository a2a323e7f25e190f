#include "relations/consent.h"

#include <memory>
#include <string>
#include <utility>

#include "errors/errors.h"

namespace shortbreaks::relations {
namespace {

using google::protobuf::Message;

constexpr std::string_view kStands =
    "SELECT 1 FROM partner_consents WHERE council_id = ? AND carer_id = ? AND partner_id = ? AND withdraw_time IS NULL";
constexpr std::string_view kStandsToTheEnd =
    "SELECT 1 FROM partner_consents WHERE council_id = ? AND carer_id = ? AND partner_id = ? AND withdraw_time IS NULL "
    "LOCK IN SHARE MODE";

absl::Status Answer(const absl::StatusOr<mysql::Rows>& rows) {
  if (!rows.ok()) return rows.status();
  return rows->empty() ? errors::Error(type::v1::ERROR_REASON_CONSENT_MISSING) : absl::OkStatus();
}

}  // namespace

ids::Uuid ConsentNeeded(const identity::Principal& caller) {
  if (caller.role != identity::Role::kCarer || !caller.scopes) return {};
  return ids::IdOf("carers", caller.subject).value_or(ids::Uuid(16, '\0'));
}

absl::Status CheckConsent(mysql::Connection& connection, const std::string& council_id, const ids::Uuid& carer_id,
                          const std::string& app) {
  if (carer_id.empty()) return absl::OkStatus();
  return Answer(connection.Query(kStandsToTheEnd, {council_id, mysql::Bytes{carer_id}, app}));
}

void RequireConsent(rpc::HandlerTable& handlers, mysql::Pool& pool) {
  handlers.WrapEach([&pool](const std::string&, rpc::Method method) {
    method.run = [&pool, run = std::move(method.run)](
                     const rpc::Call& call, const Message& request) -> absl::StatusOr<std::unique_ptr<Message>> {
      const ids::Uuid carer_id = ConsentNeeded(call.principal);
      if (carer_id.empty()) return run(call, request);
      auto stands = Answer(pool.Query(call.deadline, kStands,
                                      {call.principal.council_id, mysql::Bytes{carer_id}, call.principal.partner_id}));
      if (!stands.ok()) return stands;
      return run(call, request);
    };
    return method;
  });
}

}  // namespace shortbreaks::relations
