// Retention in MySQL 8 or MariaDB 10.11, as the user shortbreaks_eligibility.
#pragma once

#include <absl/status/statusor.h>

#include <optional>
#include <vector>

#include "eligibility/store.h"
#include "mysql/pool.h"
#include "shortbreaks/eligibility/v1/retention.pb.h"

namespace shortbreaks::retention {

namespace v1 = eligibility::v1;
using eligibility::PageOf;
using idempotency::RequestMark;

class RetentionStore {
 public:
  explicit RetentionStore(mysql::Pool& pool) : pool_(pool), requests_("eligibility_requests") {}

  absl::StatusOr<v1::RetentionRule> SetRule(const rpc::Call& call, const RequestMark& mark,
                                            const v1::RetentionRule& rule);
  // NOT_FOUND where none was set.
  absl::StatusOr<v1::GetRetentionRuleResponse> Rule(const rpc::Call& call);
  // Whose time is over by `rule`. Looks at `examined_max` children at most, so that a page may be short and go on.
  absl::StatusOr<PageOf<v1::ErasureDue>> Due(const rpc::Call& call, const v1::RetentionRule& rule,
                                             const paging::Page& page, int examined_max);
  // All or none, by the council's rule. NOT_FOUND where it has none; INVALID_REQUEST names whose time is not over;
  // ERASURE_BLOCKED.
  absl::StatusOr<std::vector<v1::Erasure>> Propose(const rpc::Call& call, const RequestMark& mark,
                                                   const std::vector<ids::Uuid>& children);

 private:
  mysql::Pool& pool_;
  idempotency::Requests requests_;
};

}  // namespace shortbreaks::retention
