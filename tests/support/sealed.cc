#include "support/sealed.h"

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>

#include <cstdlib>
#include <iostream>

namespace shortbreaks::support {
namespace {

using mysql::Bytes;

template <typename T>
T Must(absl::StatusOr<T> result) {
  if (result.ok()) return *std::move(result);
  std::cerr << "sealed data of a test: " << result.status() << " " << mysql::DiagnosisOf(result.status()) << "\n";
  std::abort();
}

std::string Hex(std::string_view bytes) {
  return absl::BytesToHexString(absl::string_view(bytes.data(), bytes.size()));
}

}  // namespace

const std::string& TestKeyFile() {
  static const std::string text = absl::StrCat("key test ", Hex(sealing::Secret::Random().bytes()),
                                               "\ncurrent test\nindex ", Hex(sealing::Secret::Random().bytes()), "\n");
  return text;
}

std::shared_ptr<const sealing::Keyring> TestKeyring() {
  static const auto keyring = Must(sealing::Keyring::Parse(TestKeyFile()));
  return keyring;
}

sealing::Sealer AddKey(const PrivateMysql& server, const std::string& council, const std::string& subject_id,
                       sealing::SubjectKind kind) {
  auto key = Must(sealing::MakeKey(TestKeyring().get(), council, subject_id, kind));
  Must(server.AsRoot(absl::StrCat(sealing::kInsertKeyHead, sealing::kInsertKeyRow), key.row));
  return key.sealer;
}

sealing::Sealer SealerOf(const PrivateMysql& server, const std::string& council, const std::string& subject_id) {
  const auto rows = Must(server.AsRoot("SELECT wrapped_key FROM data_keys WHERE council_id = ? AND subject_id = ?",
                                       {council, Bytes{subject_id}}));
  return {*TestKeyring(), council, Must(TestKeyring()->Unwrap(council, subject_id, rows.at(0).Text(0)))};
}

void AddSealedChild(const PrivateMysql& server, const std::string& council, const std::string& child_id,
                    std::string_view display_name, absl::CivilDay date_of_birth, int64_t needs) {
  const auto sealer = AddKey(server, council, child_id, sealing::SubjectKind::kChild);
  Must(server.AsRoot(
      "INSERT INTO children (council_id, child_id, display_name, date_of_birth, resident, ratio_staff, ratio_children, "
      "needs, assessment_route, trained_needs, birth_index) VALUES (?, ?, ?, ?, 1, 1, 3, ?, ?, ? & 28, ?)",
      {council, Bytes{child_id}, sealer.Text("children.display_name", child_id, display_name),
       sealer.Day("children.date_of_birth", child_id, date_of_birth), sealer.Number("children.needs", child_id, needs),
       sealer.Number("children.assessment_route", child_id, 0), needs,
       sealer.Index("children.date_of_birth", date_of_birth)}));
}

void AddSealedCarer(const PrivateMysql& server, const std::string& council, const std::string& carer_id,
                    std::string_view display_name) {
  const auto there =
      Must(server.AsRoot("SELECT 1 FROM carers WHERE council_id = ? AND carer_id = ?", {council, Bytes{carer_id}}));
  if (!there.empty()) return;
  const auto sealer = AddKey(server, council, carer_id, sealing::SubjectKind::kCarer);
  Must(server.AsRoot("INSERT INTO carers (council_id, carer_id, display_name) VALUES (?, ?, ?)",
                     {council, Bytes{carer_id}, sealer.Text("carers.display_name", carer_id, display_name)}));
}

void SetNeeds(const PrivateMysql& server, const std::string& council, const std::string& child_id, int64_t needs) {
  Must(server.AsRoot("UPDATE children SET needs = ?, trained_needs = ? & 28 WHERE council_id = ? AND child_id = ?",
                     {SealerOf(server, council, child_id).Number("children.needs", child_id, needs), needs, council,
                      Bytes{child_id}}));
}

void SetDateOfBirth(const PrivateMysql& server, const std::string& council, const std::string& child_id,
                    absl::CivilDay date_of_birth) {
  const auto sealer = SealerOf(server, council, child_id);
  Must(server.AsRoot("UPDATE children SET date_of_birth = ?, birth_index = ? WHERE council_id = ? AND child_id = ?",
                     {sealer.Day("children.date_of_birth", child_id, date_of_birth),
                      sealer.Index("children.date_of_birth", date_of_birth), council, Bytes{child_id}}));
}

}  // namespace shortbreaks::support
