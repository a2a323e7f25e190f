// Applications as rows, for the parts of the store.
#pragma once

#include "applications/store.h"
#include "mysql/connection.h"
#include "relations/relations.h"
#include "sealing/sealed_row.h"

namespace shortbreaks::applications {

// For `FROM applications a`.
inline constexpr char kApplicationColumns[] =
    "a.record, a.version, a.application_id, a.child_id, a.council_id, "
    "(SELECT k.wrapped_key FROM data_keys k WHERE k.council_id = a.council_id AND k.subject_id = a.child_id)";
inline constexpr size_t kApplicationColumnCount = 6;
// What a WHERE adds so that it finds no application of a child who was erased.
inline constexpr char kApplicationOnFile[] =
    " AND EXISTS (SELECT 1 FROM data_keys f WHERE f.council_id = a.council_id AND f.subject_id = a.child_id)";
// Who reads or changes applications: whoever may act for the child, and the practitioner who wrote one until the
// referral ends.
struct Reader {
  relations::Asker asker;
  std::string author;  // of a practitioner; else empty
};
Reader ReaderOf(const identity::Principal& caller);
// A condition on `applications a`, which wants `parameters` with those of the reader put in at `at`.
std::string MayRead();
mysql::Parameters With(mysql::Parameters parameters, size_t at, const Reader& reader);
// NOT_FOUND where the child was erased; SEALED_DATA_UNREADABLE.
absl::StatusOr<v1::Application> ReadApplicationRow(const mysql::Row& row);
// In the order of the columns that an INSERT or UPDATE sets first. `sealer`: the child's.
mysql::Parameters ApplicationColumns(const sealing::Sealer& sealer, v1::Application application);

// The columns that are sealed beside the record. The row of an agenda is panel, then application.
inline constexpr std::string_view kAgendaDecision = "panel_items.decision";

// The application, whose row is locked from here on, where the reader may read it. NOT_FOUND; to carers and
// practitioners NOT_ALLOWED.
absl::StatusOr<v1::Application> LockApplication(mysql::Connection& connection, const std::string& council,
                                                const ids::Uuid& application_id, const Reader& reader);
// Writes an application that is locked, as `step` made it, with history, event, audit and what came of it.
absl::StatusOr<v1::Application> SaveStep(mysql::Connection& connection, const rpc::Call& call,
                                         const std::string& method, v1::Application application,
                                         v1::ApplicationState from, const Step& step);

// Runs `body` on the application under its lock, where it has the etag, and saves what it made of it.
absl::StatusOr<v1::Application> ChangeLocked(mysql::Connection& connection, const rpc::Call& call,
                                             const RequestMark& mark, const ids::Uuid& application_id,
                                             const std::string& etag, const Body& body);
// Adds the allocation that came of a decision, with the first line of its ledger; on a review that found one in force
// changes that one. Locks the child, then the allocations. The value: its resource name.
absl::StatusOr<std::string> WriteAllocation(mysql::Connection& connection, const rpc::Call& call,
                                            eligibility::AllocationRecord allocation, const Step& step);
// Writes by when the family can accept what came of the application, where it waits for that. Locks the child, then the
// allocation.
absl::Status LetAccept(mysql::Connection& connection, const rpc::Call& call, const v1::Application& application,
                       const Step& step);
// Writes the application's decision beside it on the agenda of `panel`; nothing where `panel` is empty. `sealer`: the
// child's.
absl::Status KeepOnAgenda(mysql::Connection& connection, const rpc::Call& call, const sealing::Sealer& sealer,
                          const v1::Application& application, const std::string& panel);

}  // namespace shortbreaks::applications
