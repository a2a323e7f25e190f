// Corrections in MySQL 8 or MariaDB 10.11, as the user shortbreaks_eligibility. What is said is sealed with the child's
// key. Each change is one transaction under the child's lock.
#pragma once

#include <absl/status/statusor.h>

#include "eligibility/store.h"
#include "mysql/pool.h"
#include "shortbreaks/eligibility/v1/corrections.pb.h"

namespace shortbreaks::corrections {

namespace v1 = eligibility::v1;
using eligibility::PageOf;
using eligibility::Viewer;
using idempotency::RequestMark;

// The day by which what was asked for on `day` must be answered: the same day `months` later, or the last of that month
// where it has no such day.
absl::CivilDay DueDay(absl::CivilDay day, int months);

// What an officer says to a correction.
struct Answer {
  v1::CorrectionState state = v1::CORRECTION_STATE_OPEN;  // OPEN: takes two months more
  std::string text;
  std::string etag;  // empty: whatever it is now
};

class CorrectionStore {
 public:
  explicit CorrectionStore(mysql::Pool& pool) : pool_(pool), requests_("eligibility_requests") {}

  // NOT_FOUND or, for a carer without full authority, NOT_ALLOWED.
  absl::StatusOr<v1::Correction> Request(const rpc::Call& call, const RequestMark& mark, const Viewer& viewer,
                                         const ids::Uuid& child_id, const std::string& request);
  // NOT_FOUND, ETAG_MISMATCH, STATE_FORBIDS.
  absl::StatusOr<v1::Correction> Give(const rpc::Call& call, const RequestMark& mark, const ids::Uuid& correction_id,
                                      const Answer& answer);
  // Of a child, newest first. NOT_FOUND or NOT_ALLOWED where the viewer may not see it.
  absl::StatusOr<PageOf<v1::Correction>> OfChild(const rpc::Call& call, const Viewer& viewer, const ids::Uuid& child_id,
                                                 const paging::Page& page);
  // Of the council, what is open, soonest due first.
  absl::StatusOr<PageOf<v1::Correction>> Open(const rpc::Call& call, const paging::Page& page);

 private:
  mysql::Pool& pool_;
  idempotency::Requests requests_;
};

}  // namespace shortbreaks::corrections
