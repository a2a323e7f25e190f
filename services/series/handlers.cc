#include "series/handlers.h"

#include <absl/time/clock.h>

#include "london/london.h"
#include "wire/fields.h"
#include "wire/times.h"

namespace shortbreaks::series {
namespace {

using errors::FieldErrors;

constexpr int kCalendarDaysMax = 800;

// Reads a request with `read` and, where nothing is wrong with it, does `run` once for its request id.
template <typename Response, typename Request, typename Read, typename Run>
absl::StatusOr<Response> Change(const rpc::Call& call, const char* method, const Request& request, Read read, Run run) {
  auto mark = idempotency::MarkOf(call.principal, method, request.request_id(), request);
  if (!mark.ok()) return mark.status();
  FieldErrors fields;
  const auto asked = read(fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return run(*mark, asked);
}

ids::Uuid IdOrNone(const char* field, const char* collection, const std::string& name, FieldErrors& fields) {
  return name.empty() ? ids::Uuid() : wire::IdIn(field, collection, name, fields);
}

absl::StatusOr<v1::SetCalendarDaysResponse> SetDays(const Parts& parts, const rpc::Call& call,
                                                    const v1::SetCalendarDaysRequest& request) {
  return Change<v1::SetCalendarDaysResponse>(
      call, "SetCalendarDays", request, [&](FieldErrors& fields) { return ReadDays(request, fields); },
      [&](const RequestMark& mark, const DaysEdit& edit) { return parts.store.SetDays(call, mark, edit); });
}

absl::StatusOr<v1::ListCalendarDaysResponse> ListDays(const Parts& parts, const rpc::Call& call,
                                                      const v1::ListCalendarDaysRequest& request) {
  FieldErrors fields;
  const ids::Uuid provider = IdOrNone("provider", "providers", request.provider(), fields);
  const ids::Uuid activity = IdOrNone("activity", "activities", request.activity(), fields);
  const absl::CivilDay first = DayIn("first_day", request.has_first_day(), request.first_day(), fields);
  const absl::CivilDay last = DayIn("last_day", request.has_last_day(), request.last_day(), fields);
  if (last < first || last > first + kCalendarDaysMax) {
    fields.Add("last_day", absl::StrCat("Must be 0 to ", kCalendarDaysMax, " days after first_day."));
  }
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return parts.store.ListDays(call, provider, activity, first, last);
}

absl::StatusOr<v1::CreateSeriesResponse> Create(const Parts& parts, const rpc::Call& call,
                                                const v1::CreateSeriesRequest& request) {
  struct Asked {
    ids::Uuid activity_id;
    v1::Series content;
  };
  return Change<v1::CreateSeriesResponse>(
      call, "CreateSeries", request,
      [&](FieldErrors& fields) {
        return Asked{wire::IdIn("series.activity", "activities", request.series().activity(), fields),
                     ReadSeries(request.series(), fields)};
      },
      [&](const RequestMark& mark, const Asked& asked) {
        return parts.store.Create(call, mark, asked.activity_id, asked.content, request.validate_only());
      });
}

absl::StatusOr<v1::GetSeriesResponse> Get(const Parts& parts, const rpc::Call& call,
                                          const v1::GetSeriesRequest& request) {
  FieldErrors fields;
  const ids::Uuid id = wire::IdIn("name", "series", request.name(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return parts.store.Get(call, id);
}

absl::StatusOr<v1::ListSeriesResponse> List(const Parts& parts, const rpc::Call& call,
                                            const v1::ListSeriesRequest& request) {
  FieldErrors fields;
  SeriesQuery query;
  query.provider_id = IdOrNone("provider", "providers", request.provider(), fields);
  query.activity_id = IdOrNone("activity", "activities", request.activity(), fields);
  wire::CheckExternalId("external_id", request.external_id(), false, fields);
  query.external_id = request.external_id();
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  const std::string scope = paging::ScopeOf(call.principal, "ListSeries", request);
  auto page = paging::PageOf(parts.page_tokens, request, scope);
  if (!page.ok()) return page.status();
  std::string next;
  auto response = parts.store.List(call, query, *page, next);
  if (!response.ok()) return response.status();
  response->set_next_page_token(paging::NextToken(parts.page_tokens, next, scope));
  return response;
}

void ReadScope(const v1::UpdateSeriesRequest& request, SeriesUpdate& update, FieldErrors& fields) {
  const bool one = request.scope() == v1::SERIES_SCOPE_THIS;
  const bool later = request.scope() == v1::SERIES_SCOPE_THIS_AND_LATER;
  if (!one && !later && request.scope() != v1::SERIES_SCOPE_ALL) fields.Add("scope", "Is required.");
  if (one) update.session_id = wire::IdIn("session", "sessions", request.session(), fields);
  if (!one && !request.session().empty()) fields.Add("session", "Must be left out unless one session is changed.");
  if (!one && request.has_to_day()) fields.Add("to_day", "Must be left out unless one session is changed.");
  if (!later && request.has_from_day()) fields.Add("from_day", "Must be left out unless later ones are changed.");
  if (one && request.include_detached()) fields.Add("include_detached", "Must be left out where one is changed.");
  if (one && request.has_to_day()) update.to_day = DayIn("to_day", true, request.to_day(), fields);
  if (!later) return;
  update.from_day = DayIn("from_day", request.has_from_day(), request.from_day(), fields);
  if (*update.from_day < london::DayOf(absl::Now())) fields.Add("from_day", "Must be today or later.");
}

SeriesUpdate ReadUpdate(const v1::UpdateSeriesRequest& request, FieldErrors& fields) {
  SeriesUpdate update{.scope = request.scope(),
                      .include_detached = request.include_detached(),
                      .booked = request.booked(),
                      .reason = request.reason(),
                      .validate_only = request.validate_only()};
  update.series_id = wire::IdIn("series.name", "series", request.series().name(), fields);
  update.etag = request.series().etag();
  if (update.etag.empty()) fields.Add("series.etag", "Is required: send it as it was read.");
  update.activity_id = wire::IdIn("series.activity", "activities", request.series().activity(), fields);
  update.content = ReadSeries(request.series(), fields);
  ReadScope(request, update, fields);
  CheckBooked(request.booked(), request.reason(), false, fields);
  return update;
}

absl::StatusOr<v1::UpdateSeriesResponse> Update(const Parts& parts, const rpc::Call& call,
                                                const v1::UpdateSeriesRequest& request) {
  return Change<v1::UpdateSeriesResponse>(
      call, "UpdateSeries", request, [&](FieldErrors& fields) { return ReadUpdate(request, fields); },
      [&](const RequestMark& mark, const SeriesUpdate& update) { return parts.store.Update(call, mark, update); });
}

absl::StatusOr<v1::EndSeriesResponse> End(const Parts& parts, const rpc::Call& call,
                                          const v1::EndSeriesRequest& request) {
  return Change<v1::EndSeriesResponse>(
      call, "EndSeries", request,
      [&](FieldErrors& fields) {
        SeriesEnd end{.etag = request.etag(),
                      .booked = request.booked(),
                      .reason = request.reason(),
                      .validate_only = request.validate_only()};
        end.series_id = wire::IdIn("name", "series", request.name(), fields);
        end.from_day = DayIn("from_day", request.has_from_day(), request.from_day(), fields);
        CheckBooked(request.booked(), request.reason(), true, fields);
        return end;
      },
      [&](const RequestMark& mark, const SeriesEnd& end) { return parts.store.End(call, mark, end); });
}

absl::StatusOr<v1::CopySeasonResponse> Copy(const Parts& parts, const rpc::Call& call,
                                            const v1::CopySeasonRequest& request) {
  return Change<v1::CopySeasonResponse>(
      call, "CopySeason", request, [&](FieldErrors& fields) { return ReadSeason(request, fields); },
      [&](const RequestMark& mark, const Season& season) { return parts.store.Copy(call, mark, season); });
}

template <typename Response, typename Request>
void Add(rpc::HandlerTable& table, const char* method, const Parts& parts,
         absl::StatusOr<Response> (*handler)(const Parts&, const rpc::Call&, const Request&)) {
  table.Add<Request, Response>(method, [parts, handler](const rpc::Call& call, const Request& request) {
    return handler(parts, call, request);
  });
}

}  // namespace

rpc::HandlerTable MakeHandlers(Parts parts) {
  rpc::HandlerTable table("shortbreaks.availability.v1.SeriesService");
  Add(table, "SetCalendarDays", parts, SetDays);
  Add(table, "ListCalendarDays", parts, ListDays);
  Add(table, "CreateSeries", parts, Create);
  Add(table, "GetSeries", parts, Get);
  Add(table, "ListSeries", parts, List);
  Add(table, "UpdateSeries", parts, Update);
  Add(table, "EndSeries", parts, End);
  Add(table, "CopySeason", parts, Copy);
  return table;
}

}  // namespace shortbreaks::series
