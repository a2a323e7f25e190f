#include "bookings/field_views.h"

#include <string_view>

#include "wire/keep_only.h"

namespace shortbreaks::bookings {
namespace {

constexpr std::string_view kForProvider[] = {"name",
                                             "child",
                                             "session",
                                             "state",
                                             "charge",
                                             "price_pence",
                                             "start_time",
                                             "end_time",
                                             "create_time",
                                             "update_time",
                                             "version",
                                             "etag",
                                             "attendance",
                                             "match_due_time",
                                             "adjustments",
                                             "cannot_meet_reason",
                                             "hold_expire_time",
                                             "forfeited",
                                             "waived_by"};
constexpr std::string_view kForLimitedAuthority[] = {"name",     "child",       "session",     "state",   "start_time",
                                                     "end_time", "create_time", "update_time", "version", "etag"};

}  // namespace

void KeepForProvider(v1::Booking& booking) { wire::KeepOnly(booking, kForProvider); }

void KeepForLimitedAuthority(v1::Booking& booking) { wire::KeepOnly(booking, kForLimitedAuthority); }

}  // namespace shortbreaks::bookings
