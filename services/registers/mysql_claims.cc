#include <absl/strings/escaping.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>

#include <functional>
#include <utility>

#include "bookings/mysql_rows.h"
#include "errors/errors.h"
#include "registers/claim_store.h"
#include "registers/months.h"
#include "wire/times.h"

namespace shortbreaks::registers {
namespace {

using errors::Error;
using mysql::Bytes;
using mysql::Connection;

// Marked bookings, and late cancellations (6) of which something is lost. The ledger is read in the same statement, so
// that both are seen at one instant.
constexpr std::string_view kLinesNow =
    "SELECT s.start_time, b.booking_id, s.session_id, s.activity_id, b.state, b.attended_minutes, s.charge_nights, "
    "b.start_time, b.charge_unit, COALESCE(b.settled_amount, b.forfeited_amount), b.settled_price_pence, "
    "(SELECT CAST(COALESCE(-SUM(p.amount), 0) AS SIGNED) FROM ledger_postings p WHERE p.council_id = b.council_id "
    "  AND p.booking_id = b.booking_id) "
    "FROM session_offers s JOIN bookings b ON b.council_id = s.council_id AND b.session_id = s.session_id "
    "WHERE s.council_id = ? AND s.provider_id = ? AND s.start_time >= ? AND s.start_time < ? "
    "AND (b.mark_time IS NOT NULL OR (b.state = 6 AND b.forfeited_amount > 0)) ORDER BY s.start_time, b.booking_id";
constexpr std::string_view kUnmarked =
    "SELECT COUNT(*), NOW(6) FROM session_offers s JOIN bookings b ON b.council_id = s.council_id "
    "AND b.session_id = s.session_id WHERE s.council_id = ? AND s.provider_id = ? AND s.start_time >= ? "
    "AND s.start_time < ? AND s.start_time <= NOW(6) AND s.state <> 4 AND b.state IN (2, 9)";
constexpr std::string_view kLinesSubmitted =
    "SELECT start_time, booking_id, session_id, activity_id, outcome, minutes, nights, charge_unit, charged, "
    "price_pence FROM claim_lines WHERE council_id = ? AND provider_id = ? AND month = ? AND revision = ? "
    "ORDER BY start_time, booking_id";
constexpr char kClaimColumns[] =
    "c.provider_id, c.month, c.state, c.revision, c.digest, c.totals, c.submit_time, c.submitter, c.approve_time, "
    "c.approver, c.version";
constexpr char kOfKey[] = " FROM claims c WHERE c.council_id = ? AND c.provider_id = ? AND c.month = ?";
constexpr char kOfMonth[] =
    ", p.provider_id FROM (SELECT DISTINCT s.provider_id FROM session_offers s JOIN bookings b "
    "  ON b.council_id = s.council_id AND b.session_id = s.session_id WHERE s.council_id = ? AND s.start_time >= ? "
    "  AND s.start_time < ? AND s.provider_id > ? AND (b.mark_time IS NOT NULL OR b.state IN (2, 6, 9))) p "
    "LEFT JOIN claims c ON c.council_id = ? AND c.provider_id = p.provider_id AND c.month = ? "
    "ORDER BY p.provider_id LIMIT ?";
constexpr char kOfProvider[] =
    " FROM claims c WHERE c.council_id = ? AND c.provider_id = ? AND c.month < ? ORDER BY c.month DESC LIMIT ?";
constexpr std::string_view kInsertClaim =
    "INSERT INTO claims (council_id, provider_id, month, state, revision, digest, totals, submit_time, submitter) "
    "VALUES (?, ?, ?, 2, ?, ?, ?, ?, ?)";
constexpr std::string_view kUpdateClaim =
    "UPDATE claims FORCE INDEX (PRIMARY) SET revision = ?, digest = ?, totals = ?, submit_time = ?, submitter = ?, "
    "version = version + 1 WHERE council_id = ? AND provider_id = ? AND month = ? AND state = 2";
constexpr std::string_view kInsertLine =
    "INSERT INTO claim_lines (council_id, provider_id, month, revision, start_time, booking_id, session_id, "
    "activity_id, outcome, minutes, nights, charge_unit, charged, price_pence) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kApprove =
    "UPDATE claims FORCE INDEX (PRIMARY) SET state = 3, approve_time = ?, approver = ?, version = version + 1 "
    "WHERE council_id = ? AND provider_id = ? AND month = ? AND state = 2 AND version = ?";

constexpr std::string_view kProvider = "SELECT 1 FROM providers WHERE council_id = ? AND provider_id = ?";

// A statement that reads, in a transaction or outside.
using Query = std::function<absl::StatusOr<mysql::Rows>(std::string_view sql, const mysql::Parameters& parameters)>;

Query Outside(mysql::Pool& pool, const rpc::Call& call) {
  return [&pool, deadline = call.deadline](std::string_view sql, const mysql::Parameters& parameters) {
    return pool.Query(deadline, sql, parameters);
  };
}

Query Inside(Connection& connection) {
  return [&connection](std::string_view sql, const mysql::Parameters& parameters) {
    return connection.Query(sql, parameters);
  };
}

// NOT_FOUND where the council has no such provider; NOT_ALLOWED to a provider's staff, as of a provider that is not
// theirs.
absl::Status CheckProvider(const Query& query, const rpc::Call& call, const ids::Uuid& provider_id) {
  auto rows = query(kProvider, {call.principal.council_id, Bytes{provider_id}});
  if (!rows.ok()) return rows.status();
  if (!rows->empty()) return absl::OkStatus();
  const bool officer = call.principal.role == identity::Role::kOfficer;
  return Error(officer ? type::v1::ERROR_REASON_NOT_FOUND : type::v1::ERROR_REASON_NOT_ALLOWED);
}

absl::Status StateForbids(const std::string& state) {
  return Error(type::v1::ERROR_REASON_STATE_FORBIDS, {}, {{"state", state}});
}

void SetCharged(int64_t unit, int64_t amount, v1::ClaimFigures& figures) {
  if (unit == 0) return;
  figures.mutable_charged()->set_unit(static_cast<type::v1::AllocationUnit>(unit));
  figures.mutable_charged()->set_amount(amount);
}

Line LineNow(const mysql::Row& row) {
  Line line{row.Time(0), row.Text(1), row.Text(2), row.Text(3), {}, row.Int(11)};
  line.figures.set_outcome(static_cast<v1::BookingState>(row.Int(4)));
  const auto minutes = static_cast<int>(row.Int(5));
  line.figures.set_minutes(minutes);
  line.figures.set_nights(minutes == 0 ? 0 : NightsBegun(row.Time(7), minutes, static_cast<int>(row.Int(6))));
  SetCharged(row.Int(8), row.Int(9), line.figures);
  line.figures.set_price_pence(row.Int(10));
  return line;
}

Line LineSubmitted(const mysql::Row& row) {
  Line line{row.Time(0), row.Text(1), row.Text(2), row.Text(3), {}, 0};
  line.figures.set_outcome(static_cast<v1::BookingState>(row.Int(4)));
  line.figures.set_minutes(static_cast<int>(row.Int(5)));
  line.figures.set_nights(static_cast<int>(row.Int(6)));
  SetCharged(row.Int(7), row.Int(8), line.figures);
  line.figures.set_price_pence(row.Int(9));
  return line;
}

absl::StatusOr<Lines> LinesOf(absl::StatusOr<mysql::Rows> rows, Line (*read)(const mysql::Row&)) {
  if (!rows.ok()) return rows.status();
  Lines lines;
  for (const mysql::Row& row : *rows) lines.push_back(read(row));
  return lines;
}

absl::CivilDay FirstDay(absl::CivilMonth month) { return absl::CivilDay(month); }

void SetDraft(const ids::Uuid& provider_id, absl::CivilMonth month, v1::Claim& claim) {
  claim.set_provider(ids::ResourceName("providers", provider_id));
  claim.set_month(MonthText(month));
  claim.set_state(v1::CLAIM_STATE_DRAFT);
}

void SetSubmitted(const mysql::Row& row, v1::Claim& claim) {
  SetDraft(row.Text(0), absl::CivilMonth(row.Day(1)), claim);
  claim.set_state(static_cast<v1::ClaimState>(row.Int(2)));
  claim.set_revision(static_cast<int>(row.Int(3)));
  claim.set_digest(absl::BytesToHexString(row.Text(4)));
  claim.mutable_submitted_totals()->ParseFromString(row.Text(5));
  *claim.mutable_submit_time() = wire::ToProto(row.Time(6));
  claim.set_submitter(row.Text(7));
  if (!row.IsNull(8)) *claim.mutable_approve_time() = wire::ToProto(row.Time(8));
  claim.set_approver(row.Text(9));
  claim.set_etag(absl::StrCat(row.Int(10)));
}

// All that is known of a claim.
struct Whole {
  v1::Claim claim;
  Lines now, submitted;
  absl::Time read_time;  // by the database's clock
};

absl::StatusOr<Whole> ReadWhole(const Query& query, const std::string& council, const ClaimKey& key, bool lock) {
  static const std::string kRead = absl::StrCat("SELECT ", kClaimColumns, kOfKey);
  static const std::string kLock = kRead + " FOR UPDATE";
  const Bytes provider{key.provider_id};
  const Span span = SpanOf(key.month);
  Whole whole;
  SetDraft(key.provider_id, key.month, whole.claim);
  auto kept = query(lock ? kLock : kRead, {council, provider, FirstDay(key.month)});
  if (!kept.ok()) return kept.status();
  if (!kept->empty()) {
    SetSubmitted(kept->front(), whole.claim);
    auto submitted =
        LinesOf(query(kLinesSubmitted, {council, provider, FirstDay(key.month), int64_t{whole.claim.revision()}}),
                &LineSubmitted);
    if (!submitted.ok()) return submitted.status();
    whole.submitted = *std::move(submitted);
  }
  auto now = LinesOf(query(kLinesNow, {council, provider, span.begin, span.end}), &LineNow);
  if (!now.ok()) return now.status();
  auto unmarked = query(kUnmarked, {council, provider, span.begin, span.end});
  if (!unmarked.ok()) return unmarked.status();
  whole.now = *std::move(now);
  whole.read_time = unmarked->front().Time(1);
  *whole.claim.mutable_totals() = TotalsOf(whole.now);
  whole.claim.set_unmarked(static_cast<int>(unmarked->front().Int(0)));
  whole.claim.set_complete(whole.claim.unmarked() == 0 && whole.read_time >= span.end);
  Compare(whole.now, whole.claim);
  if (whole.claim.revision() == 0) return whole;
  for (const v1::ClaimLine& line : Merged(whole.now, whole.submitted)) {
    whole.claim.set_differences(whole.claim.differences() + (Differs(line) ? 1 : 0));
  }
  return whole;
}

absl::Status MaySubmit(const Whole& whole, const ClaimKey& key) {
  if (whole.claim.state() == v1::CLAIM_STATE_APPROVED) return StateForbids("CLAIM_STATE_APPROVED");
  if (whole.read_time < SpanOf(key.month).end) return StateForbids("MONTH_NOT_OVER");
  if (whole.claim.unmarked() > 0) {
    return Error(type::v1::ERROR_REASON_STATE_FORBIDS,
                 "Some children of this month are not marked yet. Please finish the registers first.",
                 {{"state", "UNMARKED"}, {"unmarked", absl::StrCat(whole.claim.unmarked())}});
  }
  return whole.claim.agrees() ? absl::OkStatus() : StateForbids("LEDGER_DISAGREES");
}

absl::Status KeepLines(Connection& connection, const std::string& council, const ClaimKey& key, int revision,
                       const Lines& lines) {
  for (const Line& line : lines) {
    const v1::ClaimFigures& figures = line.figures;
    auto kept = connection.Execute(
        kInsertLine, {council, Bytes{key.provider_id}, FirstDay(key.month), int64_t{revision}, line.start_time,
                      Bytes{line.booking_id}, Bytes{line.session_id}, Bytes{line.activity_id},
                      int64_t{figures.outcome()}, int64_t{figures.minutes()}, int64_t{figures.nights()},
                      int64_t{figures.charged().unit()}, figures.charged().amount(), figures.price_pence()});
    if (!kept.ok()) return kept.status();
  }
  return absl::OkStatus();
}

absl::Status KeepClaim(Connection& connection, const rpc::Call& call, const ClaimKey& key, const Whole& whole) {
  const std::string& council = call.principal.council_id;
  const int revision = whole.claim.revision() + 1;
  const Bytes provider{key.provider_id}, digest{DigestOf(whole.now)};
  const Bytes totals{whole.claim.totals().SerializeAsString()};
  const std::string actor = call.principal.Actor();
  auto kept = revision == 1
                  ? connection.Execute(kInsertClaim, {council, provider, FirstDay(key.month), int64_t{revision}, digest,
                                                      totals, whole.read_time, actor})
                  : connection.Execute(kUpdateClaim, {int64_t{revision}, digest, totals, whole.read_time, actor,
                                                      council, provider, FirstDay(key.month)});
  // Somebody else has handed it in for the first time, just now.
  if (mysql::FaultOf(kept.status()) == mysql::Fault::kDuplicateKey) return Error(type::v1::ERROR_REASON_CONTENTION);
  if (mysql::FaultOf(kept.status()) == mysql::Fault::kMissingParent) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  if (!kept.ok()) return kept.status();
  if (*kept != 1) return Error(type::v1::ERROR_REASON_CONTENTION);
  return KeepLines(connection, council, key, revision, whole.now);
}

absl::Status MayApprove(const rpc::Call& call, const Whole& whole, const std::string& etag) {
  const v1::Claim& claim = whole.claim;
  if (claim.state() != v1::CLAIM_STATE_SUBMITTED) return StateForbids(v1::ClaimState_Name(claim.state()));
  if (claim.etag() != etag) return Error(type::v1::ERROR_REASON_ETAG_MISMATCH);
  if (claim.submitter() == call.principal.Actor()) return Error(type::v1::ERROR_REASON_SECOND_PERSON_NEEDED);
  if (claim.differences() > 0 || claim.unmarked() > 0 || !claim.agrees()) {
    return Error(type::v1::ERROR_REASON_STATE_FORBIDS,
                 "The registers say something else now than what was handed in. Please have it handed in again.",
                 {{"state", "DIFFERENT"}, {"differences", absl::StrCat(claim.differences())}});
  }
  return absl::OkStatus();
}

// Runs `change` of a claim once, under the claim's lock, and answers with the claim as it is afterwards.
absl::StatusOr<v1::Claim> ChangeOnce(mysql::Pool& pool, const idempotency::Requests& requests, const rpc::Call& call,
                                     const idempotency::RequestMark& request, const ClaimKey& key,
                                     std::string_view event,
                                     const std::function<absl::Status(Connection&, const Whole&)>& change) {
  v1::Claim answer;
  const std::string& council = call.principal.council_id;
  auto status = mysql::InTransaction(pool, call.deadline, [&](Connection& connection) -> absl::Status {
    auto reply = requests.Begin(connection, request.key, request.hash);
    if (!reply.ok()) return reply.status();
    if (*reply) {
      answer.ParseFromString(**reply);
      return absl::OkStatus();
    }
    if (auto there = CheckProvider(Inside(connection), call, key.provider_id); !there.ok()) return there;
    auto before = ReadWhole(Inside(connection), council, key, /*lock=*/true);
    if (!before.ok()) return before.status();
    if (auto changed = change(connection, *before); !changed.ok()) return changed;
    auto after = ReadWhole(Inside(connection), council, key, /*lock=*/false);
    if (!after.ok()) return after.status();
    answer = std::move(after->claim);
    const std::string subject = absl::StrCat(answer.provider(), "/claims/", answer.month());
    const bookings::Change record{request.key.method, event, audit::WhoOf(call)};
    int64_t version = 0;
    if (!absl::SimpleAtoi(answer.etag(), &version)) return Error(type::v1::ERROR_REASON_INTERNAL);
    auto added = bookings::AddEventAndAudit(connection, {subject, {}}, version, record, after->read_time);
    if (!added.ok()) return added;
    return requests.Finish(connection, request.key, answer);
  });
  if (!status.ok()) return status;
  return answer;
}

}  // namespace

absl::StatusOr<v1::Claim> ClaimStore::Read(const rpc::Call& call, const ClaimKey& key) {
  if (auto there = CheckProvider(Outside(pool_, call), call, key.provider_id); !there.ok()) return there;
  auto whole = ReadWhole(Outside(pool_, call), call.principal.council_id, key, /*lock=*/false);
  if (!whole.ok()) return whole.status();
  return std::move(whole->claim);
}

absl::StatusOr<std::vector<v1::ClaimLine>> ClaimStore::ReadLines(const rpc::Call& call, const ClaimKey& key) {
  if (auto there = CheckProvider(Outside(pool_, call), call, key.provider_id); !there.ok()) return there;
  auto whole = ReadWhole(Outside(pool_, call), call.principal.council_id, key, /*lock=*/false);
  if (!whole.ok()) return whole.status();
  return Merged(whole->now, whole->submitted);
}

absl::StatusOr<ClaimPage> ClaimStore::ListOfMonth(const rpc::Call& call, absl::CivilMonth month,
                                                  const paging::Page& page) {
  static const std::string kList = absl::StrCat("SELECT ", kClaimColumns, kOfMonth);
  const std::string& council = call.principal.council_id;
  const Span span = SpanOf(month);
  const ids::Uuid after = page.position.empty() ? ids::Uuid(16, '\0') : page.position;
  auto rows =
      pool_.Query(call.deadline, kList,
                  {council, span.begin, span.end, Bytes{after}, council, FirstDay(month), int64_t{page.size + 1}});
  if (!rows.ok()) return rows.status();
  ClaimPage list;
  for (const mysql::Row& row : *rows) {
    if (static_cast<int>(list.claims.size()) == page.size) {
      list.next = ids::IdOf("providers", list.claims.back().provider()).value_or("");
      break;
    }
    v1::Claim& claim = list.claims.emplace_back();
    SetDraft(row.Text(11), month, claim);
    if (!row.IsNull(0)) SetSubmitted(row, claim);
  }
  return list;
}

absl::StatusOr<ClaimPage> ClaimStore::ListOfProvider(const rpc::Call& call, const ids::Uuid& provider_id,
                                                     const paging::Page& page) {
  static const std::string kList = absl::StrCat("SELECT ", kClaimColumns, kOfProvider);
  const absl::CivilMonth before = ParseMonth(page.position).value_or(absl::CivilMonth(2200, 1));
  auto rows = pool_.Query(call.deadline, kList,
                          {call.principal.council_id, Bytes{provider_id}, FirstDay(before), int64_t{page.size + 1}});
  if (!rows.ok()) return rows.status();
  ClaimPage list;
  for (const mysql::Row& row : *rows) {
    if (static_cast<int>(list.claims.size()) == page.size) {
      list.next = list.claims.back().month();
      break;
    }
    SetSubmitted(row, list.claims.emplace_back());
  }
  return list;
}

absl::StatusOr<v1::Claim> ClaimStore::Submit(const rpc::Call& call, const idempotency::RequestMark& request,
                                             const ClaimKey& key) {
  return ChangeOnce(pool_, requests_, call, request, key, "claim.submitted",
                    [&](Connection& connection, const Whole& whole) -> absl::Status {
                      if (auto may = MaySubmit(whole, key); !may.ok()) return may;
                      return KeepClaim(connection, call, key, whole);
                    });
}

absl::StatusOr<v1::Claim> ClaimStore::Approve(const rpc::Call& call, const idempotency::RequestMark& request,
                                              const ClaimKey& key, const std::string& etag) {
  return ChangeOnce(pool_, requests_, call, request, key, "claim.approved",
                    [&](Connection& connection, const Whole& whole) -> absl::Status {
                      if (auto may = MayApprove(call, whole, etag); !may.ok()) return may;
                      int64_t version = 0;
                      if (!absl::SimpleAtoi(etag, &version)) return Error(type::v1::ERROR_REASON_ETAG_MISMATCH);
                      auto approved = connection.Execute(
                          kApprove, {whole.read_time, call.principal.Actor(), call.principal.council_id,
                                     Bytes{key.provider_id}, FirstDay(key.month), version});
                      if (!approved.ok()) return approved.status();
                      return *approved == 1 ? absl::OkStatus() : Error(type::v1::ERROR_REASON_CONTENTION);
                    });
}

}  // namespace shortbreaks::registers
