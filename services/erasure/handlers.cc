#include "erasure/handlers.h"

#include "eligibility/requests.h"
#include "errors/errors.h"
#include "wire/fields.h"

namespace shortbreaks::erasure {
namespace {

class Handlers {
 public:
  explicit Handlers(Parts parts) : parts_(parts) {}

  absl::StatusOr<v1::EraseChildResponse> Erase(const rpc::Call& call, const v1::EraseChildRequest& request) const {
    if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
    auto mark = idempotency::MarkOf(call.principal, "EraseChild", request.request_id(), request);
    if (!mark.ok()) return mark.status();
    errors::FieldErrors fields;
    const ids::Uuid child_id = wire::IdIn("child", "children", request.child(), fields);
    if (request.reason() == v1::ERASURE_REASON_UNSPECIFIED || !v1::ErasureReason_IsValid(request.reason())) {
      fields.Add("reason", "Must say why: the time is over, it was asked for, or it was recorded in error.");
    }
    if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
    auto erasure = parts_.store.Erase(call, *mark, child_id, request.reason());
    if (!erasure.ok()) return erasure.status();
    v1::EraseChildResponse response;
    *response.mutable_erasure() = *std::move(erasure);
    return response;
  }

 private:
  Parts parts_;
};

}  // namespace

rpc::HandlerTable MakeHandlers(Parts parts) {
  rpc::HandlerTable table("shortbreaks.eligibility.v1.ErasureService");
  table.Add("EraseChild", Handlers(parts), &Handlers::Erase);
  return table;
}

}  // namespace shortbreaks::erasure
