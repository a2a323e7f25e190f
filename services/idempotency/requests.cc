#include "idempotency/requests.h"

#include <absl/strings/str_cat.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <openssl/sha.h>

#include <memory>
#include <vector>

#include "errors/diagnosis.h"
#include "errors/errors.h"
#include "idempotency/stored_reply.h"
#include "idempotency/subjects.h"
#include "ids/uuid.h"
#include "relations/consent.h"
#include "sealing/sealed_row.h"

namespace shortbreaks::idempotency {
namespace {

using errors::Error;
using mysql::Bytes;

mysql::Parameters KeyParameters(const Key& key) {
  return {key.council_id, key.partner_id, key.method, Bytes{key.request_id}};
}

// As many as a stored reply has room for (`subjects` of the table).
constexpr size_t kSubjectsMax = 32, kIdBytes = 16;

// The keys of all subjects, in their order. NOT_FOUND where one was erased.
absl::StatusOr<std::vector<sealing::DataKey>> KeysOf(mysql::Connection& connection, const std::string& council,
                                                     const std::vector<ids::Uuid>& subjects) {
  std::vector<sealing::DataKey> keys;
  for (const ids::Uuid& subject : subjects) {
    auto key = sealing::KeyOf(connection, council, subject);
    if (!key.ok()) return key.status();
    keys.push_back(*std::move(key));
  }
  return keys;
}

}  // namespace

absl::StatusOr<std::string> ParseRequestId(std::string_view field) {
  if (field.empty()) return Error(type::v1::ERROR_REASON_REQUEST_ID_REQUIRED);
  auto id = ids::FromText(field);
  if (id) return *std::move(id);
  errors::FieldErrors fields;
  fields.Add("request_id", "Must be a UUID such as 0190a5e2-7c1d-7b3e-8f00-0123456789ab.");
  return fields.ToStatus();
}

std::string HashOf(const google::protobuf::Message& request, std::string_view subject) {
  std::unique_ptr<google::protobuf::Message> content(request.New());
  content->CopyFrom(request);
  if (const auto* field = content->GetDescriptor()->FindFieldByName("request_id")) {
    content->GetReflection()->ClearField(content.get(), field);
  }
  // The subject's length first, so that no other pair of subject and content gives the same bytes.
  std::string bytes = absl::StrCat(subject.size(), ":", std::string(subject));
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    content->SerializeToCodedStream(&coded);
  }
  std::string hash(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(hash.data()));
  return hash;
}

absl::StatusOr<RequestMark> MarkOf(const identity::Principal& caller, std::string_view method,
                                   std::string_view request_id, const google::protobuf::Message& request) {
  auto id = ParseRequestId(request_id);
  if (!id.ok()) return id.status();
  return RequestMark{
      {caller.council_id, caller.partner_id, std::string(method), *std::move(id), relations::ConsentNeeded(caller)},
      HashOf(request, caller.subject)};
}

Requests::Requests(std::string_view table) {
  const std::string name(table);
  column_ = absl::StrCat(name, ".reply");
  constexpr char kWhere[] = " WHERE council_id = ? AND partner_id = ? AND method = ? AND request_id = ?";
  insert_ = absl::StrCat("INSERT INTO ", name,
                         " (council_id, partner_id, method, request_id, request_hash, create_time) "
                         "VALUES (?, ?, ?, ?, ?, NOW(6))");
  select_ = absl::StrCat("SELECT request_hash, reply, subjects FROM ", name, kWhere, " FOR UPDATE");
  update_ = absl::StrCat("UPDATE ", name, " FORCE INDEX (PRIMARY) SET reply = ?, subjects = ?", kWhere);
  remove_ = absl::StrCat("DELETE FROM ", name, " WHERE create_time < NOW(6) - INTERVAL 400 DAY LIMIT ?");
}

