// What could not be met, listed and counted.
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>

#include <optional>

#include "bookings/mysql_rows.h"
#include "errors/errors.h"
#include "london/london.h"
#include "match/store.h"
#include "relations/relations.h"
#include "sealing/sealed_row.h"
#include "wire/needs.h"
#include "wire/times.h"

namespace shortbreaks::match {
namespace {

using mysql::Bytes;

constexpr char kList[] =
    "SELECT u.unmet_need_id, u.cause, u.source_id, u.child_id, u.session_id, u.activity_id, u.provider_id, "
    "u.session_date, u.needs, u.ratio_staff, u.ratio_children, u.create_time, COALESCE(b.cannot_meet_category, 0), "
    "COALESCE(b.cannot_meet_reason, ''), b.booking_id, u.council_id, "
    "(SELECT k.wrapped_key FROM data_keys k WHERE k.council_id = u.council_id AND k.subject_id = u.child_id) "
    "FROM unmet_needs u LEFT JOIN bookings b ON u.cause = 1 AND b.council_id = u.council_id "
    "AND b.booking_id = u.source_id WHERE u.council_id = ? AND u.session_date BETWEEN ? AND ? "
    "AND (u.session_date > ? OR u.unmet_need_id > ?) AND ";
constexpr char kListOrder[] = " ORDER BY u.session_date, u.unmet_need_id LIMIT ?";
constexpr std::string_view kByNeed =
    "SELECT child_id, needs, COUNT(*) FROM unmet_needs WHERE council_id = ? AND session_date BETWEEN ? AND ? "
    "GROUP BY child_id, needs";
constexpr std::string_view kByActivity =
    "SELECT activity_id, COUNT(*), COUNT(DISTINCT child_id) AS children FROM unmet_needs "
    "WHERE council_id = ? AND session_date BETWEEN ? AND ? GROUP BY activity_id "
    "ORDER BY children DESC, activity_id LIMIT ?";
constexpr std::string_view kByProvider =
    "SELECT provider_id, COUNT(*), COUNT(DISTINCT child_id) AS children FROM unmet_needs "
    "WHERE council_id = ? AND session_date BETWEEN ? AND ? GROUP BY provider_id "
    "ORDER BY children DESC, provider_id LIMIT ?";
constexpr std::string_view kByMonth =
    "SELECT session_date - INTERVAL (DAY(session_date) - 1) DAY AS month_start, COUNT(*), COUNT(DISTINCT child_id) "
    "FROM unmet_needs WHERE council_id = ? AND session_date BETWEEN ? AND ? GROUP BY month_start "
    "ORDER BY month_start LIMIT ?";
// By when they were answered, whenever they were asked.
constexpr std::string_view kAnswers =
    "SELECT o.provider_id, b.match_answer, b.cannot_meet_category, COUNT(*), "
    "CAST(SUM(b.match_answer_time > b.match_due_time) AS SIGNED), CAST(SUM(b.match_officer_reason <> '') AS SIGNED) "
    "FROM bookings b JOIN session_offers o ON o.council_id = b.council_id AND o.session_id = b.session_id "
    "WHERE b.council_id = ? AND b.match_answer_time >= ? AND b.match_answer_time < ? AND b.match_answer > 0 "
    "GROUP BY o.provider_id, b.match_answer, b.cannot_meet_category "
    "ORDER BY o.provider_id, b.match_answer, b.cannot_meet_category";

absl::StatusOr<v1::UnmetNeed> ReadUnmet(const mysql::Row& row) {
  v1::UnmetNeed unmet;
  unmet.set_name(ids::ResourceName("unmetNeeds", row.Text(0)));
  unmet.set_cause(static_cast<v1::UnmetNeedCause>(row.Int(1)));
  if (unmet.cause() == v1::UNMET_NEED_CAUSE_CANNOT_MEET) {
    unmet.set_booking(ids::ResourceName("bookings", row.Text(2)));
  }
  unmet.set_child(ids::ResourceName("children", row.Text(3)));
  unmet.set_session(ids::ResourceName("sessions", row.Text(4)));
  unmet.set_activity(ids::ResourceName("activities", row.Text(5)));
  unmet.set_provider(ids::ResourceName("providers", row.Text(6)));
  *unmet.mutable_session_date() = wire::ToProto(row.Day(7));
  wire::AddNeeds(row.Int(8), *unmet.mutable_needs());
  unmet.mutable_support_ratio()->set_staff(static_cast<int32_t>(row.Int(9)));
  unmet.mutable_support_ratio()->set_children(static_cast<int32_t>(row.Int(10)));
  *unmet.mutable_create_time() = wire::ToProto(row.Time(11));
  unmet.set_category(static_cast<v1::CannotMeetCategory>(row.Int(12)));
  sealing::SealedRow sealed(row, 15, row.Text(3));
  if (!row.IsNull(14)) unmet.set_reason(sealed.Text(13, bookings::kCannotMeetReason, row.Text(14)));
  if (auto opened = sealed.StatusOfKept(); !opened.ok()) return opened;
  return unmet;
}

// Where a page ended: the day, as days since 1970, and the row's id.
struct At {
  absl::CivilDay day;
  ids::Uuid id = ids::Uuid(16, '\0');

