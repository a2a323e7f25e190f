// What security costs: one text sealed by itself; a page of 100 children beside the same page kept clear, read in the
// same run; a decision beside the sealing that is in it; a booking beside the checks of tokens, the sealing and the
// audit records that are in it. Prints ratios; run it on a release build.
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/time/clock.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <iostream>

#include "audit/record.h"
#include "benchmarks/measuring.h"
#include "eligibility/decisions.h"
#include "eligibility/mysql_rows.h"
#include "eligibility/mysql_store.h"
#include "eligibility/policies.h"
#include "identity/jwks.h"
#include "identity/signing.h"
#include "identity/token_verifier.h"
#include "sealing/sealed_row.h"
#include "support/family.h"
#include "support/running_services.h"
#include "telemetry/metrics.h"
#include "wire/times.h"

namespace shortbreaks {
namespace {

using benchmarks::Micros;
using benchmarks::Must;

using mysql::Bytes;

constexpr char kCouncil[] = "E08000031";
constexpr int kPage = 100, kChildren = 2'000;

// The children as they would be kept without sealing.
constexpr char kClearTable[] =
    "CREATE TABLE clear_children (council_id VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, child_id "
    "BINARY(16) NOT NULL, external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL, display_name "
    "VARCHAR(200) "
    "NOT NULL, date_of_birth DATE NOT NULL, ward VARCHAR(100) NOT NULL, postcode_district VARCHAR(4) NOT NULL, "
    "resident "
    "TINYINT NOT NULL, ratio_staff TINYINT NOT NULL, ratio_children TINYINT NOT NULL, needs BIGINT NOT NULL, "
    "assessment_route TINYINT NOT NULL, version BIGINT NOT NULL, circumstances BLOB NULL, PRIMARY KEY (council_id, "
    "child_id)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";
constexpr char kReadClear[] =
    "SELECT c.child_id, c.external_id, c.display_name, c.date_of_birth, c.ward, c.postcode_district, c.resident, "
    "c.ratio_staff, c.ratio_children, c.needs, c.assessment_route, c.version, c.circumstances FROM clear_children c "
    "WHERE c.council_id = ? AND c.child_id > ? AND (? = '' OR c.external_id = ?) ORDER BY c.child_id LIMIT ?";
constexpr eligibility::Insert kInsertClear{
    "INSERT INTO clear_children (council_id, child_id, external_id, display_name, date_of_birth, ward, "
    "postcode_district, resident, ratio_staff, ratio_children, needs, assessment_route, version, circumstances) "
    "VALUES ",
    "(?, ?, NULL, ?, ?, ?, ?, 1, 1, 3, ?, ?, 1, ?)"};

eligibility::ChildRecord SampleChild() {
  eligibility::v1::Circumstances circumstances;
  circumstances.set_school_ward("Penn");
  circumstances.set_full_time_education(true);
  return {.child_id = ids::NewUuid(),
          .display_name = "Samuel Sample-Sample",
          .date_of_birth = absl::CivilDay(2016, 5, 4),
          .ward = "Bushbury South",
          .postcode_district = "WV10",
          .resident = true,
          .ratio_children = 3,
          .needs = 12,
          .circumstances = circumstances.SerializeAsString()};
}

eligibility::ChildRecord ReadClear(const mysql::Row& row) {
  return {.child_id = row.Text(0),
          .display_name = row.Text(2),
          .date_of_birth = row.Day(3),
          .ward = row.Text(4),
          .postcode_district = row.Text(5),
          .resident = row.Int(6) != 0,
          .ratio_staff = static_cast<int>(row.Int(7)),
          .ratio_children = static_cast<int>(row.Int(8)),
          .needs = row.Int(9),
          .assessment_route = static_cast<int>(row.Int(10)),
          .circumstances = row.Text(12),
          .version = row.Int(11)};
}

void MeasureTexts(const sealing::Keyring& keyring) {
  const sealing::DataKey key = sealing::DataKey::Random();
  const std::string id(16, 'c');
  const sealing::Place place{kCouncil, "children.display_name", id};
  const std::string wrapped = keyring.Wrap(kCouncil, id, key), sealed = key.Seal(place, "Samuel Sample-Sample");
  size_t bytes = 0;
  const double seal = Micros(200'000, [&] { bytes += key.Seal(place, "Samuel Sample-Sample").size(); });
  const double open = Micros(200'000, [&] { bytes += key.Open(place, sealed)->size(); });
  const double unwrap = Micros(200'000, [&] { bytes += keyring.Unwrap(kCouncil, id, wrapped).ok(); });
  std::cout << absl::StrFormat("one name: %.2f us to seal, %.2f us to open; a key: %.2f us to unwrap\n", seal, open,
                               unwrap);
  if (bytes == 0) std::exit(1);
}

class World {
 public:
  World()
      : services_(support::RunningServices::Create()),
        officer_(services_->Officer(kCouncil)),
        family_(support::AddFamily(officer_, 1'000'000)),
        session_(support::AddSession(officer_, support::AddClub(officer_), 10, absl::Hours(24 * 14))),
        pool_({.connection = services_->mysql().As("shortbreaks_eligibility")}, telemetry::NoMetrics()),
        store_(pool_),
        policies_(pool_) {
    call_.principal = {identity::Role::kOfficer, kCouncil, "officer-1", "", "benchmark"};
    call_.deadline = absl::Now() + absl::Hours(1);
  }

  void AddChildren() {
    auto connection = Must(mysql::Connection::Open(services_->mysql().As("root")));
    Must(connection->Execute(kClearTable).status());
    std::vector<mysql::Parameters> keys, sealed, clear;
    for (int i = 0; i < kChildren; ++i) {
      const eligibility::ChildRecord child = SampleChild();
      const auto key =
          Must(sealing::MakeKey(connection->keyring(), kCouncil, child.child_id, sealing::SubjectKind::kChild));
      keys.push_back(key.row);
      sealed.push_back(eligibility::InsertParameters(key.sealer, kCouncil, child));
      clear.push_back({kCouncil, Bytes{child.child_id}, child.display_name, child.date_of_birth, child.ward,
                       child.postcode_district, child.needs, int64_t{child.assessment_route},
                       Bytes{child.circumstances}});
    }
    Must(eligibility::InsertAll(*connection, eligibility::kInsertKeys, keys));
    Must(eligibility::InsertAll(*connection, eligibility::kInsertChildren, sealed));
    Must(eligibility::InsertAll(*connection, kInsertClear, clear));
  }

  void MeasurePage() {
    mysql::Pool root({.connection = services_->mysql().As("root")}, telemetry::NoMetrics());
    size_t children = 0;
    const auto clear = [&] {
      const auto rows =
          Must(root.Query(call_.deadline, kReadClear,
                          {kCouncil, Bytes{std::string(16, '\0')}, std::string(), std::string(), int64_t{kPage + 1}}));
      std::vector<eligibility::v1::Child> page;
      for (int i = 0; i < kPage; ++i) page.push_back(eligibility::ToProto(ReadClear(rows[static_cast<size_t>(i)])));
      children += page.size();
    };
    const auto sealed = [&] {
      children += Must(store_.ListChildren(call_, {.sees_all = true}, "", {.size = kPage})).items.size();
    };
    const double without = Micros(500, clear), with = Micros(500, sealed);
    const double again = Micros(500, clear);
    std::cout << absl::StrFormat("a page of %d children: %.0f us clear (%.0f us again), %.0f us sealed  %.2f x\n",
                                 kPage, without, again, with, with / std::min(without, again));
    if (children == 0) std::exit(1);
  }

  // A whole decision, and what of it is sealing: the same texts opened and sealed once more, and the key read once
  // more.
  void MeasureDecision() {
    const ids::Uuid child = *ids::IdOf("children", family_.child), session = *ids::IdOf("sessions", session_);
    eligibility::v1::DecisionBasis basis;
    eligibility::v1::Decision decision;
    const double whole = Micros(1000, [&] {
      auto input = *Must(store_.ReadForDecision(call_, {.sees_all = true}, child, session));
      const auto live = Must(policies_.LiveOn(call_, wire::FromProto(input.basis.day()).value()));
      decision = eligibility::DecideOn(input.basis, live.policy_id, live.policy.get());
      basis = input.basis;
      Must(store_.KeepDecision(call_, input.basis, decision));
    });
    auto lease = Must(pool_.Acquire(call_.deadline));
    const auto sealer = Must(sealing::SealerOf(*lease, kCouncil, child));
    static const std::string kRead = absl::StrCat("SELECT ", eligibility::kChildColumns,
                                                  " FROM children c WHERE c.council_id = ? AND c.child_id = ?");
    const auto rows = Must(lease->Query(kRead, {kCouncil, Bytes{child}}));
    const std::string basis_bytes = basis.SerializeAsString(), decision_bytes = decision.SerializeAsString();
    const double sealing = Micros(1000, [&] {
      Must(sealing::SealerOf(*lease, kCouncil, child));
      Must(eligibility::ReadChildRow(rows[0]));  // the child; its letter is about as much again
      Must(eligibility::ReadChildRow(rows[0]));
      sealer.Text("decisions.basis", child, basis_bytes);
      sealer.Text("decisions.result", child, decision_bytes);
    });
    std::cout << absl::StrFormat("a decision, read, made and kept: %.0f us, of which sealing %.0f us  %.2f x without\n",
                                 whole, sealing, whole / (whole - sealing));
  }

  // Booking and cancelling over RPC; and what of it is security, each part done once more by itself, as often as it is
  // done there: three tokens checked (one of them passed on to eligibility), two replies sealed, the records of two
  // changes, which travel with their transactions, and of one read (that eligibility decided), which is committed.
  void MeasureBooking() {
    const double whole = Micros(200, [&] {
      bookings::v1::BookPlaceRequest book;
      book.set_request_id(NewRequestId());
      book.set_child(family_.child);
      book.set_session(session_);
      bookings::v1::CancelBookingRequest cancel;
      cancel.set_request_id(NewRequestId());
      cancel.set_name(Must(officer_.BookPlace(book)).booking().name());
      Must(officer_.CancelBooking(cancel));
    });
    const double tokens = 3 * MicrosOfAToken(), sealing = 2 * MicrosOfAReply(), audit = MicrosOfRecords();
    const auto print = [&](const char* what, double part) {
      std::cout << absl::StrFormat("  %-24s %6.0f us  %.2f x without\n", what, part, whole / (whole - part));
    };
    std::cout << absl::StrFormat("a booking made and cancelled: %.0f us, of which\n", whole);
    print("checking tokens", tokens);
    print("sealing replies", sealing);
    print("audit records", audit);
    print("all of these", tokens + sealing + audit);
  }

  const sealing::Keyring& keyring() { return *pool_.options().connection.keyring; }

 private:
  static double MicrosOfAToken() {
    const std::string key = identity::NewSigningKey();
    auto keys = Must(identity::ParseJwks(Must(identity::PublicJwks({{"key", key}})), /*development=*/false));
    const auto verifier = Must(identity::MakeTokenVerifier(
        {"https://issuer.example", "short-breaks"}, std::make_shared<identity::FixedTokenKeys>(std::move(keys))));
    const std::string token =
        Must(identity::SignJwt({identity::Role::kOfficer, kCouncil, "officer-1", "", "benchmark"},
                               "https://issuer.example", "short-breaks", absl::Now() + absl::Minutes(5), "key", key));
    return Micros(2'000, [&] { Must(verifier->Verify(token, absl::Now())); });
  }

  double MicrosOfAReply() {
    const ids::Uuid child = *ids::IdOf("children", family_.child);
    auto lease = Must(pool_.Acquire(call_.deadline));
    const std::string reply(600, 'r');
    return Micros(1'000, [&] {
      const auto key = Must(sealing::KeyOf(*lease, kCouncil, child));
      key.Seal({kCouncil, "bookings_requests.reply", child}, reply);
    });
  }

  double MicrosOfRecords() {
    const audit::Who who = audit::WhoOf(call_);
    const std::vector<audit::About> child = {{family_.child, ""}};
    double change = 0;
    mysql::InTransaction(pool_, call_.deadline, [&](mysql::Connection& connection) -> absl::Status {
      change = Micros(1'000, [&] { Must(audit::RecordChanges(connection, who, "BookPlace", child)); });
      return absl::CancelledError();  // none of them is kept
    }).IgnoreError();
    auto lease = Must(pool_.Acquire(call_.deadline));
    const double read = Micros(1'000, [&] { Must(audit::RecordReads(*lease, who, "Decide", child)); });
    return 2 * change + read;
  }

  std::unique_ptr<support::RunningServices> services_;
  Client officer_;
  support::Family family_;
  std::string session_;
  mysql::Pool pool_;
  eligibility::MysqlStore store_;
  eligibility::Policies policies_;
  rpc::Call call_;
};

}  // namespace
}  // namespace shortbreaks

int main() {
  shortbreaks::World world;
  shortbreaks::MeasureTexts(world.keyring());
  world.AddChildren();
  world.MeasurePage();
  world.MeasureDecision();
  world.MeasureBooking();
}
