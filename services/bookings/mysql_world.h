// A council in a real database: sessions, children and allocations put there as root, and what the store made of them.
#pragma once

#include <string>
#include <vector>

#include "bookings/mysql_store.h"
#include "bookings/store_contract_test.h"
#include "support/private_mysql.h"

namespace shortbreaks::bookings {

class MysqlWorld : public World {
 public:
  explicit MysqlWorld(support::PrivateMysql& server, int connections_max = 16,
                      std::shared_ptr<telemetry::Metrics> metrics = telemetry::NoMetrics());

  Store& store() override { return store_; }
  mysql::Pool& pool() { return pool_; }
  ids::Uuid AddSession(const SessionSpec& spec) override;
  void SetSessionState(const ids::Uuid& session_id, int state) override;
  ids::Uuid AddChild(const ids::Uuid& carer_id) override;
  void LimitAuthority(const ids::Uuid& child_id, const ids::Uuid& carer_id) override;
  void RevokeAuthority(const ids::Uuid& child_id, const ids::Uuid& carer_id) override;
  void RaiseChildVersion(const ids::Uuid& child_id) override;
  void SetSupport(const ids::Uuid& child_id, capacity::Ratio ratio, int64_t trained_needs) override;
  void SetTrainedFor(const ids::Uuid& session_id, int64_t trained_for) override;
  void SetRoom(const ids::Uuid& session_id, int places, int64_t staff) override;
  ids::Uuid AddAllocation(const ids::Uuid& child_id, int64_t minutes) override;
  void RunOutHold(const std::string& booking) override;
  void StartSession(const ids::Uuid& session_id) override;
  void PassNotice(const std::string& booking) override;
  void KeepApart(const ids::Uuid& child_id, const ids::Uuid& other_id) override;
  void CannotMeet(const std::string& booking) override;
  int PlacesTaken(const ids::Uuid& session_id) override;
  int64_t StaffSharesTaken(const ids::Uuid& session_id) override;
  std::vector<int64_t> ChildrenTaken(const ids::Uuid& session_id) override;
  int64_t Committed(const ids::Uuid& allocation_id) override;
  std::vector<std::string> Events() override;

  // What is wrong with the whole database, one line each: a session whose counter is not what its bookings say or that
  // is oversold in places, staff or a cap, an allocation that is not what its ledger says or overdrawn, a child in two
  // places at once, a booking without its event or audit record.
  std::vector<std::string> BrokenPromises();

 private:
  mysql::Rows Run(std::string_view sql, const mysql::Parameters& parameters);

  support::PrivateMysql& server_;
  mysql::Pool pool_;
  MysqlStore store_;
};

}  // namespace shortbreaks::bookings
