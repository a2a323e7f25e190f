// The audit trail through the services as they run: who looked is seen, and what is done to the trail is found.
#include <absl/strings/str_cat.h>

#include "command_line.h"
#include "support/http_get.h"

namespace shortbreaks {
namespace {

using testing::HasSubstr;
using testing::Not;
namespace v1 = eligibility::v1;

class AuditPath : public CommandLine {
 protected:
  AuditPath() : officer_(services_->Officer(council_)), family_(support::AddFamily(officer_, 600)) {}

  v1::ListAccessesResponse Accesses() {
    v1::ListAccessesRequest request;
    request.set_child(family_.child);
    request.set_page_size(200);
    auto list = officer_.ListAccesses(request);
    EXPECT_TRUE(list.ok()) << list.status();
    return list.value_or(v1::ListAccessesResponse());
  }
  // Those by `method`.
  std::vector<v1::Access> By(const std::string& method) {
    std::vector<v1::Access> found;
    const v1::ListAccessesResponse all = Accesses();
    for (const v1::Access& access : all.accesses()) {
      if (access.method() == method) found.push_back(access);
    }
    return found;
  }
  std::string CarerActor() const { return absl::StrCat("carer:", family_.carer.substr(family_.carer.find('/') + 1)); }

  // What the metric says, in seconds since 1970; 0 where it says nothing.
  static double SealedAt() {
    const std::string metrics = support::HttpSend(services_->metrics_port(Program::kEligibility),
                                                  "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                                    .body;
    constexpr std::string_view kName = "shortbreaks_audit_sealed_timestamp_seconds{service=\"eligibility\"} ";
    const size_t at = metrics.find(kName);
    return at == std::string::npos ? 0 : std::stod(metrics.substr(at + kName.size()));
  }

  Answer Verify(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"--json",
                                          "audit",
                                          "verify",
                                          "--mysql-unix-socket",
                                          services_->mysql().socket(),
                                          "--mysql-password-file",
                                          services_->password_file(),
                                          "--checkpoints",
                                          services_->checkpoint_folder(),
                                          "--public-key",
                                          services_->AuditKey("public"),
                                          "--council",
                                          council_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run("officer", arguments);
  }

  Client officer_;
  const support::Family family_;
};

TEST_F(AuditPath, WhoeverLooksIsSeenByTheOfficerThroughTheServices) {
  Client carer = services_->Carer(council_, family_.carer);
  v1::GetChildRequest child;
  child.set_name(family_.child);
  ASSERT_TRUE(carer.GetChild(child).ok());
  ASSERT_TRUE(officer_.GetChild(child, {.purpose = "safeguarding", .reference = family_.allocation}).ok());
  const auto reads = By("GetChild");
  ASSERT_EQ(reads.size(), 2u);
  EXPECT_EQ(reads[0].actor(), "officer:officer-1");
  EXPECT_EQ(reads[0].purpose(), v1::ACCESS_PURPOSE_SAFEGUARDING);
  EXPECT_EQ(reads[0].reference(), family_.allocation);
  EXPECT_EQ(reads[1].actor(), CarerActor());
  EXPECT_EQ(reads[1].purpose(), v1::ACCESS_PURPOSE_OWN_FAMILY);
  EXPECT_EQ(reads[1].partner(), "parent-app");
}

TEST_F(AuditPath, ABookingIsOneChangeAboutTheChildAndWhoSeesItLaterARead) {
  Client carer = services_->Carer(council_, family_.carer);
  const std::string session = support::AddSession(officer_, support::AddClub(officer_), 3, absl::Hours(100));
  bookings::v1::BookPlaceRequest request;
  request.set_request_id(NewRequestId());
  request.set_child(family_.child);
  request.set_session(session);
  const auto booked = carer.BookPlace(request);
  ASSERT_TRUE(booked.ok()) << booked.status();
  auto rows = By("BookPlace");
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].kind(), v1::ACCESS_KIND_CHANGE);
  EXPECT_EQ(rows[0].subject(), booked->booking().name());
  EXPECT_EQ(rows[0].actor(), CarerActor());
  ASSERT_TRUE(carer.BookPlace(request).ok()) << "sent again it is shown again, and nothing is changed";
  rows = By("BookPlace");
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].kind(), v1::ACCESS_KIND_READ);
  bookings::v1::ListBookingsRequest list;
  list.set_child(family_.child);
  ASSERT_TRUE(officer_.ListBookings(list).ok());
  EXPECT_EQ(By("ListBookings").size(), 1u);
}

