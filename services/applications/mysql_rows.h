// Applications as rows, for the parts of the store.
#pragma once

#include "applications/store.h"
#include "mysql/connection.h"

namespace shortbreaks::applications {

// For `FROM applications a`.
inline constexpr char kApplicationColumns[] = "a.record, a.version";
v1::Application ReadApplicationRow(const mysql::Row& row);
// In the order of the columns that an INSERT or UPDATE sets first.
mysql::Parameters ApplicationColumns(v1::Application application);

// The application, whose row is locked from here on. NOT_FOUND.
absl::StatusOr<v1::Application> LockApplication(mysql::Connection& connection, const std::string& council,
                                                const ids::Uuid& application_id);
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
// Writes the application's decision beside it on the agenda of `panel`; nothing where `panel` is empty.
absl::Status KeepOnAgenda(mysql::Connection& connection, const rpc::Call& call, const v1::Application& application,
                          const std::string& panel);

}  // namespace shortbreaks::applications
