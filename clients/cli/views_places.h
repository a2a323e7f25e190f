// Venues, rooms, programmes and alternatives as people read them. Pure.
#pragma once

#include <string>

#include "shortbreaks/availability/v1/alternatives.pb.h"
#include "shortbreaks/availability/v1/programmes.pb.h"
#include "shortbreaks/availability/v1/venues.pb.h"

namespace shortbreaks::cli {

std::string View(const availability::v1::ListedVenue& venue);
std::string View(const availability::v1::ListVenuesResponse& response);
std::string View(const availability::v1::Room& room);
std::string View(const availability::v1::ListRoomsResponse& response);
std::string View(const availability::v1::ListRoomUsesResponse& response);
std::string View(const availability::v1::Programme& programme);
std::string View(const availability::v1::UpdateProgrammeResponse& response);
std::string View(const availability::v1::ListProgrammesResponse& response);
std::string View(const availability::v1::ListAlternativesResponse& response);

}  // namespace shortbreaks::cli
