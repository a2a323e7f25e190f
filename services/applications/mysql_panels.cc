#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>

#include "applications/minutes.h"
#include "applications/mysql_rows.h"
#include "applications/store.h"
#include "eligibility/mysql_rows.h"
#include "errors/errors.h"
#include "wire/times.h"

namespace shortbreaks::applications {
namespace {

using eligibility::ChangeOnce;
using errors::Error;
using mysql::Bytes;
using mysql::Connection;

constexpr std::string_view kAgendaMinutes = "panel_items.minutes";
// And whether an officer sees each: those of children of its teams and of none.
std::string MinutesSql() {
  return absl::StrCat(
      "SELECT i.application_id, a.child_id, i.minutes, i.council_id, (SELECT k.wrapped_key FROM data_keys k WHERE "
      "k.council_id = a.council_id AND k.subject_id = a.child_id), ",
      relations::OfTeam("a"),
      " FROM panel_items i JOIN applications a ON a.council_id = i.council_id AND a.application_id = i.application_id "
      "WHERE i.council_id = ? AND i.panel_id = ? AND i.position IS NOT NULL ORDER BY i.position");
}

v1::Panel ReadRow(const mysql::Row& row) {
  v1::Panel panel;
  panel.ParseFromString(row.Text(0));
  panel.set_etag(absl::StrCat(row.Int(1)));
  return panel;
}

mysql::Parameters Columns(v1::Panel panel) {
  panel.clear_etag();
  return {wire::FromProto(panel.meet_date()).value_or(absl::CivilDay()), int64_t{panel.state()},
          Bytes{panel.SerializeAsString()}};
}

// Sends what the panel did not decide back to the team.
absl::Status EmptyAgenda(Connection& connection, const rpc::Call& call, const std::string& method,
                         const ids::Uuid& panel_id) {
  auto rows = connection.Query(
      "SELECT application_id FROM applications WHERE council_id = ? AND panel_id = ? AND state = ? "
      "ORDER BY application_id",
      {call.principal.council_id, Bytes{panel_id}, int64_t{v1::APPLICATION_STATE_PANEL_LISTED}});
  if (!rows.ok()) return rows.status();
  for (const mysql::Row& row : *rows) {
    // Whichever team it is of: the panel is over for all.
    auto application = LockApplication(connection, call.principal.council_id, row.Text(0), {});
    if (!application.ok()) return application.status();
    const v1::ApplicationState from = application->state();
    if (from != v1::APPLICATION_STATE_PANEL_LISTED) continue;
    application->set_state(v1::APPLICATION_STATE_NEEDS_REVIEW);
    const Step step = application->decision().awaits_second_key()
                          ? Step{.action = "panel_closed", .reason = "It waits for the second key."}
                          : Step{.action = "not_reached", .reason = "The panel closed before it was decided."};
    auto saved = SaveStep(connection, call, method, *std::move(application), from, step);
    if (!saved.ok()) return saved.status();
  }
  return absl::OkStatus();
}

struct LockedPanel {
  v1::Panel panel;
  int64_t version = 0;
};
// Locked from here on; nothing where there is none.
absl::StatusOr<std::optional<LockedPanel>> LockPanel(Connection& connection, const std::string& council,
                                                     const ids::Uuid& panel_id) {
  auto rows = connection.Query("SELECT record, version FROM panels WHERE council_id = ? AND panel_id = ? FOR UPDATE",
                               {council, Bytes{panel_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  return LockedPanel{ReadRow(rows->front()), rows->front().Int(1)};
}

// Each with the decision of this panel, or none.
absl::StatusOr<std::vector<v1::Application>> AgendaOf(const mysql::Rows& rows, const ids::Uuid& panel_id) {
  std::vector<v1::Application> agenda;
  for (const mysql::Row& row : rows) {
    auto application = ReadApplicationRow(row);
    if (!application.ok()) return application.status();
    application->clear_decision();
    if (!row.IsNull(kApplicationColumnCount)) {
      sealing::SealedRow sealed(row, 4, row.Text(3));
      application->mutable_decision()->ParseFromString(
          sealed.Text(kApplicationColumnCount, kAgendaDecision, panel_id + row.Text(2)));
      if (!sealed.status().ok()) return sealed.status();
    }
    agenda.push_back(*std::move(application));
  }
  return agenda;
}

const std::string& AgendaSql() {
  static const auto* const sql =
      new std::string(absl::StrCat("SELECT ", kApplicationColumns,
                                   ", i.decision FROM panel_items i JOIN applications a ON a.council_id = i.council_id "
                                   "AND a.application_id = i.application_id WHERE i.council_id = ? AND i.panel_id = ?",
                                   kApplicationOnFile, " AND ", relations::OfTeam("a"),
                                   " ORDER BY a.priority, a.application_id LIMIT ", kAgendaMax));
  return *sql;
}

// All of it, for the minutes.
absl::StatusOr<std::vector<v1::Application>> ReadAgenda(Connection& connection, const std::string& council,
                                                        const ids::Uuid& panel_id) {
  auto rows = connection.Query(AgendaSql(), {council, Bytes{panel_id}, nullptr});
  if (!rows.ok()) return rows.status();
  return AgendaOf(*rows, panel_id);
}

// Of a panel that closes: what stands in its minutes of each application, sealed with the key of its child.
absl::Status WriteMinutes(Connection& connection, const std::string& council, const ids::Uuid& panel_id) {
  auto agenda = ReadAgenda(connection, council, panel_id);
  if (!agenda.ok()) return agenda.status();
  int64_t position = 0;
  for (const v1::Application& application : *agenda) {
    const ids::Uuid child_id = ids::IdOf("children", application.child()).value_or(ids::Uuid());
    const ids::Uuid application_id = ids::IdOf("applications", application.name()).value_or(ids::Uuid());
    auto item = sealing::SealedText(connection, council, child_id, kAgendaMinutes, panel_id + application_id,
                                    ItemOf(application));
    if (!item.ok()) return item.status();
    auto written = connection.Execute(
        "UPDATE panel_items FORCE INDEX (PRIMARY) SET minutes = ?, position = ? WHERE council_id = ? AND panel_id = ? "
        "AND application_id = ?",
        {*std::move(item), ++position, council, Bytes{panel_id}, Bytes{application_id}});
    if (!written.ok()) return written.status();
  }
  return absl::OkStatus();
}

// Empty where the officer does not see it, or the child was erased since.
absl::StatusOr<std::vector<std::string>> ItemsOf(const mysql::Rows& rows, const ids::Uuid& panel_id) {
  std::vector<std::string> items;
  for (const mysql::Row& row : rows) {
    sealing::SealedRow sealed(row, 3, row.Text(1));
    const bool shown = row.Int(5) != 0 && !row.IsNull(2);
    items.push_back(shown ? sealed.Text(2, kAgendaMinutes, panel_id + row.Text(0)) : std::string());
    if (auto opened = sealed.StatusOfKept(); !opened.ok()) return opened;
  }
  return items;
}

// Locks it: it cannot close before this is done.
absl::Status CheckTakesMore(Connection& connection, const std::string& council, const ids::Uuid& panel_id) {
  auto panel = LockPanel(connection, council, panel_id);
  if (!panel.ok()) return panel.status();
  auto count = connection.Query("SELECT COUNT(*) FROM panel_items WHERE council_id = ? AND panel_id = ?",
                                {council, Bytes{panel_id}});
  if (!count.ok()) return count.status();
  errors::FieldErrors fields;
  if (!*panel) {
    fields.Add("panel", "Must be the name of a panel.");
  } else if ((*panel)->panel.state() != v1::PANEL_STATE_OPEN) {
    fields.Add("panel", "Must be a panel that is not closed.");
  } else if (count->front().Int(0) >= kAgendaMax) {
    fields.Add("panel", absl::StrCat("Has ", kAgendaMax, " applications already: call another."));
  }
  return fields.ToStatus();
}

absl::Status SavePanel(Connection& connection, const std::string& council, const ids::Uuid& panel_id,
                       const v1::Panel& panel) {
  mysql::Parameters parameters = Columns(panel);
  parameters.insert(parameters.end(), {council, Bytes{panel_id}});
  return connection
      .Execute(
          "UPDATE panels FORCE INDEX (PRIMARY) SET meet_date = ?, state = ?, record = ?, version = version + 1 "
          "WHERE council_id = ? AND panel_id = ?",
          parameters)
      .status();
}

absl::Status PutOnAgenda(Connection& connection, const std::string& council, const ids::Uuid& panel_id,
                         const ids::Uuid& application_id) {
  return connection
      .Execute(
          "INSERT INTO panel_items (council_id, panel_id, application_id, list_time) VALUES (?, ?, ?, NOW(6)) "
          "ON DUPLICATE KEY UPDATE list_time = NOW(6), decision = NULL",
          {council, Bytes{panel_id}, Bytes{application_id}})
      .status();
}

}  // namespace

absl::Status KeepOnAgenda(Connection& connection, const rpc::Call& call, const sealing::Sealer& sealer,
                          const v1::Application& application, const std::string& panel) {
  if (panel.empty()) return absl::OkStatus();
  const ids::Uuid panel_id = ids::IdOf("panels", panel).value_or(ids::Uuid());
  const ids::Uuid application_id = ids::IdOf("applications", application.name()).value_or(ids::Uuid());
  const mysql::Parameter decision = application.has_decision() ? sealer.Text(kAgendaDecision, panel_id + application_id,
                                                                             application.decision().SerializeAsString())
                                                               : mysql::Parameter(nullptr);
  return connection
      .Execute(
          "UPDATE panel_items FORCE INDEX (PRIMARY) SET decision = ? WHERE council_id = ? AND panel_id = ? AND "
          "application_id = ?",
          {decision, call.principal.council_id, Bytes{panel_id}, Bytes{application_id}})
      .status();
}

absl::StatusOr<v1::Application> ApplicationStore::ListForPanel(const rpc::Call& call, const RequestMark& mark,
                                                               const ids::Uuid& application_id, const std::string& etag,
                                                               const ids::Uuid& panel_id, const Body& body) {
  return ChangeOnce<v1::Application>(
      pool_, requests_, call, mark, [&](Connection& connection) -> absl::StatusOr<v1::Application> {
        const std::string& council = call.principal.council_id;
        if (auto takes = CheckTakesMore(connection, council, panel_id); !takes.ok()) return takes;
        auto listed = ChangeLocked(connection, call, mark, application_id, etag, body);
        if (!listed.ok()) return listed;
        if (auto put = PutOnAgenda(connection, council, panel_id, application_id); !put.ok()) return put;
        return listed;
      });
}

absl::StatusOr<std::vector<v1::Application>> ApplicationStore::Agenda(const rpc::Call& call,
                                                                      const ids::Uuid& panel_id) {
  auto rows = pool_.Query(call.deadline, AgendaSql(),
                          {call.principal.council_id, Bytes{panel_id}, relations::TeamsOf(call.principal)});
  if (!rows.ok()) return rows.status();
  return AgendaOf(*rows, panel_id);
}

absl::StatusOr<v1::Panel> ApplicationStore::CreatePanel(const rpc::Call& call, const RequestMark& mark,
                                                        const v1::Panel& panel) {
  return ChangeOnce<v1::Panel>(pool_, requests_, call, mark, [&](Connection& connection) -> absl::StatusOr<v1::Panel> {
    v1::Panel stored = panel;
    const ids::Uuid panel_id = ids::NewUuid();
    stored.set_name(ids::ResourceName("panels", panel_id));
    stored.set_state(v1::PANEL_STATE_OPEN);
    stored.clear_record();
    mysql::Parameters parameters = Columns(stored);
    parameters.insert(parameters.end(), {call.principal.council_id, Bytes{panel_id}});
    auto inserted = connection.Execute(
        "INSERT INTO panels (meet_date, state, record, council_id, panel_id) VALUES (?, ?, ?, ?, ?)", parameters);
    if (!inserted.ok()) return inserted.status();
    auto recorded = eligibility::AddEvents(connection, call, mark.key.method, {{"panel.created", stored.name()}});
    if (!recorded.ok()) return recorded;
    stored.set_etag("1");
    return stored;
  });
}

absl::StatusOr<v1::Panel> ApplicationStore::UpdatePanel(const rpc::Call& call, const RequestMark& mark,
                                                        const v1::Panel& panel, bool close) {
  const std::string& council = call.principal.council_id;
  const ids::Uuid panel_id = ids::IdOf("panels", panel.name()).value_or(ids::Uuid());
  auto updated =
      ChangeOnce<v1::Panel>(pool_, requests_, call, mark, [&](Connection& connection) -> absl::StatusOr<v1::Panel> {
        auto locked = LockPanel(connection, council, panel_id);
        if (!locked.ok()) return locked.status();
        if (!*locked) return Error(type::v1::ERROR_REASON_NOT_FOUND);
        const v1::Panel& stored = (*locked)->panel;
        if (stored.etag() != panel.etag()) return Error(type::v1::ERROR_REASON_ETAG_MISMATCH);
        if (stored.state() == v1::PANEL_STATE_CLOSED) return Error(type::v1::ERROR_REASON_STATE_FORBIDS);
        v1::Panel changed = panel;
        changed.clear_record();
        changed.set_state(close ? v1::PANEL_STATE_CLOSED : v1::PANEL_STATE_OPEN);
        if (close) {
          if (auto emptied = EmptyAgenda(connection, call, mark.key.method, panel_id); !emptied.ok()) return emptied;
          if (auto written = WriteMinutes(connection, council, panel_id); !written.ok()) return written;
        }
        if (auto saved = SavePanel(connection, council, panel_id, changed); !saved.ok()) return saved;
        const int64_t version = (*locked)->version + 1;
        auto recorded =
            eligibility::AddEvents(connection, call, mark.key.method, {{"panel.updated", changed.name(), version}});
        if (!recorded.ok()) return recorded;
        changed.set_etag(absl::StrCat(version));
        return changed;
      });
  // The minutes are of many children: no stored reply keeps them.
  if (!updated.ok() || updated->state() != v1::PANEL_STATE_CLOSED) return updated;
  auto stored = ReadPanel(call, panel_id);
  if (!stored.ok()) return stored.status();
  if (*stored) updated->set_record((*stored)->record());
  return updated;
}

absl::StatusOr<std::optional<v1::Panel>> ApplicationStore::ReadPanel(const rpc::Call& call, const ids::Uuid& panel_id) {
  auto rows = pool_.Query(call.deadline, "SELECT record, version FROM panels WHERE council_id = ? AND panel_id = ?",
                          {call.principal.council_id, Bytes{panel_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  v1::Panel panel = ReadRow(rows->front());
  if (panel.state() != v1::PANEL_STATE_CLOSED) return panel;
  static const std::string kMinutes = MinutesSql();
  auto item_rows = pool_.Query(call.deadline, kMinutes,
                               {relations::TeamsOf(call.principal), call.principal.council_id, Bytes{panel_id}});
  if (!item_rows.ok()) return item_rows.status();
  auto items = ItemsOf(*item_rows, panel_id);
  if (!items.ok()) return items.status();
  panel.set_record(MinutesOf(panel, *items));
  return panel;
}

absl::StatusOr<PageOf<v1::Panel>> ApplicationStore::ListPanels(const rpc::Call& call, const Page& page) {
  const std::string before = page.position.empty() ? std::string(16, '\xff') : page.position;
  auto rows = pool_.Query(call.deadline,
                          "SELECT record, version, panel_id FROM panels WHERE council_id = ? AND panel_id < ? "
                          "ORDER BY panel_id DESC LIMIT ?",
                          {call.principal.council_id, Bytes{before}, int64_t{page.size + 1}});
  if (!rows.ok()) return rows.status();
  PageOf<v1::Panel> list;
  for (const mysql::Row& row : *rows) {
    if (static_cast<int>(list.items.size()) == page.size) {
      list.next = (*rows)[list.items.size() - 1].Text(2);
      break;
    }
    list.items.push_back(ReadRow(row));
  }
  return list;
}

}  // namespace shortbreaks::applications
