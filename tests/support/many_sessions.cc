#include "support/many_sessions.h"

#include <absl/strings/str_cat.h>

#include <cstdio>
#include <cstdlib>

namespace shortbreaks::support {
namespace {

// The numbers from 0, each a row of `n`.
std::string Numbers(int digits) {
  const std::string ten =
      "(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 "
      "UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)";
  std::string sum = "0", tables;
  int64_t power = 1;
  for (int i = 0; i < digits; ++i, power *= 10) {
    absl::StrAppend(&sum, " + t", i, ".d * ", power);
    absl::StrAppend(&tables, i == 0 ? "" : ", ", ten, " t", i);
  }
  return absl::StrCat("(SELECT ", sum, " AS n FROM ", tables, ") numbers");
}

std::string IdOf(const char* number) {
  return absl::StrCat("UNHEX(CONCAT(LPAD(HEX(", number, "), 12, '0'), '70008000000000000000'))");
}

void Do(mysql::Connection& connection, const std::string& sql, const mysql::Parameters& parameters) {
  const auto done = connection.Execute(sql, parameters);
  if (done.ok()) return;
  std::fprintf(stderr, "%s: %s\n", sql.c_str(), mysql::DiagnosisOf(done.status()).c_str());
  std::abort();
}

}  // namespace

void AddManySessions(PrivateMysql& mysql, const std::string& council, int sessions) {
  mysql::ConnectionOptions options = mysql.As("root");
  options.read_timeout = absl::Minutes(10);
  auto root = mysql::Connection::Open(options);
  if (!root.ok()) std::abort();
  Do(**root,
     absl::StrCat("INSERT INTO providers (council_id, provider_id, display_name) SELECT ?, ", IdOf("1"),
                  ", 'Example Clubs'"),
     {council});
  Do(**root,
     absl::StrCat("INSERT INTO activities (council_id, activity_id, provider_id, title, summary, tier, age_min_years, "
                  "age_max_years, ratio_staff, ratio_children, needs_met, venue_name, venue_address, venue_postcode, "
                  "latitude_degrees, longitude_degrees) SELECT ?, ",
                  IdOf("n"), ", ", IdOf("1"),
                  ", 'Example club', '', 1 + n MOD 3, n MOD 5, 25 - n MOD 7, 1, 1 + n MOD 4, 2 << (n MOD 12), 'Hall', "
                  "'1 Example Road', 'WV1 1SH', 52.5 + n * 0.002, -2.2 + n * 0.001 FROM ",
                  Numbers(2)),
     {council});
  constexpr int kAtOnce = 100'000;
  for (int first = 0; first < sessions; first += kAtOnce) {
    Do(**root,
       absl::StrCat(
           "INSERT INTO sessions (council_id, session_id, activity_id, provider_id, start_time, end_time, "
           "booking_open_time, booking_close_time, charge_minutes, charge_nights, state, places, places_taken) SELECT "
           "?, ",
           IdOf("n"), ", ", IdOf("n MOD 100"), ", ", IdOf("1"),
           ", start, start + INTERVAL 3 HOUR, '2000-01-01', start, 180, 0, 2, 8, n MOD 9 FROM (SELECT n, "
           "CAST(CURRENT_DATE + INTERVAL 1 + n MOD 365 DAY AS DATETIME(6)) + INTERVAL 540 + (n DIV 365 * 37) MOD 600 "
           "MINUTE AS start FROM (SELECT n + ? AS n FROM ",
           Numbers(5), ") shifted WHERE n < ?) each_one"),
       {council, int64_t{first}, int64_t{sessions}});
  }
  if (!(*root)->Query("ANALYZE TABLE sessions").ok()) std::abort();
}

}  // namespace shortbreaks::support