  std::string Text() const { return absl::StrCat(id, day - absl::CivilDay()); }
  static std::optional<At> Parse(const std::string& text) {
    int64_t days = 0;
    if (text.size() < 17 || !absl::SimpleAtoi(text.substr(16), &days)) return std::nullopt;
    return At{absl::CivilDay() + days, text.substr(0, 16)};
  }
};

absl::StatusOr<std::vector<v1::UnmetNeedLine>> ByNeed(mysql::Pool& pool, const rpc::Call& call,
                                                      const wire::DayRange& days) {
  auto rows = pool.Query(call.deadline, kByNeed, {call.principal.council_id, days.first, days.last});
  if (!rows.ok()) return rows.status();
  std::vector<ChildNeeds> children;
  for (const mysql::Row& row : *rows) children.push_back({row.Text(0), row.Int(1), row.Int(2)});
  return LinesByNeed(children);
}

std::string_view SqlOf(v1::UnmetNeedGroup group) {
  if (group == v1::UNMET_NEED_GROUP_ACTIVITY) return kByActivity;
  return group == v1::UNMET_NEED_GROUP_PROVIDER ? kByProvider : kByMonth;
}

v1::UnmetNeedLine ReadLine(v1::UnmetNeedGroup group, const mysql::Row& row) {
  v1::UnmetNeedLine line;
  if (group == v1::UNMET_NEED_GROUP_MONTH) {
    *line.mutable_month() = wire::ToProto(row.Day(0));
  } else if (group == v1::UNMET_NEED_GROUP_ACTIVITY) {
    line.set_activity(ids::ResourceName("activities", row.Text(0)));
  } else {
    line.set_provider(ids::ResourceName("providers", row.Text(0)));
  }
  line.set_times(row.Int(1));
  line.set_children(row.Int(2));
  Suppress(line);
  return line;
}

}  // namespace

absl::StatusOr<PageOf<v1::UnmetNeed>> MatchStore::ListUnmetNeed(const rpc::Call& call, const wire::DayRange& days,
                                                                const paging::Page& page) {
  std::optional<At> from = At{.day = days.first};
  if (!page.position.empty()) from = At::Parse(page.position);
  if (!from) return errors::Error(type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  static const std::string kSql = absl::StrCat(kList, relations::OfTeam("u"), kListOrder);
  auto rows = pool_.Query(call.deadline, kSql,
                          {call.principal.council_id, from->day, days.last, from->day, Bytes{from->id},
                           relations::TeamsOf(call.principal), int64_t{page.size + 1}});
  if (!rows.ok()) return rows.status();
  PageOf<v1::UnmetNeed> list;
  for (const mysql::Row& row : *rows) {
    if (static_cast<int>(list.items.size()) == page.size) {
      const mysql::Row& last = (*rows)[list.items.size() - 1];
      list.next = At{last.Day(7), last.Text(0)}.Text();
      break;
    }
    auto unmet = ReadUnmet(row);
    if (!unmet.ok()) return unmet.status();
    list.items.push_back(*std::move(unmet));
  }
  return list;
}

absl::StatusOr<std::vector<v1::UnmetNeedLine>> MatchStore::SummarizeUnmetNeed(const rpc::Call& call,
                                                                              v1::UnmetNeedGroup group,
                                                                              const wire::DayRange& days) {
  if (group == v1::UNMET_NEED_GROUP_NEED) return ByNeed(pool_, call, days);
  auto rows =
      pool_.Query(call.deadline, SqlOf(group), {call.principal.council_id, days.first, days.last, int64_t{kLinesMax}});
  if (!rows.ok()) return rows.status();
  std::vector<v1::UnmetNeedLine> lines;
  for (const mysql::Row& row : *rows) lines.push_back(ReadLine(group, row));
  return lines;
}

absl::StatusOr<std::vector<v1::ProviderAnswers>> MatchStore::SummarizeAnswers(const rpc::Call& call,
                                                                              const wire::DayRange& days) {
  auto rows = pool_.Query(call.deadline, kAnswers,
                          {call.principal.council_id, london::StartOf(days.first), london::StartOf(days.last + 1)});
  if (!rows.ok()) return rows.status();
  std::vector<AnswerCount> counts;
  for (const mysql::Row& row : *rows) {
    counts.push_back({row.Text(0), static_cast<v1::MatchAnswer>(row.Int(1)),
                      static_cast<v1::CannotMeetCategory>(row.Int(2)), row.Int(3), row.Int(4), row.Int(5)});
  }
  return AnswersOf(counts);
}

}  // namespace shortbreaks::match
