#include "subject_access/handlers.h"

#include "errors/errors.h"
#include "shortbreaks/bookings/v1/subject_access.pb.h"
#include "shortbreaks/eligibility/v1/subject_access.pb.h"
#include "subject_access/rows.h"
#include "wire/fields.h"

namespace shortbreaks::subject_access {
namespace {

// Fewer than elsewhere: a decision with all that it stood on is some ten kilobytes.
constexpr paging::PageLimits kPageLimits{.usual = 50, .most = 50};

class Handlers {
 public:
  explicit Handlers(Parts parts) : parts_(parts) {}

  absl::StatusOr<eligibility::v1::ExportChildResponse> Child(const rpc::Call& call,
                                                             const eligibility::v1::ExportChildRequest& request) const {
    return Export<eligibility::v1::ExportChildResponse>(call, "ExportChild", request, EligibilityTables());
  }
  absl::StatusOr<bookings::v1::ExportBookingsResponse> Bookings(
      const rpc::Call& call, const bookings::v1::ExportBookingsRequest& request) const {
    return Export<bookings::v1::ExportBookingsResponse>(call, "ExportBookings", request, BookingsTables());
  }

 private:
  template <typename Response, typename Request>
  absl::StatusOr<Response> Export(const rpc::Call& call, std::string_view method, const Request& request,
                                  std::span<const Table> tables) const {
    if (call.principal.role != identity::Role::kOfficer) return errors::Error(type::v1::ERROR_REASON_NOT_ALLOWED);
    errors::FieldErrors fields;
    const ids::Uuid child_id = wire::IdIn("child", "children", request.child(), fields);
    if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
    const std::string scope = paging::ScopeOf(call.principal, method, request);
    auto page = paging::PageOf(parts_.page_tokens, request, scope, kPageLimits);
    if (!page.ok()) return page.status();
    auto read = ReadRows(parts_.pool, call, tables, child_id, *page);
    if (!read.ok()) return read.status();
    Response response;
    for (type::v1::ExportedRow& row : read->rows) *response.add_rows() = std::move(row);
    response.set_next_page_token(paging::NextToken(parts_.page_tokens, read->next, scope));
    return response;
  }

  Parts parts_;
};

}  // namespace

rpc::HandlerTable MakeEligibilityHandlers(Parts parts) {
  rpc::HandlerTable table("shortbreaks.eligibility.v1.SubjectAccessService");
  table.Add("ExportChild", Handlers(parts), &Handlers::Child);
  return table;
}

rpc::HandlerTable MakeBookingsHandlers(Parts parts) {
  rpc::HandlerTable table("shortbreaks.bookings.v1.SubjectAccessService");
  table.Add("ExportBookings", Handlers(parts), &Handlers::Bookings);
  return table;
}

}  // namespace shortbreaks::subject_access
