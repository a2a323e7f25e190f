// Applications, their history and panels, in MySQL 8 or MariaDB 10.11, as the user shortbreaks_eligibility. Every
// change is one transaction with its request row, its line of history, its outbox event and audit record. Locks:
// request row → panel → application → child → allocation.
#pragma once

#include <absl/status/statusor.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "eligibility/records.h"
#include "eligibility/store.h"
#include "idempotency/requests.h"
#include "mysql/pool.h"
#include "shortbreaks/eligibility/v1/applications.pb.h"

namespace shortbreaks::applications {

namespace v1 = eligibility::v1;
using eligibility::PageOf;
using eligibility::Viewer;
using idempotency::RequestMark;
using paging::Page;

// What a change does to an application under its lock, beside what it writes into the message.
struct Step {
  std::string action;  // `submitted`, for the history
  std::string reason;
  // An allocation that comes of it; its id is set by the store.
  std::optional<eligibility::AllocationRecord> allocation;
  // On a review: the allocation of the decision before, which it replaces as far as it is still in force.
  ids::Uuid replaces;
  // The family is told today: the last day on which it can accept what came of the application, where it has not yet.
  std::optional<absl::CivilDay> accept_by;
  // `panels/{uuid}` on whose agenda the application's decision is written; empty: none.
  std::string panel;
};
using Body = std::function<absl::StatusOr<Step>(v1::Application&)>;

struct Query {
  std::optional<ids::Uuid> child_id, panel_id;
  std::vector<int> states;  // empty: all that are not closed
  std::string offer;
  bool awaits_second_key = false;
  std::optional<absl::CivilDay> evidence_overdue_on, defer_reached_on;
  std::string author;  // where set, only what this actor made
};

constexpr int kAgendaMax = 200;

class ApplicationStore {
 public:
  explicit ApplicationStore(mysql::Pool& pool) : pool_(pool), requests_("eligibility_requests") {}

  // NOT_FOUND where the child is not there; DUPLICATE_APPLICATION with the name of the open one.
  absl::StatusOr<v1::Application> Create(const rpc::Call& call, const RequestMark& mark,
                                         const v1::Application& application);
  // Runs `body` on the application under its lock and writes what it made of it. NOT_FOUND, ETAG_MISMATCH,
  // DUPLICATE_APPLICATION, and the errors of `body`.
  absl::StatusOr<v1::Application> Change(const rpc::Call& call, const RequestMark& mark,
                                         const ids::Uuid& application_id, const std::string& etag, const Body& body);
  // The same, and puts it on the agenda of the panel, which cannot close meanwhile. INVALID_REQUEST where there is no
  // such panel, or it is closed or full.
  absl::StatusOr<v1::Application> ListForPanel(const rpc::Call& call, const RequestMark& mark,
                                               const ids::Uuid& application_id, const std::string& etag,
                                               const ids::Uuid& panel_id, const Body& body);
  // Nothing where the caller may not read it: officers those of children they see, carers those of children they may
  // act for, practitioners what they wrote until the referral ends. So too of history and list.
  absl::StatusOr<std::optional<v1::Application>> Read(const rpc::Call& call, const ids::Uuid& application_id);
  absl::StatusOr<std::vector<v1::ApplicationEvent>> History(const rpc::Call& call, const ids::Uuid& application_id);
  absl::StatusOr<PageOf<v1::Application>> List(const rpc::Call& call, const Query& query, const Page& page);

  absl::StatusOr<v1::Panel> CreatePanel(const rpc::Call& call, const RequestMark& mark, const v1::Panel& panel);
  // Closing sends what is still on its agenda back to NEEDS_REVIEW and writes the minutes. NOT_FOUND, ETAG_MISMATCH,
  // STATE_FORBIDS.
  absl::StatusOr<v1::Panel> UpdatePanel(const rpc::Call& call, const RequestMark& mark, const v1::Panel& panel,
                                        bool close);
  // Without the minutes where a child on its agenda is with a team that is not the caller's. So too of lists.
  absl::StatusOr<std::optional<v1::Panel>> ReadPanel(const rpc::Call& call, const ids::Uuid& panel_id);
  // What is or was on its agenda and the caller sees, with the decision of this panel alone; at most kAgendaMax.
  absl::StatusOr<std::vector<v1::Application>> Agenda(const rpc::Call& call, const ids::Uuid& panel_id);
  absl::StatusOr<PageOf<v1::Panel>> ListPanels(const rpc::Call& call, const Page& page);

 private:
  mysql::Pool& pool_;
  idempotency::Requests requests_;
};

}  // namespace shortbreaks::applications
