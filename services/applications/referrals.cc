// The end of a practitioner's part in an application.
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "applications/handlers.h"
#include "applications/mysql_rows.h"
#include "eligibility/mysql_rows.h"
#include "errors/errors.h"
#include "shortbreaks/eligibility/v1/referrals.pb.h"
#include "wire/fields.h"
#include "wire/times.h"

namespace shortbreaks::applications {
namespace {

using errors::Error;
using identity::Role;
using mysql::Bytes;
using mysql::Connection;

constexpr char kLock[] =
    "SELECT a.author, a.child_id, a.version, COALESCE(a.referral_end_time <= NOW(6), 0), a.referral_end_time, NOW(6) "
    "FROM applications a WHERE a.council_id = ? AND a.application_id = ? AND ";
constexpr std::string_view kEnd =
    "UPDATE applications FORCE INDEX (PRIMARY) SET referral_end_time = ? WHERE council_id = ? AND application_id = ?";
constexpr char kPractitioner[] = "practitioner:";

absl::StatusOr<v1::Referral> End(Connection& connection, const rpc::Call& call, const ids::Uuid& application_id) {
  static const std::string kSql = absl::StrCat(kLock, MayRead(), " FOR UPDATE");
  const std::string& council = call.principal.council_id;
  const Reader reader = ReaderOf(call.principal);
  auto rows = connection.Query(kSql, With({council, Bytes{application_id}}, 2, reader));
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return relations::NotSeen(reader.asker);
  const mysql::Row& row = rows->front();
  if (!absl::StartsWith(row.Text(0), kPractitioner)) {
    return Error(type::v1::ERROR_REASON_STATE_FORBIDS, "No practitioner wrote this application.");
  }
  v1::Referral referral;
  referral.set_application(ids::ResourceName("applications", application_id));
  referral.set_practitioner(row.Text(0));
  const bool ended = row.Int(3) != 0;
  *referral.mutable_end_time() = wire::ToProto(row.Time(ended ? 4 : 5));
  if (ended) return referral;
  auto written = connection.Execute(kEnd, {row.Time(5), council, Bytes{application_id}});
  if (!written.ok()) return written.status();
  auto recorded = eligibility::AddEvents(connection, call, "EndReferral",
                                         {{"application.referral_ended",
                                           referral.application(),
                                           row.Int(2),
                                           {},
                                           ids::ResourceName("children", row.Text(1))}});
  if (!recorded.ok()) return recorded;
  return referral;
}

class ReferralHandlers {
 public:
  explicit ReferralHandlers(mysql::Pool& pool) : pool_(pool), requests_("eligibility_requests") {}

  absl::StatusOr<v1::EndReferralResponse> EndReferral(const rpc::Call& call,
                                                      const v1::EndReferralRequest& request) const {
    if (call.principal.role != Role::kOfficer && call.principal.role != Role::kCarer) {
      return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
    }
    auto mark = idempotency::MarkOf(call.principal, "EndReferral", request.request_id(), request);
    if (!mark.ok()) return mark.status();
    errors::FieldErrors fields;
    const ids::Uuid application_id = wire::IdIn("application", "applications", request.application(), fields);
    if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
    auto referral = eligibility::ChangeOnce<v1::Referral>(
        pool_, requests_, call, *mark, [&](Connection& connection) { return End(connection, call, application_id); });
    if (!referral.ok()) return referral.status();
    v1::EndReferralResponse response;
    *response.mutable_referral() = *std::move(referral);
    return response;
  }

 private:
  mysql::Pool& pool_;
  idempotency::Requests requests_;
};

}  // namespace

rpc::HandlerTable MakeReferralHandlers(mysql::Pool& pool) {
  rpc::HandlerTable table("shortbreaks.eligibility.v1.ReferralService");
  table.Add("EndReferral", ReferralHandlers(pool), &ReferralHandlers::EndReferral);
  return table;
}

}  // namespace shortbreaks::applications
