// Staff, caps and what is kept back, in the store in memory.
#include <algorithm>

#include "bookings/fake_store.h"
#include "bookings/requests.h"

namespace shortbreaks::bookings {

using capacity::Full;
using capacity::Ratio;

capacity::Load FakeStore::LoadOf(const Session& session, Ratio ratio) const {
  capacity::Load load{.places = session.places,
                      .places_taken = session.taken,
                      .reserve_places = session.reserve_release_time <= clock_() ? 0 : session.reserve_places,
                      .staff = session.staff,
                      .staff_shares_taken = session.staff_shares_taken};
  for (const Session::Cap& cap : session.caps) {
    if (!capacity::IsAtLeast(ratio, cap.ratio)) continue;
    const int64_t left = cap.children_max - cap.children_taken;
    load.cap_left = std::min(load.cap_left.value_or(left), left);
  }
  return load;
}

bool FakeStore::IsTrained(const Session& session, const Child& child) {
  return !session.trained_for || (child.trained_needs & ~*session.trained_for) == 0;
}

absl::Status FakeStore::RefuseRoom(const Key& session, Full full) const {
  const bool expired = std::ranges::any_of(bookings, [&](const auto& each) {
    return each.first.first == session.first && each.second.session_id == session.second && RanOut(each.second);
  });
  return expired ? ExpiredHoldInTheWay() : SessionFull(full);
}

absl::Status FakeStore::ChangeSupport(const Key& key, Ratio from, Ratio to) {
  Session& session = sessions[key];
  const int64_t more = capacity::StaffShares(to) - capacity::StaffShares(from);
  const int64_t shares = session.staff_shares_taken + more;
  if (more > 0 && session.staff && shares > *session.staff * capacity::kSharesOfOneStaff) {
    return RefuseRoom(key, Full::kStaff);
  }
  const auto more_of = [&](const Session::Cap& cap) {
    return int{capacity::IsAtLeast(to, cap.ratio)} - int{capacity::IsAtLeast(from, cap.ratio)};
  };
  for (const Session::Cap& cap : session.caps) {
    if (more_of(cap) > 0 && cap.children_taken >= cap.children_max) return RefuseRoom(key, Full::kRatioCap);
  }
  session.staff_shares_taken = shares;
  for (Session::Cap& cap : session.caps) cap.children_taken += more_of(cap);
  return absl::OkStatus();
}

absl::Status FakeStore::KeepSupport(Record& record, const std::string& council) {
  const Ratio now = children[{council, record.child_id}].ratio;
  if (auto changed = ChangeSupport({council, record.session_id}, record.ratio, now); !changed.ok()) return changed;
  record.ratio = now;
  return absl::OkStatus();
}

}  // namespace shortbreaks::bookings