absl::StatusOr<std::optional<std::string>> Requests::Begin(mysql::Connection& connection, const Key& key,
                                                           std::string_view hash) const {
  mysql::Parameters parameters = KeyParameters(key);
  parameters.push_back(Bytes{std::string(hash)});
  // Waits here for a transaction that is answering the same request now.
  auto inserted = connection.Execute(insert_, parameters);
  if (auto may = relations::CheckConsent(connection, key.council_id, key.consenting_carer_id, key.partner_id);
      !may.ok()) {
    return may;
  }
  if (inserted.ok()) return std::nullopt;
  if (mysql::FaultOf(inserted.status()) != mysql::Fault::kDuplicateKey) return inserted.status();

  auto rows = connection.Query(select_, KeyParameters(key));
  if (!rows.ok()) return rows.status();
  // Gone between the two: whoever answered it rolled back.
  if (rows->empty()) return Error(type::v1::ERROR_REASON_CONTENTION);
  const mysql::Row& row = rows->front();
  if (row.Text(0) != hash) return Error(type::v1::ERROR_REASON_REQUEST_ID_REUSED);
  if (row.IsNull(1)) return Error(type::v1::ERROR_REASON_INTERNAL);
  auto reply =
      OpenReply(connection, std::string_view(column_).substr(0, column_.find('.')), key, row.Text(1), row.Text(2));
  if (!reply.ok()) return reply.status();
  return *std::move(reply);
}

absl::StatusOr<std::string> OpenReply(mysql::Connection& connection, std::string_view table, const Key& key,
                                      std::string reply, const std::string& subjects) {
  const std::string column = absl::StrCat(std::string(table), ".reply");
  std::vector<ids::Uuid> ids;
  for (size_t at = 0; at + kIdBytes <= subjects.size(); at += kIdBytes) ids.push_back(subjects.substr(at, kIdBytes));
  auto keys = KeysOf(connection, key.council_id, ids);
  if (!keys.ok()) return keys.status();
  // The last seal first.
  for (auto each = keys->rbegin(); each != keys->rend(); ++each) {
    auto opened = each->Open({key.council_id, column, key.request_id}, reply);
    if (!opened.ok()) return opened.status();
    reply = *std::move(opened);
  }
  return reply;
}

absl::Status Requests::Store(mysql::Connection& connection, const Key& key, std::string_view reply,
                             std::string_view subjects) const {
  mysql::Parameters parameters = {Bytes{std::string(reply)}, Bytes{std::string(subjects)}};
  for (mysql::Parameter& part : KeyParameters(key)) parameters.push_back(std::move(part));
  auto updated = connection.Execute(update_, parameters);
  if (!updated.ok()) return updated.status();
  return *updated == 1 ? absl::OkStatus() : Error(type::v1::ERROR_REASON_INTERNAL);
}

absl::Status Requests::Finish(mysql::Connection& connection, const Key& key,
                              const google::protobuf::Message& reply) const {
  const std::vector<ids::Uuid> subjects = SubjectsOf(reply);
  if (subjects.size() > kSubjectsMax) {
    return errors::WithDiagnosis(Error(type::v1::ERROR_REASON_INTERNAL),
                                 "a reply is about too many children to be kept");
  }
  auto keys = KeysOf(connection, key.council_id, subjects);
  if (!keys.ok()) return keys.status();
  std::string kept = reply.SerializeAsString(), ids;
  for (const sealing::DataKey& each : *keys) kept = each.Seal({key.council_id, column_, key.request_id}, kept);
  for (const ids::Uuid& subject : subjects) ids += subject;
  return Store(connection, key, kept, ids);
}

absl::Status Requests::FinishInClear(mysql::Connection& connection, const Key& key, std::string_view reply) const {
  return Store(connection, key, reply, {});
}

absl::StatusOr<int64_t> Requests::RemoveOld(mysql::Connection& connection, int rows_max) const {
  return connection.Execute(remove_, {int64_t{rows_max}});
}

}  // namespace shortbreaks::idempotency
