#include "capacity/capacity.h"

#include <algorithm>

namespace shortbreaks::capacity {

int64_t StaffShares(Ratio ratio) { return ratio.staff * kSharesOfOneStaff / ratio.children; }

int64_t StaffFor(int64_t shares) { return (shares + kSharesOfOneStaff - 1) / kSharesOfOneStaff; }

bool IsAtLeast(Ratio ratio, Ratio cap) { return ratio.staff * cap.children >= cap.staff * ratio.children; }

std::string_view NameOf(Full full) {
  switch (full) {
    case Full::kNo:
      return "";
    case Full::kPlaces:
      return "places";
    case Full::kReserve:
      return "reserve";
    case Full::kStaff:
      return "staff";
    case Full::kRatioCap:
      return "ratio_cap";
  }
  return "";
}

Room RoomFor(const Load& load, Ratio ratio, bool reserve_too) {
  const int64_t places = load.places - load.places_taken;
  if (places <= 0) return {0, Full::kPlaces};
  int64_t free = reserve_too ? places : places - load.reserve_places;
  if (free <= 0) return {0, Full::kReserve};
  if (load.staff) {
    const int64_t share = std::max<int64_t>(StaffShares(ratio), 1);
    const int64_t left = *load.staff * kSharesOfOneStaff - load.staff_shares_taken;
    if (left < share) return {0, Full::kStaff};
    free = std::min(free, left / share);
  }
  if (load.cap_left) {
    if (*load.cap_left <= 0) return {0, Full::kRatioCap};
    free = std::min(free, *load.cap_left);
  }
  return {free, Full::kNo};
}

}  // namespace shortbreaks::capacity
