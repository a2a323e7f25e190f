#include "availability/handlers.h"

namespace shortbreaks::availability {
namespace {

// Adds a member function as the handler of `method`.
template <typename Request, typename Response, typename Handlers>
void Add(rpc::HandlerTable& table, const char* method, const Handlers& handlers,
         absl::StatusOr<Response> (Handlers::*run)(const rpc::Call&, const Request&) const) {
  table.Add<Request, Response>(method, [handlers, run](const rpc::Call& call, const Request& request) {
    return (handlers.*run)(call, request);
  });
}

}  // namespace

rpc::HandlerTable MakeHandlers(Parts parts) {
  rpc::HandlerTable table("shortbreaks.availability.v1.AvailabilityService");
  const ProviderHandlers providers(parts);
  Add(table, "CreateProvider", providers, &ProviderHandlers::Create);
  Add(table, "GetProvider", providers, &ProviderHandlers::Get);
  Add(table, "ListProviders", providers, &ProviderHandlers::List);
  const ActivityHandlers activities(parts);
  Add(table, "CreateActivity", activities, &ActivityHandlers::Create);
  Add(table, "GetActivity", activities, &ActivityHandlers::Get);
  Add(table, "UpdateActivity", activities, &ActivityHandlers::Update);
  Add(table, "ListActivities", activities, &ActivityHandlers::List);
  const SessionHandlers sessions(parts);
  Add(table, "CreateSession", sessions, &SessionHandlers::Create);
  Add(table, "GetSession", sessions, &SessionHandlers::Get);
  Add(table, "SetPlaces", sessions, &SessionHandlers::SetPlaces);
  Add(table, "PublishSession", sessions, &SessionHandlers::Publish);
  Add(table, "CloseSession", sessions, &SessionHandlers::Close);
  Add(table, "CancelSession", sessions, &SessionHandlers::Cancel);
  const SearchHandlers search(parts);
  Add(table, "SearchSessions", search, &SearchHandlers::Search);
  Add(table, "BatchGetAvailability", search, &SearchHandlers::BatchGet);
  Add(table, "ImportTimetable", ImportHandler(parts), &ImportHandler::operator());
  return table;
}

}  // namespace shortbreaks::availability
