#include "availability/place_handlers.h"

namespace shortbreaks::availability {
namespace {

rpc::HandlerTable VenueTable(PlaceParts parts) {
  rpc::HandlerTable table("shortbreaks.availability.v1.VenueService");
  const VenueHandlers venues(parts);
  table.Add("CreateVenue", venues, &VenueHandlers::Create);
  table.Add("GetVenue", venues, &VenueHandlers::Get);
  table.Add("UpdateVenue", venues, &VenueHandlers::Update);
  table.Add("ListVenues", venues, &VenueHandlers::List);
  table.Add("CreateRoom", venues, &VenueHandlers::CreateRoom);
  table.Add("GetRoom", venues, &VenueHandlers::GetRoom);
  table.Add("UpdateRoom", venues, &VenueHandlers::UpdateRoom);
  table.Add("ListRooms", venues, &VenueHandlers::ListRooms);
  table.Add("ListRoomUses", venues, &VenueHandlers::ListUses);
  table.Add("SetRoom", venues, &VenueHandlers::SetRoom);
  return table;
}

rpc::HandlerTable ProgrammeTable(PlaceParts parts) {
  rpc::HandlerTable table("shortbreaks.availability.v1.ProgrammeService");
  const ProgrammeHandlers programmes(parts);
  table.Add("CreateProgramme", programmes, &ProgrammeHandlers::Create);
  table.Add("GetProgramme", programmes, &ProgrammeHandlers::Get);
  table.Add("UpdateProgramme", programmes, &ProgrammeHandlers::Update);
  table.Add("ListProgrammes", programmes, &ProgrammeHandlers::List);
  table.Add("AddProgrammeSessions", programmes, &ProgrammeHandlers::Add);
  table.Add("RemoveProgrammeSessions", programmes, &ProgrammeHandlers::Remove);
  return table;
}

rpc::HandlerTable SuggestionTable(PlaceParts parts) {
  rpc::HandlerTable table("shortbreaks.availability.v1.SuggestionService");
  table.Add("ListAlternatives", SuggestionHandlers(parts), &SuggestionHandlers::List);
  return table;
}

}  // namespace

std::vector<rpc::HandlerTable> MakePlaceHandlers(PlaceParts parts) {
  std::vector<rpc::HandlerTable> tables;
  tables.push_back(VenueTable(parts));
  tables.push_back(ProgrammeTable(parts));
  tables.push_back(SuggestionTable(parts));
  return tables;
}

}  // namespace shortbreaks::availability
