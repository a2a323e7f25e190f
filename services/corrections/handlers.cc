#include "corrections/handlers.h"

#include "eligibility/requests.h"
#include "errors/errors.h"
#include "wire/fields.h"

namespace shortbreaks::corrections {
namespace {

using errors::FieldErrors;

constexpr size_t kCharactersMax = 2'000;

bool IsAnswer(v1::CorrectionState state) {
  return v1::CorrectionState_IsValid(state) && state > v1::CORRECTION_STATE_OPEN;
}

class Handlers {
 public:
  explicit Handlers(Parts parts) : parts_(parts) {}

  absl::StatusOr<v1::RequestCorrectionResponse> Request(const rpc::Call& call,
                                                        const v1::RequestCorrectionRequest& request) const {
    auto viewer = eligibility::ViewerOf(call);
    if (!viewer.ok()) return viewer.status();
    auto mark = idempotency::MarkOf(call.principal, "RequestCorrection", request.request_id(), request);
    if (!mark.ok()) return mark.status();
    FieldErrors fields;
    const ids::Uuid child_id = wire::IdIn("child", "children", request.child(), fields);
    wire::CheckText("request", request.request(), kCharactersMax, fields, /*lines=*/true);
    if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
    auto correction = parts_.store.Request(call, *mark, *viewer, child_id, request.request());
    if (!correction.ok()) return correction.status();
    v1::RequestCorrectionResponse response;
    *response.mutable_correction() = *std::move(correction);
    return response;
  }

  absl::StatusOr<v1::AnswerCorrectionResponse> Answer(const rpc::Call& call,
                                                      const v1::AnswerCorrectionRequest& request) const {
    if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
    auto mark = idempotency::MarkOf(call.principal, "AnswerCorrection", request.request_id(), request);
    if (!mark.ok()) return mark.status();
    FieldErrors fields;
    const ids::Uuid correction_id = wire::IdIn("name", "corrections", request.name(), fields);
    wire::CheckText("answer", request.answer(), kCharactersMax, fields, /*lines=*/true);
    const bool says_state = request.state() != v1::CORRECTION_STATE_UNSPECIFIED;
    if (request.extend() && says_state) fields.Add("extend", "Must be left out where `state` answers.");
    if (!request.extend() && !IsAnswer(request.state())) {
      fields.Add("state",
                 "Must be CORRECTED, PARTLY_CORRECTED, REFUSED or WITHDRAWN, or left out where `extend` is set.");
    }
    if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
    auto correction = parts_.store.Give(
        call, *mark, correction_id,
        {request.extend() ? v1::CORRECTION_STATE_OPEN : request.state(), request.answer(), request.etag()});
    if (!correction.ok()) return correction.status();
    v1::AnswerCorrectionResponse response;
    *response.mutable_correction() = *std::move(correction);
    return response;
  }

  absl::StatusOr<v1::ListCorrectionsResponse> List(const rpc::Call& call,
                                                   const v1::ListCorrectionsRequest& request) const {
    auto viewer = eligibility::ViewerOf(call);
    if (!viewer.ok()) return viewer.status();
    FieldErrors fields;
    ids::Uuid child_id;  // empty: all that are open
    if (!request.child().empty() || !viewer->sees_all) {
      child_id = wire::IdIn("child", "children", request.child(), fields);
    }
    if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
    const std::string scope = paging::ScopeOf(call.principal, "ListCorrections", request);
    auto page = paging::PageOf(parts_.page_tokens, request, scope);
    if (!page.ok()) return page.status();
    auto list =
        child_id.empty() ? parts_.store.Open(call, *page) : parts_.store.OfChild(call, *viewer, child_id, *page);
    if (!list.ok()) return list.status();
    v1::ListCorrectionsResponse response;
    for (v1::Correction& each : list->items) *response.add_corrections() = std::move(each);
    response.set_next_page_token(paging::NextToken(parts_.page_tokens, list->next, scope));
    return response;
  }

 private:
  Parts parts_;
};

}  // namespace

rpc::HandlerTable MakeHandlers(Parts parts) {
  rpc::HandlerTable table("shortbreaks.eligibility.v1.CorrectionService");
  const Handlers handlers(parts);
  table.Add("RequestCorrection", handlers, &Handlers::Request);
  table.Add("AnswerCorrection", handlers, &Handlers::Answer);
  table.Add("ListCorrections", handlers, &Handlers::List);
  return table;
}

}  // namespace shortbreaks::corrections
