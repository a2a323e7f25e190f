// A partner's first program: finds a session for a child, holds a place, confirms it, and shows what is left.
//
//   quickstart AVAILABILITY ELIGIBILITY BOOKINGS TOKEN_FILE CHILD
//
// for example `quickstart 127.0.0.1:7001 127.0.0.1:7002 127.0.0.1:7003 parent.token children/0190…`, without TLS.
#include <shortbreaks/client.h>

#include <fstream>
#include <iostream>
#include <string>

namespace {

using namespace shortbreaks;  // NOLINT(google-build-using-namespace): a program of one page

// Every error has a sentence for the parent, a reason for the program, and an id for those who run the services.
int Fail(const std::string& what, const absl::Status& status) {
  std::cerr << what << ": " << SentenceOf(status) << "\n  " << status.message() << " [" << ReasonName(status)
            << (MayRetry(status) ? ", may be retried" : "") << "] call " << CallIdOf(status) << "\n";
  return 1;
}

absl::StatusOr<Client> Connect(char** argv) {
  ConnectionOptions options;
  options.availability_target = argv[1];
  options.eligibility_target = argv[2];
  options.bookings_target = argv[3];
  options.plaintext = true;  // loopback; elsewhere set tls_ca_file or use the system's authorities
  options.token = [path = std::string(argv[4])]() -> absl::StatusOr<std::string> {
    std::ifstream file(path);
    std::string token;
    if (file >> token) return token;
    return absl::UnauthenticatedError("cannot read the token in " + path);
  };
  auto connection = MakeConnection(std::move(options));
  if (!connection.ok()) return connection.status();
  return Client(*std::move(connection));
}

// The first session with a free place that the rules let the child into; empty where there is none.
absl::StatusOr<std::string> FindSession(Client& client, const std::string& child) {
  availability::v1::SearchSessionsRequest search;
  search.set_bookable_only(true);
  search.set_page_size(200);
  std::string found;
  auto status = ForEachPage(
      search, [&](const auto& page) { return client.SearchSessions(page); },
      [&](const availability::v1::SearchSessionsResponse& page) {
        for (const auto& offer : page.offers()) {
          eligibility::v1::DecideRequest ask;
          ask.set_child(child);
          ask.set_session(offer.session().name());
          auto decision = client.Decide(ask);
          if (!decision.ok() || decision->decision().result() != eligibility::v1::DECISION_RESULT_ELIGIBLE) continue;
          std::cout << "found " << offer.activity().title() << ", " << offer.free_places() << " free\n";
          found = offer.session().name();
          return false;
        }
        return true;
      });
  if (!status.ok()) return status;
  return found;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::cerr << "usage: quickstart AVAILABILITY ELIGIBILITY BOOKINGS TOKEN_FILE CHILD\n";
    return 2;
  }
  const std::string child = argv[5];
  auto client = Connect(argv);
  if (!client.ok()) return Fail("connecting", client.status());
  auto session = FindSession(*client, child);
  if (!session.ok()) return Fail("finding a session", session.status());
  if (session->empty()) {
    std::cout << "no session that this child can book by itself; the short breaks team decides on the others\n";
    return 1;
  }

  bookings::v1::HoldPlaceRequest hold;
  hold.set_request_id(NewRequestId());  // store it before sending: the same id again is never a second hold
  hold.set_child(child);
  hold.set_session(*session);
  auto held = client->HoldPlace(hold);
  if (!held.ok()) return Fail("holding a place", held.status());
  std::cout << "held " << held->booking().name() << "\n";

  bookings::v1::ConfirmBookingRequest confirm;
  confirm.set_request_id(NewRequestId());
  confirm.set_name(held->booking().name());
  auto booked = client->ConfirmBooking(confirm);
  if (!booked.ok()) return Fail("confirming", booked.status());
  std::cout << "confirmed " << booked->booking().name() << "\n";

  bookings::v1::GetBalanceRequest ask;
  ask.set_child(child);
  auto balance = client->GetBalance(ask);
  if (!balance.ok()) return Fail("reading the balance", balance.status());
  for (const auto& each : balance->balances()) {
    std::cout << each.allocation() << ": " << each.balance() << " of " << each.granted().amount() << " left\n";
  }
  return 0;
}
