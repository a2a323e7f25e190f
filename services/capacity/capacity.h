// How much of a session a child takes, and how much of it is left for one. Whole numbers alone: a third of a member of
// staff is exactly that. Pure, and never a guard: whoever takes a place asks the database again.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace shortbreaks::capacity {

// What one member of staff is divided into: every number of children from 1 to 20 divides it.
inline constexpr int64_t kSharesOfOneStaff = 232'792'560;

// Staff : children, staff from 1 to 4 and children from 1 to 20.
struct Ratio {
  int64_t staff = 0, children = 1;  // 0 : 1 is nobody, who takes nothing and is counted by no cap
  bool operator==(const Ratio&) const = default;
};
// The least support that there is: what is asked for where no ratio is said.
inline constexpr Ratio kLeastSupport{1, 20};

// What a child with this ratio takes of the staff's shares.
int64_t StaffShares(Ratio ratio);
// How many members of staff so many shares are, rounded up.
int64_t StaffFor(int64_t shares);
// Whether the ratio is as much support as `cap`, or more: then a cap at `cap` counts the child.
bool IsAtLeast(Ratio ratio, Ratio cap);

// The needs for which the staff on shift must be trained: hoist, gastrostomy and rescue medication, as bits by
// type.v1.Need.
inline constexpr int64_t kTrainedNeeds = 1 << 2 | 1 << 3 | 1 << 4;

// What a session has and what is taken of it, as far as it concerns one ratio.
struct Load {
  int64_t places = 0, places_taken = 0;
  int64_t reserve_places = 0;    // the last of the places, kept for the council now; 0 once they are released
  std::optional<int64_t> staff;  // nothing: not counted
  int64_t staff_shares_taken = 0;
  std::optional<int64_t> cap_left;  // of the tightest cap that counts the ratio; nothing: none counts it
};

// Why a session has nothing left for a ratio.
enum class Full { kNo, kPlaces, kReserve, kStaff, kRatioCap };
// `places`, `reserve`, `staff`, `ratio_cap`; empty for kNo.
std::string_view NameOf(Full full);

struct Room {
  int64_t free_places = 0;  // that children with this ratio could take, one after the other; never below 0
  Full full = Full::kNo;    // kNo where one could
};
// `reserve_too`: for whom the places kept back are free as well.
Room RoomFor(const Load& load, Ratio ratio, bool reserve_too);

}  // namespace shortbreaks::capacity
