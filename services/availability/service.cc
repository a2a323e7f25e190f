#include "availability/handlers.h"

namespace shortbreaks::availability {
rpc::HandlerTable MakeHandlers(Parts parts) {
  rpc::HandlerTable table("shortbreaks.availability.v1.AvailabilityService");
  const ProviderHandlers providers(parts);
  table.Add("CreateProvider", providers, &ProviderHandlers::Create);
  table.Add("GetProvider", providers, &ProviderHandlers::Get);
  table.Add("ListProviders", providers, &ProviderHandlers::List);
  const ActivityHandlers activities(parts);
  table.Add("CreateActivity", activities, &ActivityHandlers::Create);
  table.Add("GetActivity", activities, &ActivityHandlers::Get);
  table.Add("UpdateActivity", activities, &ActivityHandlers::Update);
  table.Add("ListActivities", activities, &ActivityHandlers::List);
  const SessionHandlers sessions(parts);
  table.Add("CreateSession", sessions, &SessionHandlers::Create);
  table.Add("GetSession", sessions, &SessionHandlers::Get);
  table.Add("SetPlaces", sessions, &SessionHandlers::SetPlaces);
  table.Add("PublishSession", sessions, &SessionHandlers::Publish);
  table.Add("CloseSession", sessions, &SessionHandlers::Close);
  table.Add("CancelSession", sessions, &SessionHandlers::Cancel);
  const SearchHandlers search(parts);
  table.Add("SearchSessions", search, &SearchHandlers::Search);
  table.Add("BatchGetAvailability", search, &SearchHandlers::BatchGet);
  table.Add("ImportTimetable", ImportHandler(parts), &ImportHandler::operator());
  return table;
}

}  // namespace shortbreaks::availability
