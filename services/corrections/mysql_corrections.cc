#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include <algorithm>

#include "corrections/store.h"
#include "eligibility/mysql_rows.h"
#include "eligibility/requests.h"
#include "errors/errors.h"
#include "london/london.h"
#include "sealing/sealed_row.h"
#include "wire/times.h"

namespace shortbreaks::corrections {
namespace {

using errors::Error;
using mysql::Bytes;
using mysql::Connection;

constexpr int kMonths = 1, kMonthsExtended = 3;

constexpr char kColumns[] =
    "SELECT c.correction_id, c.child_id, c.state, c.request, c.requester, c.request_time, c.due_date, c.extended, "
    "c.answer, c.answerer, c.answer_time, c.version, c.council_id, "
    "(SELECT k.wrapped_key FROM data_keys k WHERE k.council_id = c.council_id AND k.subject_id = c.child_id) "
    "FROM corrections c WHERE c.council_id = ? ";
constexpr char kOne[] = "AND c.correction_id = ?";
constexpr char kOfChild[] = "AND c.child_id = ? AND c.correction_id < ? AND ";
constexpr char kOfChildOrder[] = " ORDER BY c.correction_id DESC LIMIT ?";
constexpr char kOpen[] =
    "AND c.state = 1 AND (c.due_date > ? OR (c.due_date = ? AND c.correction_id > ?)) "
    "AND EXISTS (SELECT 1 FROM data_keys f WHERE f.council_id = c.council_id AND f.subject_id = c.child_id) "
    "AND ";
constexpr char kOpenOrder[] = " ORDER BY c.due_date, c.correction_id LIMIT ?";
// Carers with full authority, and officers of the child's team.
std::string MaySeeSql() {
  return absl::StrCat(
      "SELECT 1 FROM children c WHERE c.council_id = ? AND c.child_id = ? AND EXISTS (SELECT 1 FROM data_keys f WHERE "
      "f.council_id = c.council_id AND f.subject_id = c.child_id) AND ",
      relations::MayAct("c"));
}
constexpr std::string_view kInsert =
    "INSERT INTO corrections (council_id, correction_id, child_id, state, request, requester, request_time, due_date) "
    "VALUES (?, ?, ?, 1, ?, ?, ?, ?)";
constexpr std::string_view kAnswer =
    "UPDATE corrections FORCE INDEX (PRIMARY) SET state = ?, due_date = ?, extended = ?, answer = ?, answerer = ?, "
    "answer_time = NOW(6), version = version + 1 WHERE council_id = ? AND correction_id = ?";
constexpr std::string_view kRequestColumn = "corrections.request";
constexpr std::string_view kAnswerColumn = "corrections.answer";

absl::StatusOr<v1::Correction> ReadRow(const mysql::Row& row) {
  v1::Correction correction;
  correction.set_name(ids::ResourceName("corrections", row.Text(0)));
  correction.set_child(ids::ResourceName("children", row.Text(1)));
  correction.set_state(static_cast<v1::CorrectionState>(row.Int(2)));
  sealing::SealedRow sealed(row, 12, row.Text(1));
  correction.set_request(sealed.Text(3, kRequestColumn, row.Text(0)));
  correction.set_requester(row.Text(4));
  *correction.mutable_request_time() = wire::ToProto(row.Time(5));
  *correction.mutable_due_date() = wire::ToProto(row.Day(6));
  correction.set_extended(row.Int(7) != 0);
  correction.set_answer(sealed.Text(8, kAnswerColumn, row.Text(0)));
  correction.set_answerer(row.Text(9));
  if (!row.IsNull(10)) *correction.mutable_answer_time() = wire::ToProto(row.Time(10));
  correction.set_etag(absl::StrCat(row.Int(11)));
  if (!sealed.status().ok()) return sealed.status();
  return correction;
}

// NOT_FOUND, also where the child was erased.
absl::StatusOr<v1::Correction> ReadOne(Connection& connection, const std::string& council,
                                       const ids::Uuid& correction_id) {
  static const std::string kSql = absl::StrCat(kColumns, kOne);
  auto rows = connection.Query(kSql, {council, Bytes{correction_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  return ReadRow(rows->front());
}

absl::Status Record(Connection& connection, const rpc::Call& call, const std::string& method, std::string_view type,
                    const v1::Correction& correction, int64_t version) {
  return eligibility::AddEvents(connection, call, method, {{type, correction.name(), version, {}, correction.child()}});
}

// A month is the law's, and two more are for who says so within it: afterwards what is overdue stays so.
bool IsOverdue(const v1::Correction& correction) {
  return wire::FromProto(correction.due_date()).value_or(absl::CivilDay()) < london::DayOf(absl::Now());
}

absl::Status CheckMayAnswer(const v1::Correction& correction, const Answer& answer) {
  if (!answer.etag.empty() && answer.etag != correction.etag()) return Error(type::v1::ERROR_REASON_ETAG_MISMATCH);
  const auto forbidden = [](std::string_view state, std::string_view why = {}) {
    return Error(type::v1::ERROR_REASON_STATE_FORBIDS, why, {{"state", std::string(state)}});
  };
  const bool extends = answer.state == v1::CORRECTION_STATE_OPEN;
  if (extends && correction.extended()) return forbidden("EXTENDED");
  if (correction.state() != v1::CORRECTION_STATE_OPEN) return forbidden(v1::CorrectionState_Name(correction.state()));
  if (extends && IsOverdue(correction)) {
    return forbidden("OVERDUE", "Its time is over, and no more can be taken. Please answer it now.");
  }
  return absl::OkStatus();
}

absl::Status WriteAnswer(Connection& connection, const rpc::Call& call, const v1::Correction& correction,
                         const ids::Uuid& correction_id, const ids::Uuid& child_id, const Answer& answer) {
  const std::string& council = call.principal.council_id;
  auto text = sealing::SealedText(connection, council, child_id, kAnswerColumn, correction_id, answer.text);
  if (!text.ok()) return text.status();
  const bool extends = answer.state == v1::CORRECTION_STATE_OPEN;
  absl::CivilDay due = wire::FromProto(correction.due_date()).value_or(absl::CivilDay());
  if (extends) due = DueDay(london::DayOf(wire::FromProto(correction.request_time())), kMonthsExtended);
  return connection
      .Execute(kAnswer, {int64_t{answer.state}, due, int64_t{extends || correction.extended()}, *std::move(text),
                         call.principal.Actor(), council, Bytes{correction_id}})
      .status();
}

// A page of rows, one more than asked for where more follow; `position` is where the next one begins.
template <typename Position>
absl::StatusOr<PageOf<v1::Correction>> PageFrom(const absl::StatusOr<mysql::Rows>& rows, int size, Position position) {
  if (!rows.ok()) return rows.status();
  PageOf<v1::Correction> page;
  for (const mysql::Row& row : *rows) {
    if (static_cast<int>(page.items.size()) == size) {
      page.next = position((*rows)[page.items.size() - 1]);
      break;
    }
    auto correction = ReadRow(row);
    if (!correction.ok()) return correction.status();
    page.items.push_back(*std::move(correction));
  }
  return page;
}

}  // namespace

absl::CivilDay DueDay(absl::CivilDay day, int months) {
  const absl::CivilMonth month = absl::CivilMonth(day) + months;
  const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
  return std::min(absl::CivilDay(month) + (day.day() - 1), last);
}

absl::StatusOr<v1::Correction> CorrectionStore::Request(const rpc::Call& call, const RequestMark& mark,
                                                        const Viewer& viewer, const ids::Uuid& child_id,
                                                        const std::string& request) {
  const std::string& council = call.principal.council_id;
  return eligibility::ChangeOnce<v1::Correction>(
      pool_, requests_, call, mark, [&](Connection& connection) -> absl::StatusOr<v1::Correction> {
        auto locked = eligibility::LockChild(connection, council, child_id, viewer.asker());
        if (!locked.ok()) return locked.status();
        auto clock = connection.Query("SELECT NOW(6)");
        if (!clock.ok()) return clock.status();
        const absl::Time now = clock->front().Time(0);
        const ids::Uuid correction_id = ids::NewUuid();
        auto text = sealing::SealedText(connection, council, child_id, kRequestColumn, correction_id, request);
        if (!text.ok()) return text.status();
        auto inserted = connection.Execute(kInsert, {council, Bytes{correction_id}, Bytes{child_id}, *std::move(text),
                                                     call.principal.Actor(), now, DueDay(london::DayOf(now), kMonths)});
        if (!inserted.ok()) return inserted.status();
        auto correction = ReadOne(connection, council, correction_id);
        if (!correction.ok()) return correction.status();
        auto recorded = Record(connection, call, mark.key.method, "correction.requested", *correction, 1);
        if (!recorded.ok()) return recorded;
        return correction;
      });
}

absl::StatusOr<v1::Correction> CorrectionStore::Give(const rpc::Call& call, const RequestMark& mark,
                                                     const ids::Uuid& correction_id, const Answer& answer) {
  const std::string& council = call.principal.council_id;
  return eligibility::ChangeOnce<v1::Correction>(
      pool_, requests_, call, mark, [&](Connection& connection) -> absl::StatusOr<v1::Correction> {
        auto before = ReadOne(connection, council, correction_id);
        if (!before.ok()) return before.status();
        const ids::Uuid child_id = ids::IdOf("children", before->child()).value_or(ids::Uuid());
        auto locked = eligibility::LockChild(connection, council, child_id, relations::AskerOf(call.principal));
        if (!locked.ok()) return locked.status();
        before = ReadOne(connection, council, correction_id);
        if (!before.ok()) return before.status();
        if (auto may = CheckMayAnswer(*before, answer); !may.ok()) return may;
        auto written = WriteAnswer(connection, call, *before, correction_id, child_id, answer);
        if (!written.ok()) return written;
        auto after = ReadOne(connection, council, correction_id);
        if (!after.ok()) return after.status();
        int64_t version = 0;
        if (!absl::SimpleAtoi(after->etag(), &version)) return Error(type::v1::ERROR_REASON_INTERNAL);
        auto recorded = Record(connection, call, mark.key.method, "correction.answered", *after, version);
        if (!recorded.ok()) return recorded;
        return after;
      });
}

absl::StatusOr<PageOf<v1::Correction>> CorrectionStore::OfChild(const rpc::Call& call, const Viewer& viewer,
                                                                const ids::Uuid& child_id, const paging::Page& page) {
  static const std::string kMaySee = MaySeeSql();
  static const std::string kSql = absl::StrCat(kColumns, kOfChild, relations::MayAct("c"), kOfChildOrder);
  auto seen = pool_.Query(call.deadline, kMaySee,
                          relations::With({call.principal.council_id, Bytes{child_id}}, 2, viewer.asker()));
  if (!seen.ok()) return seen.status();
  if (seen->empty()) return eligibility::NotSeen(viewer);
  const std::string before = page.position.empty() ? std::string(16, '\xff') : page.position;
  if (before.size() != 16) return Error(type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  const auto rows =
      pool_.Query(call.deadline, kSql,
                  relations::With({call.principal.council_id, Bytes{child_id}, Bytes{before}, int64_t{page.size + 1}},
                                  3, viewer.asker()));
  return PageFrom(rows, page.size, [](const mysql::Row& last) { return last.Text(0); });
}

absl::StatusOr<PageOf<v1::Correction>> CorrectionStore::Open(const rpc::Call& call, const paging::Page& page) {
  static const std::string kSql = absl::StrCat(kColumns, kOpen, relations::OfTeam("c"), kOpenOrder);
  absl::CivilDay day(1, 1, 1);
  std::string after(16, '\0');
  if (!page.position.empty()) {
    if (page.position.size() != 26 || !absl::ParseCivilTime(page.position.substr(0, 10), &day)) {
      return Error(type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
    }
    after = page.position.substr(10);
  }
  const auto rows = pool_.Query(
      call.deadline, kSql,
      {call.principal.council_id, day, day, Bytes{after}, relations::TeamsOf(call.principal), int64_t{page.size + 1}});
  return PageFrom(rows, page.size, [](const mysql::Row& last) {
    return absl::StrCat(absl::FormatCivilTime(last.Day(6)), last.Text(0));
  });
}

}  // namespace shortbreaks::corrections
