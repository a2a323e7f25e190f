#include <absl/strings/str_cat.h>

#include <algorithm>

#include "eligibility/mysql_rows.h"
#include "errors/errors.h"
#include "paging/page.h"
#include "relations/handlers.h"
#include "relations/relations.h"
#include "shortbreaks/eligibility/v1/consents.pb.h"
#include "wire/fields.h"
#include "wire/times.h"

namespace shortbreaks::relations {
namespace {

namespace v1 = eligibility::v1;
using errors::Error;
using identity::Role;
using mysql::Bytes;
using mysql::Connection;

constexpr size_t kAppBytesMax = 64;

constexpr std::string_view kCarer = "SELECT 1 FROM data_keys WHERE council_id = ? AND subject_id = ? AND kind = 2";
// Consent that stands stays as it was given.
constexpr std::string_view kGive =
    "INSERT INTO partner_consents (council_id, carer_id, partner_id, give_time, giver) VALUES (?, ?, ?, NOW(6), ?) "
    "ON DUPLICATE KEY UPDATE give_time = IF(withdraw_time IS NULL, give_time, NOW(6)), "
    "giver = IF(withdraw_time IS NULL, giver, VALUES(giver)), withdraw_time = NULL";
constexpr std::string_view kWithdraw =
    "UPDATE partner_consents FORCE INDEX (PRIMARY) SET withdraw_time = NOW(6) "
    "WHERE council_id = ? AND carer_id = ? AND partner_id = ? AND withdraw_time IS NULL";
constexpr std::string_view kRead =
    "SELECT partner_id, give_time, withdraw_time, giver FROM partner_consents "
    "WHERE council_id = ? AND carer_id = ? AND partner_id = ?";
constexpr std::string_view kList =
    "SELECT partner_id, give_time, withdraw_time, giver FROM partner_consents "
    "WHERE council_id = ? AND carer_id = ? AND partner_id > ? ORDER BY partner_id LIMIT ?";

v1::Consent ReadRow(const mysql::Row& row, const ids::Uuid& carer_id) {
  v1::Consent consent;
  consent.set_carer(ids::ResourceName("carers", carer_id));
  consent.set_app(row.Text(0));
  *consent.mutable_give_time() = wire::ToProto(row.Time(1));
  if (!row.IsNull(2)) *consent.mutable_withdraw_time() = wire::ToProto(row.Time(2));
  consent.set_giver(row.Text(3));
  return consent;
}

// An officer of the carer's council, or the carer itself.
absl::Status MayHandle(const rpc::Call& call, const ids::Uuid& carer_id) {
  if (call.principal.role == Role::kOfficer) return absl::OkStatus();
  const bool own = call.principal.role == Role::kCarer && ids::IdOf("carers", call.principal.subject) == carer_id;
  return own ? absl::OkStatus() : Error(type::v1::ERROR_REASON_NOT_ALLOWED);
}

void CheckApp(const std::string& app, errors::FieldErrors& fields) {
  const bool printable = std::ranges::all_of(app, [](char c) { return c > ' ' && c < 127; });
  if (app.empty() || app.size() > kAppBytesMax || !printable) {
    fields.Add("app", "Must be the app's name in tokens, 1 to 64 printable ASCII characters.");
  }
}

// Of what kCarer finds: where the council has no such carer, or it was erased, NOT_FOUND, and NOT_ALLOWED to a carer's
// token of another council.
absl::Status CheckCarer(const rpc::Call& call, const absl::StatusOr<mysql::Rows>& rows) {
  if (!rows.ok()) return rows.status();
  return rows->empty() ? NotSeen(AskerOf(call.principal)) : absl::OkStatus();
}

// The consent as it is after `sql` changed it, on record where it did. NOT_FOUND where there is none.
absl::StatusOr<v1::Consent> Change(Connection& connection, const rpc::Call& call, const std::string& method,
                                   const ids::Uuid& carer_id, const std::string& app, std::string_view event,
                                   const absl::StatusOr<int64_t>& changed) {
  if (!changed.ok()) return changed.status();
  auto rows = connection.Query(kRead, {call.principal.council_id, Bytes{carer_id}, app});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  v1::Consent consent = ReadRow(rows->front(), carer_id);
  if (*changed == 0) return consent;
  if (auto s = eligibility::AddEvents(connection, call, method, {{event, consent.carer()}}); !s.ok()) return s;
  return consent;
}

class Handlers {
 public:
  explicit Handlers(Parts parts) : parts_(parts), requests_("eligibility_requests") {}

