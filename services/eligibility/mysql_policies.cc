// Policies of the MySQL store.
#include <absl/strings/escaping.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "eligibility/mysql_rows.h"
#include "eligibility/policies.h"
#include "london/london.h"
#include "mysql/nullable.h"
#include "policy/parse.h"
#include "policy/yaml_reader.h"
#include "wire/times.h"

namespace shortbreaks::eligibility {
namespace {

using errors::Error;
using mysql::Bytes;
using mysql::Connection;

constexpr size_t kParsedMax = 200;

constexpr char kColumns[] =
    "p.policy_id, p.policy_key, p.title, p.sample, p.digest, p.from_date, p.to_date, p.state, p.proposer, p.publisher, "
    "p.propose_time, p.publish_time, p.version";
constexpr size_t kContent = 13;
constexpr std::string_view kInsert =
    "INSERT INTO policies (council_id, policy_id, policy_key, title, sample, content, digest, from_date, to_date, "
    "state, proposer, propose_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, NOW(6))";
constexpr std::string_view kPublish =
    "UPDATE policies FORCE INDEX (PRIMARY) SET state = 2, publisher = ?, publish_time = NOW(6), version = version + 1 "
    "WHERE council_id = ? AND policy_id = ? AND version = ?";
constexpr std::string_view kWithdraw =
    "UPDATE policies FORCE INDEX (PRIMARY) SET state = 3, version = version + 1 WHERE council_id = ? AND policy_id = ? "
    "AND version = ?";
constexpr std::string_view kLive =
    "SELECT policy_id, digest FROM policies WHERE council_id = ? AND state = 2 AND from_date <= ? "
    "AND (to_date IS NULL OR to_date >= ?) ORDER BY from_date DESC, publish_time DESC LIMIT 1";

v1::Policy ReadRow(const mysql::Row& row) {
  v1::Policy policy;
  policy.set_name(ids::ResourceName("policies", row.Text(0)));
  policy.set_key(row.Text(1));
  policy.set_title(row.Text(2));
  policy.set_sample(row.Int(3) != 0);
  policy.set_digest(absl::BytesToHexString(row.Text(4)));
  *policy.mutable_from_date() = wire::ToProto(row.Day(5));
  if (!row.IsNull(6)) *policy.mutable_to_date() = wire::ToProto(row.Day(6));
  policy.set_state(static_cast<v1::PolicyState>(row.Int(7)));
  policy.set_proposer(row.Text(8));
  if (!row.IsNull(9)) policy.set_publisher(row.Text(9));
  *policy.mutable_propose_time() = wire::ToProto(row.Time(10));
  if (!row.IsNull(11)) *policy.mutable_publish_time() = wire::ToProto(row.Time(11));
  policy.set_etag(absl::StrCat(row.Int(12)));
  return policy;
}

absl::StatusOr<v1::Policy> ReadInside(Connection& connection, const std::string& council, const ids::Uuid& policy_id) {
  static const std::string kSql =
      absl::StrCat("SELECT ", kColumns, " FROM policies p WHERE p.council_id = ? AND p.policy_id = ? FOR UPDATE");
  auto rows = connection.Query(kSql, {council, Bytes{policy_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  return ReadRow(rows->front());
}

// What publishing and withdrawing share: the policy under its lock, `may` it be done, done, recorded.
template <typename May, typename Do>
absl::StatusOr<v1::Policy> Change(Connection& connection, const rpc::Call& call, const RequestMark& mark,
                                  const ids::Uuid& policy_id, const std::string& etag, std::string_view event, May may,
                                  Do change) {
  const std::string& council = call.principal.council_id;
  auto policy = ReadInside(connection, council, policy_id);
  if (!policy.ok()) return policy;
  if (policy->etag() != etag) return Error(type::v1::ERROR_REASON_ETAG_MISMATCH);
  if (auto allowed = may(*policy); !allowed.ok()) return allowed;
  int64_t version = 0;
  if (!absl::SimpleAtoi(etag, &version)) return Error(type::v1::ERROR_REASON_ETAG_MISMATCH);
  if (absl::StatusOr<int64_t> changed = change(version); !changed.ok()) return changed.status();
  policy = ReadInside(connection, council, policy_id);
  if (!policy.ok()) return policy;
  auto recorded = AddEvents(connection, call, mark.key.method, {{event, policy->name(), version + 1}});
  if (!recorded.ok()) return recorded;
  return policy;
}

}  // namespace

absl::StatusOr<v1::Policy> Policies::Propose(const rpc::Call& call, const RequestMark& mark,
                                             const policy::Policy& parsed, const std::string& content) {
  const std::string& council = call.principal.council_id;
  return ChangeOnce<v1::Policy>(
      pool_, requests_, call, mark, [&](Connection& connection) -> absl::StatusOr<v1::Policy> {
        const ids::Uuid policy_id = ids::NewUuid();
        auto inserted =
            connection.Execute(kInsert, {council, Bytes{policy_id}, parsed.id, parsed.title, int64_t{parsed.sample},
                                         content, Bytes{absl::HexStringToBytes(parsed.digest)}, parsed.from,
                                         mysql::OrNull(parsed.to), call.principal.Actor()});
        if (!inserted.ok()) return inserted.status();
        auto policy = ReadInside(connection, council, policy_id);
        if (!policy.ok()) return policy;
        auto recorded = AddEvents(connection, call, mark.key.method, {{"policy.proposed", policy->name()}});
        if (!recorded.ok()) return recorded;
        return policy;
      });
}

absl::StatusOr<v1::Policy> Policies::Publish(const rpc::Call& call, const RequestMark& mark, const ids::Uuid& policy_id,
                                             const std::string& etag) {
  const std::string& council = call.principal.council_id;
  return ChangeOnce<v1::Policy>(
      pool_, requests_, call, mark, [&](Connection& connection) -> absl::StatusOr<v1::Policy> {
        return Change(
            connection, call, mark, policy_id, etag, "policy.published",
            [&](const v1::Policy& policy) {
              if (policy.state() != v1::POLICY_STATE_PROPOSED) return Error(type::v1::ERROR_REASON_STATE_FORBIDS);
              if (policy.proposer() == call.principal.Actor())
                return Error(type::v1::ERROR_REASON_SECOND_PERSON_NEEDED);
              return absl::OkStatus();
            },
            [&](int64_t version) {
              return connection.Execute(kPublish, {call.principal.Actor(), council, Bytes{policy_id}, version});
            });
      });
}

absl::StatusOr<v1::Policy> Policies::Withdraw(const rpc::Call& call, const RequestMark& mark,
                                              const ids::Uuid& policy_id, const std::string& etag) {
  const std::string& council = call.principal.council_id;
  return ChangeOnce<v1::Policy>(
      pool_, requests_, call, mark, [&](Connection& connection) -> absl::StatusOr<v1::Policy> {
        return Change(
            connection, call, mark, policy_id, etag, "policy.withdrawn",
            [&](const v1::Policy& policy) {
              const bool begun =
                  wire::FromProto(policy.from_date()).value_or(absl::CivilDay()) <= london::DayOf(absl::Now());
              const bool live = policy.state() == v1::POLICY_STATE_PUBLISHED && begun;
              if (live || policy.state() == v1::POLICY_STATE_WITHDRAWN)
                return Error(type::v1::ERROR_REASON_STATE_FORBIDS);
              return absl::OkStatus();
            },
            [&](int64_t version) {
              return connection.Execute(kWithdraw, {council, Bytes{policy_id}, version});
            });
      });
}

absl::StatusOr<std::optional<StoredPolicy>> Policies::Read(const rpc::Call& call, const ids::Uuid& policy_id) {
  static const std::string kSql =
      absl::StrCat("SELECT ", kColumns, ", p.content FROM policies p WHERE p.council_id = ? AND p.policy_id = ?");
  auto rows = pool_.Query(call.deadline, kSql, {call.principal.council_id, Bytes{policy_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  return StoredPolicy{ReadRow(rows->front()), rows->front().Text(kContent)};
}

absl::StatusOr<PageOf<v1::Policy>> Policies::List(const rpc::Call& call, const Page& page) {
  static const std::string kSql =
      absl::StrCat("SELECT ", kColumns,
                   " FROM policies p WHERE p.council_id = ? AND p.policy_id < ? ORDER BY p.policy_id DESC LIMIT ?");
  const std::string before = page.position.empty() ? std::string(16, '\xff') : page.position;
  auto rows = pool_.Query(call.deadline, kSql, {call.principal.council_id, Bytes{before}, int64_t{page.size + 1}});
  if (!rows.ok()) return rows.status();
  PageOf<v1::Policy> list;
  for (const mysql::Row& row : *rows) {
    if (static_cast<int>(list.items.size()) == page.size) {
      list.next = (*rows)[list.items.size() - 1].Text(0);
      break;
    }
    list.items.push_back(ReadRow(row));
  }
  return list;
}

absl::StatusOr<LivePolicy> Policies::LiveOn(const rpc::Call& call, absl::CivilDay day) {
  auto rows = pool_.Query(call.deadline, kLive, {call.principal.council_id, day, day});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return LivePolicy{};
  LivePolicy live{rows->front().Text(0), Find(rows->front().Text(1))};
  if (live.policy != nullptr) return live;
  auto parsed = Parsed(call, live.policy_id);
  if (!parsed.ok()) return parsed.status();
  live.policy = *std::move(parsed);
  return live;
}

absl::StatusOr<std::shared_ptr<const policy::Policy>> Policies::Parsed(const rpc::Call& call,
                                                                       const ids::Uuid& policy_id) {
  auto stored = Read(call, policy_id);
  if (!stored.ok()) return stored.status();
  if (!*stored) return nullptr;
  const std::string digest = absl::HexStringToBytes((*stored)->policy.digest());
  if (auto known = Find(digest)) return known;
  return Remember(digest, (*stored)->content);
}

std::shared_ptr<const policy::Policy> Policies::Find(const std::string& digest) {
  absl::MutexLock lock(&mutex_);
  const auto found = parsed_.find(digest);
  return found == parsed_.end() ? nullptr : found->second;
}

std::shared_ptr<const policy::Policy> Policies::Remember(const std::string& digest, const std::string& content) {
  policy::Mistakes mistakes;
  auto parsed = std::make_shared<const policy::Policy>(policy::Parse(content, mistakes));
  absl::MutexLock lock(&mutex_);
  if (parsed_.size() >= kParsedMax) parsed_.clear();
  return parsed_.insert_or_assign(digest, std::move(parsed)).first->second;
}

}  // namespace shortbreaks::eligibility
