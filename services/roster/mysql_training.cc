// What staff are trained for.
#include <absl/strings/str_cat.h>
#include <absl/time/civil_time.h>

#include "availability/access.h"
#include "availability/once.h"
#include "availability/text_position.h"
#include "errors/errors.h"
#include "roster/store.h"

namespace shortbreaks::roster {
namespace {

using availability::CheckMayChange;
using availability::Once;
using availability::TextPosition;
using errors::Error;
using mysql::Bytes;
using mysql::Connection;

constexpr std::string_view kInsert =
    "INSERT INTO staff_training (council_id, training_id, staff_id, need, issue_date, expire_date) "
    "VALUES (?, ?, ?, ?, ?, ?)";
constexpr std::string_view kStaffOf = "SELECT staff_id FROM staff_training WHERE council_id = ? AND training_id = ?";
constexpr std::string_view kWithdraw =
    "UPDATE staff_training FORCE INDEX (PRIMARY) SET withdraw_time = NOW(6), withdraw_reason = ? "
    "WHERE council_id = ? AND training_id = ? AND withdraw_time IS NULL";

// Renewed: the same need is covered beyond its last day, without a gap of a day.
constexpr char kExpiringFrom[] =
    "SELECT t.training_id, t.staff_id, t.need, t.issue_date, t.expire_date, m.provider_id, m.display_name "
    "FROM staff_training t JOIN staff_members m ON m.council_id = t.council_id AND m.staff_id = t.staff_id "
    "WHERE t.council_id = ? AND t.expire_date < ? AND t.expire_date >= ? AND (t.expire_date > ? OR t.training_id > ?) "
    "AND t.withdraw_time IS NULL AND m.inactive = 0 AND NOT EXISTS (SELECT 1 FROM staff_training r "
    "  WHERE r.council_id = t.council_id AND r.staff_id = t.staff_id AND r.need = t.need AND r.withdraw_time IS NULL "
    "  AND r.expire_date > t.expire_date AND r.issue_date <= t.expire_date + INTERVAL 1 DAY) ";
constexpr char kExpiringOfProvider[] = "AND m.provider_id = ? ";
constexpr char kExpiringOrder[] = "ORDER BY t.expire_date, t.training_id LIMIT ?";
// Before every day that a training may have.
constexpr char kEarliestDay[] = "1000-01-01";

v1::ExpiringTraining ReadExpiring(const mysql::Row& row) {
  v1::ExpiringTraining expiring;
  *expiring.mutable_training() = ToProto(TrainingRecord{.id = row.Text(0),
                                                        .staff_id = row.Text(1),
                                                        .need = static_cast<type::v1::Need>(row.Int(2)),
                                                        .issue_date = row.Day(3),
                                                        .expire_date = row.Day(4)});
  expiring.set_provider(ids::ResourceName("providers", row.Text(5)));
  expiring.set_staff_display_name(row.Text(6));
  return expiring;
}

}  // namespace

absl::StatusOr<v1::RecordTrainingResponse> RosterStore::RecordTraining(const rpc::Call& call, const RequestMark& mark,
                                                                       TrainingRecord training) {
  training.id = ids::NewUuid();
  v1::RecordTrainingResponse reply;
  auto done = Once(pool_, requests_, call, mark, reply, [&](Connection& connection, Told& told) -> absl::Status {
    auto staff = Lock(connection, call, training.staff_id);
    if (!staff.ok()) return staff.status();
    auto inserted =
        connection.Execute(kInsert, {call.principal.council_id, Bytes{training.id}, Bytes{training.staff_id},
                                     int64_t{training.need}, training.issue_date, training.expire_date});
    if (!inserted.ok()) return inserted.status();
    *reply.mutable_training() = ToProto(training);
    return Touch(connection, call, training.staff_id, told, *reply.mutable_changes());
  });
  if (!done.ok()) return done;
  return reply;
}

absl::StatusOr<v1::WithdrawTrainingResponse> RosterStore::WithdrawTraining(const rpc::Call& call,
                                                                           const RequestMark& mark,
                                                                           const ids::Uuid& training_id,
                                                                           const std::string& reason) {
  const std::string& council = call.principal.council_id;
  v1::WithdrawTrainingResponse reply;
  auto done = Once(pool_, requests_, call, mark, reply, [&](Connection& connection, Told& told) -> absl::Status {
    auto rows = connection.Query(kStaffOf, {council, Bytes{training_id}});
    if (!rows.ok()) return rows.status();
    if (rows->empty()) return CheckMayChange(call, std::nullopt);
    auto staff = Lock(connection, call, rows->front().Text(0));
    if (!staff.ok()) return staff.status();
    auto withdrawn = connection.Execute(kWithdraw, {reason, council, Bytes{training_id}});
    if (!withdrawn.ok()) return withdrawn.status();
    if (*withdrawn != 1) return Error(type::v1::ERROR_REASON_STATE_FORBIDS, {}, {{"state", "WITHDRAWN"}});
    return Touch(connection, call, staff->id, told, *reply.mutable_changes());
  });
  if (!done.ok()) return done;
  return reply;
}

absl::StatusOr<ListPage<v1::ExpiringTraining>> RosterStore::ListExpiring(const rpc::Call& call,
                                                                         const ids::Uuid& provider_id,
                                                                         absl::CivilDay before, const Page& page) {
  auto from = TextPosition::Parse(page.position);
  if (!from.ok()) return from.status();
  if (from->text.empty()) from->text = kEarliestDay;
  std::string sql = kExpiringFrom;
  mysql::Parameters parameters = {call.principal.council_id, before, from->text, from->text, Bytes{from->id}};
  if (!provider_id.empty()) {
    sql += kExpiringOfProvider;
    parameters.emplace_back(Bytes{provider_id});
  }
  parameters.emplace_back(int64_t{page.size + 1});
  auto rows = pool_.Query(call.deadline, sql + kExpiringOrder, parameters);
  if (!rows.ok()) return rows.status();
  ListPage<v1::ExpiringTraining> list;
  for (const mysql::Row& row : *rows) {
    if (static_cast<int>(list.items.size()) == page.size) {
      const mysql::Row& last = (*rows)[list.items.size() - 1];
      list.next = TextPosition{absl::FormatCivilTime(last.Day(4)), last.Text(0)}.Text();
      break;
    }
    list.items.push_back(ReadExpiring(row));
  }
  return list;
}

}  // namespace shortbreaks::roster
