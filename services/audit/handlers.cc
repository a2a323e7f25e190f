#include "audit/handlers.h"

#include <absl/strings/str_cat.h>

#include "audit/purpose.h"
#include "errors/errors.h"
#include "paging/page.h"
#include "relations/relations.h"
#include "shortbreaks/eligibility/v1/audit.pb.h"
#include "wire/fields.h"
#include "wire/times.h"

namespace shortbreaks::audit {
namespace {

namespace v1 = eligibility::v1;
using errors::Error;
using mysql::Bytes;

constexpr char kChildExists[] = "SELECT 1 FROM children c WHERE c.council_id = ? AND c.child_id = ? AND ";
constexpr char kPage[] =
    "SELECT r.audit_id, r.create_time, r.kind, r.method, r.subject, r.actor, r.partner_id, r.acting_app, r.purpose, "
    "r.reference, r.call_id FROM audit_records r FORCE INDEX (audit_records_by_child) WHERE r.council_id = ? "
    "AND r.child_id = ? AND ";
constexpr char kAfter[] = " AND r.audit_id < ?";
constexpr char kOrder[] = " ORDER BY r.audit_id DESC LIMIT ?";

// The contract and the records have the same numbers.
static_assert(static_cast<int>(Purpose::kOwnFamily) == v1::ACCESS_PURPOSE_OWN_FAMILY);
static_assert(static_cast<int>(Purpose::kApplication) == v1::ACCESS_PURPOSE_APPLICATION);
static_assert(static_cast<int>(Purpose::kSafeguarding) == v1::ACCESS_PURPOSE_SAFEGUARDING);
static_assert(static_cast<int>(Purpose::kEnquiry) == v1::ACCESS_PURPOSE_ENQUIRY);
static_assert(static_cast<int>(Purpose::kEnquiry) == v1::AccessPurpose_MAX);

v1::Access ReadRow(const mysql::Row& row) {
  v1::Access access;
  *access.mutable_time() = wire::ToProto(row.Time(1));
  access.set_kind(static_cast<v1::AccessKind>(row.Int(2)));
  access.set_method(row.Text(3));
  access.set_subject(row.Text(4));
  access.set_actor(row.Text(5));
  access.set_partner(row.Text(6));
  access.set_acting_app(row.Text(7));
  access.set_purpose(static_cast<v1::AccessPurpose>(row.Int(8)));
  access.set_reference(row.Text(9));
  access.set_call_id(row.Text(10));
  return access;
}

class Handlers {
 public:
  explicit Handlers(Parts parts) : parts_(parts) {}

  absl::StatusOr<v1::ListAccessesResponse> List(const rpc::Call& call, const v1::ListAccessesRequest& request) const {
    if (call.principal.role != identity::Role::kOfficer) return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
    errors::FieldErrors fields;
    const ids::Uuid child_id = wire::IdIn("child", "children", request.child(), fields);
    if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
    const std::string scope = paging::ScopeOf(call.principal, "ListAccesses", request);
    auto page = paging::PageOf(parts_.page_tokens, request, scope);
    if (!page.ok()) return page.status();
    auto rows = Read(call, child_id, *page);
    if (!rows.ok()) return rows.status();
    v1::ListAccessesResponse response;
    std::string next;
    for (const mysql::Row& row : *rows) {
      if (response.accesses_size() == page->size) {
        next = (*rows)[static_cast<size_t>(page->size) - 1].Text(0);
        break;
      }
      *response.add_accesses() = ReadRow(row);
    }
    response.set_next_page_token(paging::NextToken(parts_.page_tokens, next, scope));
    return response;
  }

 private:
  // One row more than the page has where more follow. NOT_FOUND where the council has no such child, or another team.
  absl::StatusOr<mysql::Rows> Read(const rpc::Call& call, const ids::Uuid& child_id, const paging::Page& page) const {
    const std::string& council = call.principal.council_id;
    static const std::string kExists = absl::StrCat(kChildExists, relations::OfTeam("c"));
    static const std::string kFirstPage = absl::StrCat(kPage, relations::OfTeam("r"), kOrder);
    static const std::string kNextPage = absl::StrCat(kPage, relations::OfTeam("r"), kAfter, kOrder);
    const mysql::Parameter teams = relations::TeamsOf(call.principal);
    auto child = parts_.pool.Query(call.deadline, kExists, {council, Bytes{child_id}, teams});
    if (!child.ok()) return child.status();
    if (child->empty()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
    const int64_t rows_max = page.size + 1;
    if (page.position.empty()) {
      return parts_.pool.Query(call.deadline, kFirstPage, {council, Bytes{child_id}, teams, rows_max});
    }
    if (page.position.size() != 16) return Error(type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
    return parts_.pool.Query(call.deadline, kNextPage,
                             {council, Bytes{child_id}, teams, Bytes{page.position}, rows_max});
  }

  Parts parts_;
};

}  // namespace

rpc::HandlerTable MakeHandlers(Parts parts) {
  rpc::HandlerTable table("shortbreaks.eligibility.v1.AuditService");
  table.Add("ListAccesses", Handlers(parts), &Handlers::List);
  return table;
}

}  // namespace shortbreaks::audit
