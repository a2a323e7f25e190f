#include "apart/handlers.h"

#include "eligibility/requests.h"
#include "errors/errors.h"
#include "wire/fields.h"

namespace shortbreaks::apart {
namespace {

using errors::FieldErrors;

// Of a request that names both children and says why.
template <typename Request>
Pair ReadPair(const Request& request, FieldErrors& fields) {
  Pair pair{wire::IdIn("child", "children", request.child(), fields),
            wire::IdIn("other_child", "children", request.other_child(), fields)};
  if (fields.empty() && pair.child_id == pair.other_id) fields.Add("other_child", "Must be another child.");
  wire::CheckText("reason", request.reason(), 500, fields, /*lines=*/true);
  return pair;
}

class Handlers {
 public:
  explicit Handlers(Parts parts) : parts_(parts) {}

  absl::StatusOr<v1::KeepApartResponse> Keep(const rpc::Call& call, const v1::KeepApartRequest& request) const {
    if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
    auto mark = idempotency::MarkOf(call.principal, "KeepApart", request.request_id(), request);
    if (!mark.ok()) return mark.status();
    FieldErrors fields;
    const Pair pair = ReadPair(request, fields);
    if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
    return parts_.store.Keep(call, *mark, pair, request.reason());
  }

  absl::StatusOr<v1::EndKeepApartResponse> End(const rpc::Call& call, const v1::EndKeepApartRequest& request) const {
    if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
    auto mark = idempotency::MarkOf(call.principal, "EndKeepApart", request.request_id(), request);
    if (!mark.ok()) return mark.status();
    FieldErrors fields;
    const Pair pair = ReadPair(request, fields);
    if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
    auto ended = parts_.store.End(call, *mark, pair, request.reason());
    if (!ended.ok()) return ended.status();
    v1::EndKeepApartResponse response;
    *response.mutable_kept_apart() = *std::move(ended);
    return response;
  }

  absl::StatusOr<v1::ListKeptApartResponse> List(const rpc::Call& call, const v1::ListKeptApartRequest& request) const {
    if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
    FieldErrors fields;
    ids::Uuid child_id;  // empty: all
    if (!request.child().empty()) child_id = wire::IdIn("child", "children", request.child(), fields);
    if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
    const std::string scope = paging::ScopeOf(call.principal, "ListKeptApart", request);
    auto page = paging::PageOf(parts_.page_tokens, request, scope);
    if (!page.ok()) return page.status();
    auto list = parts_.store.List(call, child_id, *page);
    if (!list.ok()) return list.status();
    v1::ListKeptApartResponse response;
    for (v1::KeptApart& each : list->items) *response.add_kept_apart() = std::move(each);
    response.set_next_page_token(paging::NextToken(parts_.page_tokens, list->next, scope));
    return response;
  }

 private:
  Parts parts_;
};

}  // namespace

rpc::HandlerTable MakeHandlers(Parts parts) {
  rpc::HandlerTable table("shortbreaks.eligibility.v1.KeepApartService");
  const Handlers handlers(parts);
  table.Add("KeepApart", handlers, &Handlers::Keep);
  table.Add("EndKeepApart", handlers, &Handlers::End);
  table.Add("ListKeptApart", handlers, &Handlers::List);
  return table;
}

}  // namespace shortbreaks::apart
