#include "registers/handlers.h"

namespace shortbreaks::registers {

rpc::HandlerTable MakeHandlers(Parts parts) {
  rpc::HandlerTable table("shortbreaks.bookings.v1.RegisterService");
  const RegisterHandlers registers(parts);
  table.Add("GetRegister", registers, &RegisterHandlers::Get);
  table.Add("MarkAttendance", registers, &RegisterHandlers::Mark);
  const ClaimHandlers claims(parts);
  table.Add("GetClaim", claims, &ClaimHandlers::Get);
  table.Add("ListClaimLines", claims, &ClaimHandlers::ListLines);
  table.Add("ListClaims", claims, &ClaimHandlers::List);
  table.Add("SubmitClaim", claims, &ClaimHandlers::Submit);
  table.Add("ApproveClaim", claims, &ClaimHandlers::Approve);
  const NoShowHandlers no_shows(parts);
  table.Add("ListRepeatedNoShows", no_shows, &NoShowHandlers::List);
  table.Add("ResolveNoShows", no_shows, &NoShowHandlers::Resolve);
  return table;
}

}  // namespace shortbreaks::registers
