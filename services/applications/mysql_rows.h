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

}  // namespace shortbreaks::applications
