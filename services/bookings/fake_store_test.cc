// The store in memory, held to the contract.
#include "bookings/fake_store.h"

#include "bookings/store_cancellation_contract_test.h"
#include "wire/times.h"

namespace shortbreaks::bookings {
namespace {

class FakeWorld : public World {
 public:
  Store& store() override { return store_; }

  ids::Uuid AddSession(const SessionSpec& spec) override {
    const ids::Uuid id = ids::NewUuid();
    const absl::Time start = absl::Now() + spec.starts_in;
    store_.sessions[{council, id}] = {.state = spec.state,
                                      .places = spec.places,
                                      .start_time = start,
                                      .end_time = start + spec.lasts,
                                      .booking_open_time = absl::Now() + spec.opens_in,
                                      .booking_close_time = start,
                                      .notice = spec.notice,
                                      .match_hours = spec.match_hours,
                                      .provider_id = ids::NewUuid(),
                                      .staff = spec.staff,
                                      .reserve_places = spec.reserve_places,
                                      .trained_for = spec.trained_for};
    auto& session = store_.sessions[{council, id}];
    if (spec.reserve_released_in) session.reserve_release_time = absl::Now() + *spec.reserve_released_in;
    for (const auto& cap : spec.caps) session.caps.push_back({cap.ratio, cap.children_max});
    return id;
  }
  void SetSessionState(const ids::Uuid& id, int state) override {
    auto& session = store_.sessions[{council, id}];
    session.state = state;
    session.version += 1;
  }
  ids::Uuid AddChild(const ids::Uuid& carer_id) override {
    const ids::Uuid id = ids::NewUuid();
    store_.children[{council, id}].carers.insert(carer_id);
    return id;
  }
  void LimitAuthority(const ids::Uuid& child_id, const ids::Uuid& carer_id) override {
    store_.children[{council, child_id}].limited_carers.insert(carer_id);
    RevokeAuthority(child_id, carer_id);
  }
  void RevokeAuthority(const ids::Uuid& child_id, const ids::Uuid& carer_id) override {
    store_.children[{council, child_id}].carers.erase(carer_id);
    RaiseChildVersion(child_id);
  }
  void RaiseChildVersion(const ids::Uuid& child_id) override { store_.children[{council, child_id}].version += 1; }
  void SetSupport(const ids::Uuid& child_id, capacity::Ratio ratio, int64_t trained_needs) override {
    auto& child = store_.children[{council, child_id}];
    child.ratio = ratio;
    child.trained_needs = trained_needs;
  }
  void SetTrainedFor(const ids::Uuid& id, int64_t trained_for) override {
    store_.sessions[{council, id}].trained_for = trained_for;
  }
  void SetRoom(const ids::Uuid& id, int places, int64_t staff) override {
    auto& session = store_.sessions[{council, id}];
    session.places = places;
    session.staff = staff;
    session.version += 1;
  }
  ids::Uuid AddAllocation(const ids::Uuid& child_id, int64_t minutes) override {
    const ids::Uuid id = ids::NewUuid();
    store_.allocations[{council, id}] = {.child_id = child_id, .granted = minutes};
    return id;
  }
  void RunOutHold(const std::string& booking) override { RecordOf(booking).hold_expire_time = absl::Now(); }
  void StartSession(const ids::Uuid& id) override {
    auto& session = store_.sessions[{council, id}];
    session.start_time = session.booking_close_time = absl::Now() - absl::Minutes(1);
  }
  void PassNotice(const std::string& booking) override {
    RecordOf(booking).free_until_time = absl::Now() - absl::Minutes(1);
  }
  void KeepApart(const ids::Uuid& child_id, const ids::Uuid& other_id) override {
    store_.apart.insert({{child_id, other_id}, {other_id, child_id}});
  }
  void CannotMeet(const std::string& booking) override {
    FakeStore::Record& record = RecordOf(booking);
    record.booking.set_state(v1::BOOKING_STATE_CANNOT_MEET);
    record.booking.clear_match_due_time();
    store_.sessions[{council, record.session_id}].taken -= 1;
  }
  int PlacesTaken(const ids::Uuid& id) override { return store_.sessions[{council, id}].taken; }
  int64_t StaffSharesTaken(const ids::Uuid& id) override { return store_.sessions[{council, id}].staff_shares_taken; }
  std::vector<int64_t> ChildrenTaken(const ids::Uuid& id) override {
    std::vector<int64_t> taken;
    for (const auto& cap : store_.sessions[{council, id}].caps) taken.push_back(cap.children_taken);
    return taken;
  }
  int64_t Committed(const ids::Uuid& id) override { return store_.allocations[{council, id}].committed; }
  std::vector<std::string> Events() override { return store_.events; }

 private:
  FakeStore::Record& RecordOf(const std::string& booking) {
    return store_.bookings.at({council, *ids::IdOf("bookings", booking)});
  }
  FakeStore store_{[] { return absl::Now(); }};
};

INSTANTIATE_TEST_SUITE_P(Fake, StoreContract,
                         testing::Values(+[]() -> std::shared_ptr<World> { return std::make_shared<FakeWorld>(); }));
INSTANTIATE_TEST_SUITE_P(Fake, CancellationContract,
                         testing::Values(+[]() -> std::shared_ptr<World> { return std::make_shared<FakeWorld>(); }));

INSTANTIATE_TEST_SUITE_P(Fake, RoomContract,
                         testing::Values(+[]() -> std::shared_ptr<World> { return std::make_shared<FakeWorld>(); }));

INSTANTIATE_TEST_SUITE_P(Fake, StatesOfABooking,
                         testing::Values(+[]() -> std::shared_ptr<World> { return std::make_shared<FakeWorld>(); }));

}  // namespace
}  // namespace shortbreaks::bookings