TEST_F(AuditPath, AnOfficerSaysWhyAndTheToolHelps) {
  std::string silent = Read(folder_.path() + "/officer.toml");
  silent.erase(silent.find("purpose"));
  Write("silent.toml", silent);
  const Answer refused = Run("silent", {"child", "show", family_.child});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.said, testing::AllOf(HasSubstr("PURPOSE_REQUIRED"), HasSubstr("--purpose")));
  const Answer wrong = Run("silent", {"--purpose", "nosy", "child", "show", family_.child});
  EXPECT_THAT(wrong.said, testing::AllOf(HasSubstr("INVALID_REQUEST"), HasSubstr("x-purpose")));
  EXPECT_EQ(Run("silent", {"--purpose", "complaint", "child", "show", family_.child}).exit_code, 0);
  const Answer shown = Run("officer", {"audit", "accesses", family_.child});
  EXPECT_EQ(shown.exit_code, 0) << shown.said;
  EXPECT_THAT(shown.out, testing::AllOf(HasSubstr("officer:officer-1"), HasSubstr("GetChild"), HasSubstr("complaint")));
}

TEST_F(AuditPath, VerifyFindsAnEditAndNothingBeforeIt) {
  Answer whole;
  EXPECT_TRUE(support::Eventually(absl::Seconds(20),
                                  [&] {
                                    whole = Verify();
                                    return whole.exit_code == 0 && whole.Json()["records"] > 5 &&
                                           whole.Json()["checkpoints"] > 0;
                                  }))
      << whole.out << whole.said;
  const auto edited = services_->mysql().AsRoot(
      "UPDATE audit_records SET actor = 'officer:nobody' WHERE council_id = ? AND sequence = 2", {council_});
  const Answer found = Verify();
  EXPECT_EQ(found.exit_code, 1) << found.said;
  ASSERT_EQ(found.Json()["found"].size(), 1u) << found.out;
  EXPECT_EQ(found.Json()["found"][0]["finding"], "changed");
  EXPECT_THAT(std::string(found.Json()["found"][0]["where"]), HasSubstr("record 2 "));
}

TEST_F(AuditPath, WhatCannotBeSealedOrSignedIsInTheLogAndIsDoneLater) {
  const auto logged = [](const char* event) {
    return support::Eventually(absl::Seconds(20),
                               [&] { return services_->Log(Program::kEligibility).find(event) != std::string::npos; });
  };
  const auto root = [](const char* sql) { return services_->mysql().AsRoot(sql).ok(); };
  ASSERT_TRUE(root("REVOKE UPDATE (sequence, hash) ON audit_records FROM 'shortbreaks_eligibility'@'%'"));
  Accesses();
  EXPECT_TRUE(logged("audit_seal_failed"));
  const double sealed = SealedAt();
  EXPECT_NEAR(sealed, absl::ToDoubleSeconds(absl::Now() - absl::UnixEpoch()), 60);
  absl::SleepFor(absl::Seconds(2));  // some runs of the job
  EXPECT_EQ(SealedAt(), sealed);
  ASSERT_TRUE(root("GRANT UPDATE (sequence, hash) ON audit_records TO 'shortbreaks_eligibility'@'%'"));
  const std::string folder = services_->checkpoint_folder(), away = folder + "-away";
  ASSERT_EQ(rename(folder.c_str(), away.c_str()), 0);
  Accesses();
  EXPECT_TRUE(logged("audit_checkpoint_failed"));
  ASSERT_EQ(rename(away.c_str(), folder.c_str()), 0);
  EXPECT_TRUE(support::Eventually(absl::Seconds(20), [&] { return Verify().exit_code == 0; }));
  EXPECT_GT(SealedAt(), sealed);
}

TEST_F(AuditPath, VerifySaysWhatItCannotRead) {
  const Answer key = Verify({"--public-key", services_->password_file()});
  EXPECT_EQ(key.exit_code, 2);
  EXPECT_THAT(key.said, HasSubstr("no public Ed25519 key"));
  const Answer folder = Verify({"--checkpoints", folder_.path() + "/nowhere"});
  EXPECT_EQ(folder.exit_code, 2);
  EXPECT_THAT(folder.said, HasSubstr("cannot read the folder"));
  const Answer database = Verify({"--mysql-user", "nobody"});
  EXPECT_EQ(database.exit_code, 3);
  EXPECT_THAT(database.said, testing::AllOf(HasSubstr("database"), Not(HasSubstr("private-test"))));
}

}  // namespace
}  // namespace shortbreaks
