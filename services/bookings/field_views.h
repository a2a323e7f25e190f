// What those see of a booking who may see it, but not all of it. Pure.
#pragma once

#include "shortbreaks/bookings/v1/bookings.pb.h"

namespace shortbreaks::bookings {

// What the session's provider needs to have the child, to keep the register and to claim: which child, when, in which
// state, for what charge and what is lost of it, and what was said between the two. Neither out of which allocation it
// is paid, nor what an officer or the family wrote about it.
void KeepForProvider(v1::Booking& booking);

// What a carer with limited authority sees: that the child is booked, when and where.
void KeepForLimitedAuthority(v1::Booking& booking);

}  // namespace shortbreaks::bookings
