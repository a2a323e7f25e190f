#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/time/clock.h>

#include "applications/mysql_rows.h"
#include "applications/states.h"
#include "applications/store.h"
#include "eligibility/mysql_rows.h"
#include "errors/errors.h"
#include "london/london.h"
#include "mysql/nullable.h"
#include "wire/times.h"

namespace shortbreaks::applications {
namespace {

using eligibility::ChangeOnce;
using errors::Error;
using mysql::Bytes;
using mysql::Connection;

constexpr std::string_view kInsert =
    "INSERT INTO applications (state, priority, open_offer, panel_id, awaits_second_key, submit_time, "
    "evidence_complete_date, policy_id, evidence_due_date, defer_until, record, council_id, application_id, child_id, "
    "offer, author, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)";
constexpr std::string_view kUpdate =
    "UPDATE applications FORCE INDEX (PRIMARY) SET state = ?, priority = ?, open_offer = ?, panel_id = ?, "
    "awaits_second_key = ?, "
    "submit_time = ?, evidence_complete_date = ?, policy_id = ?, evidence_due_date = ?, defer_until = ?, record = ?, "
    "referral_end_time = IF(? = 1, COALESCE(referral_end_time, NOW(6) + INTERVAL 90 DAY), referral_end_time), "
    "version = version + 1 WHERE council_id = ? AND application_id = ? AND version = ?";
constexpr char kFindOpen[] = " FROM applications a WHERE a.council_id = ? AND a.child_id = ? AND a.open_offer = ?";
constexpr char kStillMay[] = "SELECT 1 FROM applications a WHERE a.council_id = ? AND a.application_id = ? AND ";
constexpr char kHistory[] =
    "SELECT e.action, e.from_state, e.to_state, e.actor, e.reason, e.create_time, e.event_id, a.child_id, "
    "a.council_id, "
    "(SELECT k.wrapped_key FROM data_keys k WHERE k.council_id = a.council_id AND k.subject_id = a.child_id) "
    "FROM application_events e JOIN applications a ON a.council_id = e.council_id AND a.application_id = "
    "e.application_id WHERE e.council_id = ? AND e.application_id = ? AND ";
constexpr char kHistoryOrder[] = " ORDER BY e.event_id LIMIT 1000";

constexpr std::string_view kRecord = "applications.record";
constexpr std::string_view kReason = "application_events.reason";

ids::Uuid ChildOf(const v1::Application& application) {
  return ids::IdOf("children", application.child()).value_or(ids::Uuid());
}

// While evidence is awaited.
std::optional<absl::CivilDay> EvidenceDueOf(const v1::Application& application) {
  const bool awaited = application.state() == v1::APPLICATION_STATE_EVIDENCE_REQUESTED;
  return awaited && application.has_evidence_due_date() ? wire::FromProto(application.evidence_due_date())
                                                        : std::nullopt;
}

std::optional<absl::CivilDay> DeferredTo(const v1::Application& application) {
  const bool deferred = application.state() == v1::APPLICATION_STATE_DEFERRED;
  return deferred && application.decision().has_defer_until() ? wire::FromProto(application.decision().defer_until())
                                                              : std::nullopt;
}

}  // namespace

Reader ReaderOf(const identity::Principal& caller) {
  const bool practitioner = caller.role == identity::Role::kPractitioner;
  return {relations::AskerOf(caller), practitioner ? caller.Actor() : std::string()};
}

std::string MayRead() {
  return absl::StrCat("((", relations::MayAct("a"),
                      ") OR (a.author = ? AND COALESCE(a.referral_end_time > NOW(6), 1)))");
}

mysql::Parameters With(mysql::Parameters parameters, size_t at, const Reader& reader) {
  mysql::Parameters wanted = relations::ParametersOf(reader.asker);
  wanted.emplace_back(reader.author);
  parameters.insert(parameters.begin() + static_cast<std::ptrdiff_t>(at), wanted.begin(), wanted.end());
  return parameters;
}

absl::StatusOr<v1::Application> ReadApplicationRow(const mysql::Row& row) {
  v1::Application application;
  sealing::SealedRow sealed(row, 4, row.Text(3));
  const std::string record = sealed.Text(0, kRecord, row.Text(2));
  if (!sealed.status().ok()) return sealed.status();
  if (!application.ParseFromString(record)) return sealing::Unreadable(kRecord, "it holds no application");
  application.set_etag(absl::StrCat(row.Int(1)));
  const absl::CivilDay today = london::DayOf(absl::Now());
  if (application.has_submit_time()) {
    const absl::CivilDay submitted = london::DayOf(wire::FromProto(application.submit_time()));
    application.set_age_days(static_cast<int32_t>(today - submitted));
  }
  const auto due = EvidenceDueOf(application);
  application.set_evidence_overdue(due && *due < today);
  const auto deferred = DeferredTo(application);
  application.set_defer_reached(deferred && *deferred <= today);
  return application;
}

mysql::Parameters ApplicationColumns(const sealing::Sealer& sealer, v1::Application application) {
  // What is worked out when it is read is not kept.
  application.clear_etag();
  application.clear_age_days();
  application.clear_evidence_overdue();
  application.clear_defer_reached();
  const auto day =
      application.has_evidence_complete_date() ? wire::FromProto(application.evidence_complete_date()) : std::nullopt;
  const bool open = IsOpen(application.state());
  return {int64_t{application.state()},
          int64_t{application.priority()},
          open ? mysql::Parameter(application.offer()) : mysql::Parameter(nullptr),
          mysql::IdOrNull(ids::IdOf("panels", application.panel()).value_or(ids::Uuid())),
          int64_t{application.decision().awaits_second_key()},
          application.has_submit_time() ? mysql::Parameter(wire::FromProto(application.submit_time()))
                                        : mysql::Parameter(nullptr),
          mysql::OrNull(day),
          mysql::IdOrNull(ids::IdOf("policies", application.policy()).value_or(ids::Uuid())),
          mysql::OrNull(EvidenceDueOf(application)),
          mysql::OrNull(DeferredTo(application)),
          sealer.Text(kRecord, ids::IdOf("applications", application.name()).value_or(ids::Uuid()),
                      application.SerializeAsString())};
}

absl::Status AddHistory(Connection& connection, const rpc::Call& call, const sealing::Sealer& sealer,
                        const ids::Uuid& application_id, const Step& step, v1::ApplicationState from,
                        v1::ApplicationState to) {
  const ids::Uuid event_id = ids::NewUuid();
  return connection
      .Execute(
          "INSERT INTO application_events (council_id, event_id, application_id, action, from_state, to_state, actor, "
          "reason, create_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, NOW(6))",
          {call.principal.council_id, Bytes{event_id}, Bytes{application_id}, step.action, int64_t{from}, int64_t{to},
           call.principal.Actor(), sealer.Text(kReason, event_id, step.reason)})
      .status();
}

// Which application it is, is told to whoever may read it.
absl::Status ExplainOpen(Connection& connection, const absl::Status& status, const identity::Principal& caller,
                         const v1::Application& application) {
  if (mysql::FaultOf(status) == mysql::Fault::kMissingParent) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  if (mysql::FaultOf(status) != mysql::Fault::kDuplicateKey) return status;
  static const std::string kSql = absl::StrCat("SELECT a.application_id, ", MayRead(), kFindOpen);
  auto rows = connection.Query(
      kSql, With({caller.council_id, Bytes{ChildOf(application)}, application.offer()}, 0, ReaderOf(caller)));
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return Error(type::v1::ERROR_REASON_CONTENTION);
  if (rows->front().Int(1) == 0) return Error(type::v1::ERROR_REASON_DUPLICATE_APPLICATION);
  return Error(type::v1::ERROR_REASON_DUPLICATE_APPLICATION, {},
               {{"name", ids::ResourceName("applications", rows->front().Text(0))}});
}

absl::StatusOr<v1::Application> LockApplication(Connection& connection, const std::string& council,
                                                const ids::Uuid& application_id, const Reader& reader) {
  static const std::string kSql = absl::StrCat("SELECT ", kApplicationColumns,
                                               " FROM applications a WHERE a.council_id = ? AND a.application_id = ? "
                                               "AND ",
                                               MayRead(), " FOR UPDATE");
  auto rows = connection.Query(kSql, With({council, Bytes{application_id}}, 2, reader));
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return relations::NotSeen(reader.asker);
  return ReadApplicationRow(rows->front());
}

absl::StatusOr<v1::Application> SaveStep(Connection& connection, const rpc::Call& call, const std::string& method,
                                         v1::Application application, v1::ApplicationState from, const Step& step) {
  const std::string& council = call.principal.council_id;
  const ids::Uuid application_id = ids::IdOf("applications", application.name()).value_or(ids::Uuid());
  int64_t version = 0;
  if (!absl::SimpleAtoi(application.etag(), &version)) return Error(type::v1::ERROR_REASON_INTERNAL);
  if (step.allocation) {
    auto name = WriteAllocation(connection, call, *step.allocation, step);
    if (!name.ok()) return name.status();
    application.set_allocation(*name);
  }
  if (auto let = LetAccept(connection, call, application, step); !let.ok()) return let;
  auto sealer = sealing::SealerOf(connection, council, ChildOf(application));
  if (!sealer.ok()) return sealer.status();
  if (auto kept = KeepOnAgenda(connection, call, *sealer, application, step.panel); !kept.ok()) return kept;
  mysql::Parameters parameters = ApplicationColumns(*sealer, application);
  parameters.insert(parameters.end(), {int64_t{application.state() == v1::APPLICATION_STATE_CLOSED}, council,
                                       Bytes{application_id}, version});
  auto saved = connection.Execute(kUpdate, parameters);
  if (!saved.ok()) return ExplainOpen(connection, saved.status(), call.principal, application);
  application.set_etag(absl::StrCat(version + 1));
  if (auto s = AddHistory(connection, call, *sealer, application_id, step, from, application.state()); !s.ok()) {
    return s;
  }
  auto recorded = eligibility::AddEvents(
      connection, call, method, {{"application.changed", application.name(), version + 1, {}, application.child()}});
  if (!recorded.ok()) return recorded;
  return application;
}

absl::StatusOr<v1::Application> ChangeLocked(Connection& connection, const rpc::Call& call, const RequestMark& mark,
                                             const ids::Uuid& application_id, const std::string& etag,
                                             const Body& body) {
  auto application = LockApplication(connection, call.principal.council_id, application_id, ReaderOf(call.principal));
  if (!application.ok()) return application;
  if (application->etag() != etag) return Error(type::v1::ERROR_REASON_ETAG_MISMATCH);
  const v1::ApplicationState from = application->state();
  auto step = body(*application);
  if (!step.ok()) return step.status();
  return SaveStep(connection, call, mark.key.method, *std::move(application), from, *step);
}

namespace {

// Of an application that was written in this transaction: its child's row is locked by that, and who may act for the
// child stays as it is.
absl::Status StillMay(Connection& connection, const identity::Principal& caller, const ids::Uuid& application_id) {
  static const std::string kSql = absl::StrCat(kStillMay, MayRead());
  const Reader reader = ReaderOf(caller);
  auto rows = connection.Query(kSql, With({caller.council_id, Bytes{application_id}}, 2, reader));
  if (!rows.ok()) return rows.status();
  return rows->empty() ? relations::NotSeen(reader.asker) : absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Application> ApplicationStore::Create(const rpc::Call& call, const RequestMark& mark,
                                                         const v1::Application& application) {
  const std::string& council = call.principal.council_id;
  return ChangeOnce<v1::Application>(
      pool_, requests_, call, mark, [&](Connection& connection) -> absl::StatusOr<v1::Application> {
        v1::Application stored = application;
        const ids::Uuid application_id = ids::NewUuid();
        stored.set_name(ids::ResourceName("applications", application_id));
        auto sealer = sealing::SealerOf(connection, council, ChildOf(stored));
        if (!sealer.ok()) return sealer.status();
        mysql::Parameters parameters = ApplicationColumns(*sealer, stored);
        parameters.insert(parameters.end(),
                          {council, Bytes{application_id}, Bytes{ChildOf(stored)}, stored.offer(), stored.author()});
        auto inserted = connection.Execute(kInsert, parameters);
        if (!inserted.ok()) return ExplainOpen(connection, inserted.status(), call.principal, stored);
        if (auto may = StillMay(connection, call.principal, application_id); !may.ok()) return may;
        stored.set_etag("1");
        const Step step{.action = "created"};
        auto history = AddHistory(connection, call, *sealer, application_id, step, v1::APPLICATION_STATE_UNSPECIFIED,
                                  stored.state());
        if (!history.ok()) return history;
        auto recorded = eligibility::AddEvents(connection, call, mark.key.method,
                                               {{"application.created", stored.name(), 1, {}, stored.child()}});
        if (!recorded.ok()) return recorded;
        return stored;
      });
}

absl::StatusOr<v1::Application> ApplicationStore::Change(const rpc::Call& call, const RequestMark& mark,
                                                         const ids::Uuid& application_id, const std::string& etag,
                                                         const Body& body) {
  return ChangeOnce<v1::Application>(pool_, requests_, call, mark,
                                     [&](Connection& connection) -> absl::StatusOr<v1::Application> {
                                       return ChangeLocked(connection, call, mark, application_id, etag, body);
                                     });
}

absl::StatusOr<std::optional<v1::Application>> ApplicationStore::Read(const rpc::Call& call,
                                                                      const ids::Uuid& application_id) {
  static const std::string kSql =
      absl::StrCat("SELECT ", kApplicationColumns,
                   " FROM applications a WHERE a.council_id = ? AND a.application_id = ? AND ", MayRead());
  auto rows = pool_.Query(call.deadline, kSql,
                          With({call.principal.council_id, Bytes{application_id}}, 2, ReaderOf(call.principal)));
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  auto application = ReadApplicationRow(rows->front());
  // Its child was erased.
  if (errors::ReasonOf(application.status()) == type::v1::ERROR_REASON_NOT_FOUND) return std::nullopt;
  if (!application.ok()) return application.status();
  return *std::move(application);
}

absl::StatusOr<std::vector<v1::ApplicationEvent>> ApplicationStore::History(const rpc::Call& call,
                                                                            const ids::Uuid& application_id) {
  static const std::string kSql = absl::StrCat(kHistory, MayRead(), kHistoryOrder);
  auto rows = pool_.Query(call.deadline, kSql,
                          With({call.principal.council_id, Bytes{application_id}}, 2, ReaderOf(call.principal)));
  if (!rows.ok()) return rows.status();
  std::vector<v1::ApplicationEvent> history;
  for (const mysql::Row& row : *rows) {
    v1::ApplicationEvent& event = history.emplace_back();
    event.set_action(row.Text(0));
    event.set_from_state(static_cast<v1::ApplicationState>(row.Int(1)));
    event.set_to_state(static_cast<v1::ApplicationState>(row.Int(2)));
    event.set_actor(row.Text(3));
    sealing::SealedRow sealed(row, 8, row.Text(7));
    event.set_reason(sealed.Text(4, kReason, row.Text(6)));
    if (!sealed.status().ok()) return sealed.status();
    *event.mutable_time() = wire::ToProto(row.Time(5));
  }
  return history;
}

// Most urgent first, then oldest: a page ends at a priority and an id.
absl::StatusOr<PageOf<v1::Application>> ApplicationStore::List(const rpc::Call& call, const Query& query,
                                                               const Page& page) {
  std::string sql =
      absl::StrCat("SELECT ", kApplicationColumns, ", a.priority FROM applications a WHERE a.council_id = ?",
                   kApplicationOnFile, " AND ", MayRead());
  mysql::Parameters parameters = With({call.principal.council_id}, 1, ReaderOf(call.principal));
  const auto also = [&](const char* condition, mysql::Parameter parameter) {
    absl::StrAppend(&sql, " AND ", condition);
    parameters.push_back(std::move(parameter));
  };
  if (query.child_id) also("a.child_id = ?", Bytes{*query.child_id});
  if (query.panel_id) {
    also(
        "EXISTS (SELECT 1 FROM panel_items i WHERE i.council_id = a.council_id AND i.application_id = a.application_id "
        "AND i.panel_id = ?)",
        Bytes{*query.panel_id});
  }
  if (!query.offer.empty()) also("a.offer = ?", query.offer);
  if (!query.author.empty()) also("a.author = ?", query.author);
  if (query.evidence_overdue_on) also("a.state = 3 AND a.evidence_due_date < ?", *query.evidence_overdue_on);
  if (query.defer_reached_on) also("a.state = 10 AND a.defer_until <= ?", *query.defer_reached_on);
  if (query.awaits_second_key) also("a.awaits_second_key = ?", int64_t{1});
  if (query.states.empty()) {
    also("a.state <> ?", int64_t{v1::APPLICATION_STATE_CLOSED});
  } else {
    absl::StrAppend(&sql, " AND a.state IN (", absl::StrJoin(query.states, ", "), ")");
  }
  if (page.position.size() == 17) {
    absl::StrAppend(&sql, " AND (a.priority > ? OR (a.priority = ? AND a.application_id > ?))");
    const int64_t priority = page.position[0];
    parameters.insert(parameters.end(), {priority, priority, Bytes{page.position.substr(1)}});
  }
  absl::StrAppend(&sql, " ORDER BY a.priority, a.application_id LIMIT ?");
  parameters.push_back(int64_t{page.size + 1});
  auto rows = pool_.Query(call.deadline, sql, parameters);
  if (!rows.ok()) return rows.status();
  PageOf<v1::Application> list;
  for (const mysql::Row& row : *rows) {
    if (static_cast<int>(list.items.size()) == page.size) {
      const mysql::Row& last = (*rows)[list.items.size() - 1];
      list.next.assign(1, static_cast<char>(last.Int(kApplicationColumnCount)));
      list.next.append(last.Text(2));
      break;
    }
    auto application = ReadApplicationRow(row);
    if (!application.ok()) return application.status();
    list.items.push_back(*std::move(application));
  }
  return list;
}

}  // namespace shortbreaks::applications