  absl::StatusOr<v1::GiveConsentResponse> Give(const rpc::Call& call, const v1::GiveConsentRequest& request) const {
    // No app gives itself, or another, what is the carer's to give.
    if (call.principal.scopes && call.principal.role != Role::kOfficer)
      return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
    return Handle<v1::GiveConsentResponse>(
        call, "GiveConsent", request,
        [&](Connection& connection, const ids::Uuid& carer_id) -> absl::StatusOr<v1::Consent> {
          const std::string& council = call.principal.council_id;
          return Change(connection, call, "GiveConsent", carer_id, request.app(), "consent.given",
                        connection.Execute(kGive, {council, Bytes{carer_id}, request.app(), call.principal.Actor()}));
        });
  }

  absl::StatusOr<v1::WithdrawConsentResponse> Withdraw(const rpc::Call& call,
                                                       const v1::WithdrawConsentRequest& request) const {
    return Handle<v1::WithdrawConsentResponse>(
        call, "WithdrawConsent", request, [&](Connection& connection, const ids::Uuid& carer_id) {
          return Change(connection, call, "WithdrawConsent", carer_id, request.app(), "consent.withdrawn",
                        connection.Execute(kWithdraw, {call.principal.council_id, Bytes{carer_id}, request.app()}));
        });
  }

  absl::StatusOr<v1::ListConsentsResponse> List(const rpc::Call& call, const v1::ListConsentsRequest& request) const {
    errors::FieldErrors fields;
    const ids::Uuid carer_id = wire::IdIn("carer", "carers", request.carer(), fields);
    if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
    if (auto may = MayHandle(call, carer_id); !may.ok()) return may;
    auto carer = parts_.pool.Query(call.deadline, kCarer, {call.principal.council_id, Bytes{carer_id}});
    if (auto there = CheckCarer(call, carer); !there.ok()) return there;
    const std::string scope = paging::ScopeOf(call.principal, "ListConsents", request);
    auto page = paging::PageOf(parts_.page_tokens, request, scope);
    if (!page.ok()) return page.status();
    auto rows = parts_.pool.Query(
        call.deadline, kList, {call.principal.council_id, Bytes{carer_id}, page->position, int64_t{page->size + 1}});
    if (!rows.ok()) return rows.status();
    v1::ListConsentsResponse response;
    std::string next;
    for (const mysql::Row& row : *rows) {
      if (response.consents_size() == page->size) {
        next = response.consents(page->size - 1).app();
        break;
      }
      *response.add_consents() = ReadRow(row, carer_id);
    }
    response.set_next_page_token(paging::NextToken(parts_.page_tokens, next, scope));
    return response;
  }

 private:
  template <typename Response, typename Request, typename Body>
  absl::StatusOr<Response> Handle(const rpc::Call& call, std::string_view method, const Request& request,
                                  const Body& body) const {
    auto mark = idempotency::MarkOf(call.principal, method, request.request_id(), request);
    if (!mark.ok()) return mark.status();
    errors::FieldErrors fields;
    const ids::Uuid carer_id = wire::IdIn("carer", "carers", request.carer(), fields);
    CheckApp(request.app(), fields);
    if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
    if (auto may = MayHandle(call, carer_id); !may.ok()) return may;
    auto consent = eligibility::ChangeOnce<v1::Consent>(
        parts_.pool, requests_, call, *mark, [&](Connection& connection) -> absl::StatusOr<v1::Consent> {
          auto carer = connection.Query(kCarer, {call.principal.council_id, Bytes{carer_id}});
          if (auto there = CheckCarer(call, carer); !there.ok()) return there;
          return body(connection, carer_id);
        });
    if (!consent.ok()) return consent.status();
    Response response;
    *response.mutable_consent() = *std::move(consent);
    return response;
  }

  Parts parts_;
  idempotency::Requests requests_;
};

}  // namespace

rpc::HandlerTable MakeConsentHandlers(Parts parts) {
  rpc::HandlerTable table("shortbreaks.eligibility.v1.ConsentService");
  const Handlers handlers(parts);
  table.Add("GiveConsent", handlers, &Handlers::Give);
  table.Add("WithdrawConsent", handlers, &Handlers::Withdraw);
  table.Add("ListConsents", handlers, &Handlers::List);
  return table;
}

}  // namespace shortbreaks::relations
