// Feeds as records: made, listed, ended.
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include <functional>
#include <map>

#include "audit/record.h"
#include "calendars/secret.h"
#include "calendars/store.h"
#include "errors/errors.h"
#include "mysql/nullable.h"
#include "relations/consent.h"
#include "relations/relations.h"
#include "sealing/sealed_row.h"
#include "wire/times.h"

namespace shortbreaks::calendars {
namespace {

using errors::Error;
using mysql::Bytes;
using mysql::Connection;

// Of one owner at once: a phone, a tablet and a fridge for each of a large family.
constexpr int kFeedsMax = 20;
// Feeds made at the same instant may exceed that by some.
constexpr int kFeedsListed = 100;

constexpr std::string_view kAuthority =
    "SELECT 1 FROM care_authorities WHERE council_id = ? AND child_id = ? AND carer_id = ? AND revoke_time IS NULL "
    "AND kind IN (1, 2)";
constexpr std::string_view kInsert =
    "INSERT INTO calendar_feeds (council_id, feed_id, secret_hash, carer_id, provider_id, all_children, show_titles, "
    "display_name, create_time, app) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kInsertChild =
    "INSERT INTO calendar_feed_children (council_id, feed_id, child_id) VALUES (?, ?, ?)";
constexpr std::string_view kNewSecret =
    "UPDATE calendar_feeds FORCE INDEX (PRIMARY) SET secret_hash = ? "
    "WHERE council_id = ? AND feed_id = ? AND revoke_time IS NULL";
constexpr std::string_view kRevoke =
    "UPDATE calendar_feeds FORCE INDEX (PRIMARY) SET revoke_time = ? "
    "WHERE council_id = ? AND feed_id = ? AND revoke_time IS NULL";
constexpr char kColumns[] =
    "SELECT feed_id, carer_id, provider_id, show_titles, display_name, create_time, revoke_time, council_id, "
    "(SELECT k.wrapped_key FROM data_keys k WHERE k.council_id = calendar_feeds.council_id "
    "AND k.subject_id = calendar_feeds.carer_id) FROM calendar_feeds ";
// Sealed with the carer's key; a provider's is nobody's data and stays clear.
constexpr std::string_view kDisplayName = "calendar_feeds.display_name";
constexpr char kChildren[] =
    "SELECT c.feed_id, c.child_id FROM calendar_feeds f JOIN calendar_feed_children c ON c.council_id = f.council_id "
    "AND c.feed_id = f.feed_id WHERE f.council_id = ? AND f.feed_id >= ? AND f.feed_id <= ? AND ";
constexpr char kChildrenOrder[] = " ORDER BY c.child_id";
const std::string& ChildrenSql() {
  static const auto* const sql = new std::string(absl::StrCat(kChildren, relations::OfTeam("c"), kChildrenOrder));
  return *sql;
}

std::string NameOf(const ids::Uuid& feed_id) { return ids::ResourceName("calendarFeeds", feed_id); }

absl::Status AddAudit(Connection& connection, const rpc::Call& call, const RequestMark& mark,
                      const v1::CalendarFeed& feed) {
  std::vector<audit::About> about;
  for (const std::string& child : feed.children()) about.push_back({feed.name(), child});
  if (about.empty()) about.push_back({feed.name(), {}});
  return audit::RecordChanges(connection, audit::WhoOf(call), mark.key.method, about);
}

absl::StatusOr<v1::CalendarFeed> ReadRow(const mysql::Row& row) {
  v1::CalendarFeed feed;
  feed.set_name(NameOf(row.Text(0)));
  if (!row.IsNull(1)) feed.set_carer(ids::ResourceName("carers", row.Text(1)));
  if (!row.IsNull(2)) feed.set_provider(ids::ResourceName("providers", row.Text(2)));
  feed.set_show_titles(row.Int(3) != 0);
  if (row.IsNull(1)) {
    feed.set_display_name(row.Text(4));
  } else {
    sealing::SealedRow sealed(row, 7, row.Text(1));
    feed.set_display_name(sealed.Text(4, kDisplayName, row.Text(0)));
    if (auto opened = sealed.StatusOfKept(); !opened.ok()) return opened;
  }
  *feed.mutable_create_time() = wire::ToProto(row.Time(5));
  if (!row.IsNull(6)) *feed.mutable_revoke_time() = wire::ToProto(row.Time(6));
  return feed;
}

// The children of the feeds from the `first` id to the `last`, of which some may be others'.
using ChildrenOfFeeds = std::multimap<std::string, std::string>;
absl::StatusOr<ChildrenOfFeeds> ReadChildren(absl::StatusOr<mysql::Rows> rows) {
  if (!rows.ok()) return rows.status();
  ChildrenOfFeeds children;
  for (const mysql::Row& row : *rows) {
    children.emplace(NameOf(row.Text(0)), ids::ResourceName("children", row.Text(1)));
  }
  return children;
}

void AddChildren(const ChildrenOfFeeds& children, v1::CalendarFeed& feed) {
  const auto [begin, end] = children.equal_range(feed.name());
  for (auto child = begin; child != end; ++child) feed.add_children(child->second);
}

std::string_view OwnerColumn(const Owner& owner) { return owner.provider_id.empty() ? "carer_id" : "provider_id"; }
Bytes OwnerId(const Owner& owner) { return Bytes{owner.provider_id.empty() ? owner.carer_id : owner.provider_id}; }

absl::Status CheckRoom(Connection& connection, const rpc::Call& call, const Owner& owner) {
  auto rows = connection.Query(absl::StrCat("SELECT COUNT(*) FROM calendar_feeds WHERE council_id = ? AND ",
                                            std::string(OwnerColumn(owner)), " = ? AND revoke_time IS NULL"),
                               {call.principal.council_id, OwnerId(owner)});
  if (!rows.ok()) return rows.status();
  if (rows->front().Int(0) < kFeedsMax) return absl::OkStatus();
  return Error(type::v1::ERROR_REASON_STATE_FORBIDS, "There are many calendars already: end one of them first.",
               {{"state", "too_many_feeds"}});
}

absl::Status CheckAuthority(Connection& connection, const rpc::Call& call, const NewFeed& feed) {
  for (const ids::Uuid& child : feed.children) {
    auto rows = connection.Query(kAuthority, {call.principal.council_id, Bytes{child}, Bytes{feed.owner.carer_id}});
    if (!rows.ok()) return rows.status();
    if (rows->empty()) return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::CalendarFeed> Insert(Connection& connection, const rpc::Call& call, const NewFeed& feed,
                                        const std::string& secret) {
  const std::string& council = call.principal.council_id;
  const ids::Uuid feed_id = ids::NewUuid();
  const absl::Time now = absl::FromUnixMicros(absl::ToUnixMicros(absl::Now()));
  absl::StatusOr<mysql::Parameter> display_name = Bytes{feed.display_name};
  if (!feed.owner.carer_id.empty()) {
    display_name =
        sealing::SealedText(connection, council, feed.owner.carer_id, kDisplayName, feed_id, feed.display_name);
  }
  // A token of a carer or provider whom nobody has on file.
  if (errors::ReasonOf(display_name.status()) == type::v1::ERROR_REASON_NOT_FOUND) {
    return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
  }
  if (!display_name.ok()) return display_name.status();
  auto inserted = connection.Execute(
      kInsert, {council, Bytes{feed_id}, Bytes{HashOfSecret(secret)}, mysql::IdOrNull(feed.owner.carer_id),
                mysql::IdOrNull(feed.owner.provider_id), int64_t{feed.children.empty()}, int64_t{feed.show_titles},
                *std::move(display_name), now,
                relations::ConsentNeeded(call.principal).empty() ? std::string() : call.principal.partner_id});
  if (mysql::FaultOf(inserted.status()) == mysql::Fault::kMissingParent) {
    return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
  }
  if (!inserted.ok()) return inserted.status();
  v1::CalendarFeed made;
  made.set_name(NameOf(feed_id));
  made.set_display_name(feed.display_name);
  if (!feed.owner.carer_id.empty()) made.set_carer(ids::ResourceName("carers", feed.owner.carer_id));
  if (!feed.owner.provider_id.empty()) made.set_provider(ids::ResourceName("providers", feed.owner.provider_id));
  made.set_show_titles(feed.show_titles);
  *made.mutable_create_time() = wire::ToProto(now);
  for (const ids::Uuid& child : feed.children) {
    auto added = connection.Execute(kInsertChild, {council, Bytes{feed_id}, Bytes{child}});
    if (!added.ok()) return added.status();
    made.add_children(ids::ResourceName("children", child));
  }
  return made;
}

// The feed as it was made, under a new secret.
absl::StatusOr<v1::CalendarFeed> Again(Connection& connection, const rpc::Call& call, const std::string& reply,
                                       const std::string& secret) {
  v1::CalendarFeed feed;
  feed.ParseFromString(reply);
  const ids::Uuid feed_id = ids::IdOf("calendarFeeds", feed.name()).value_or(ids::Uuid());
  auto changed =
      connection.Execute(kNewSecret, {Bytes{HashOfSecret(secret)}, call.principal.council_id, Bytes{feed_id}});
  if (!changed.ok()) return changed.status();
  if (*changed == 0) return Error(type::v1::ERROR_REASON_STATE_FORBIDS, {}, {{"state", "revoked"}});
  return feed;
}

}  // namespace

absl::StatusOr<v1::CalendarFeed> FeedStore::Create(const rpc::Call& call, const RequestMark& mark, const NewFeed& feed,
                                                   const std::string& secret) {
  absl::StatusOr<v1::CalendarFeed> made = v1::CalendarFeed();
  auto status = mysql::InTransaction(pool_, call.deadline, [&](Connection& connection) -> absl::Status {
    auto reply = requests_.Begin(connection, mark.key, mark.hash);
    if (!reply.ok()) return reply.status();
    if (auto may = CheckAuthority(connection, call, feed); !may.ok()) return may;
    if (*reply) {
      made = Again(connection, call, **reply, secret);
      return made.ok() ? AddAudit(connection, call, mark, *made) : made.status();
    }
    if (auto room = CheckRoom(connection, call, feed.owner); !room.ok()) return room;
    made = Insert(connection, call, feed, secret);
    if (!made.ok()) return made.status();
    if (auto recorded = AddAudit(connection, call, mark, *made); !recorded.ok()) return recorded;
    return requests_.Finish(connection, mark.key, *made);
  });
  if (!status.ok()) return status;
  return made;
}

absl::StatusOr<std::vector<v1::CalendarFeed>> FeedStore::List(const rpc::Call& call, const Owner& owner) {
  const std::string& council = call.principal.council_id;
  auto rows = pool_.Query(call.deadline,
                          absl::StrCat(kColumns, "WHERE council_id = ? AND ", std::string(OwnerColumn(owner)),
                                       " = ? AND revoke_time IS NULL ORDER BY feed_id DESC LIMIT ?"),
                          {council, OwnerId(owner), int64_t{kFeedsListed}});
  if (!rows.ok()) return rows.status();
  std::vector<v1::CalendarFeed> feeds;
  for (const mysql::Row& row : *rows) {
    auto feed = ReadRow(row);
    if (!feed.ok()) return feed.status();
    feeds.push_back(*std::move(feed));
  }
  if (feeds.empty()) return feeds;
  auto children = ReadChildren(pool_.Query(
      call.deadline, ChildrenSql(),
      {council, Bytes{rows->back().Text(0)}, Bytes{rows->front().Text(0)}, relations::TeamsOf(call.principal)}));
  if (!children.ok()) return children.status();
  for (v1::CalendarFeed& feed : feeds) AddChildren(*children, feed);
  return feeds;
}

absl::StatusOr<v1::CalendarFeed> FeedStore::Revoke(const rpc::Call& call, const RequestMark& mark,
                                                   const ids::Uuid& feed_id, const std::optional<Owner>& owner) {
  const std::string& council = call.principal.council_id;
  v1::CalendarFeed feed;
  auto status = mysql::InTransaction(pool_, call.deadline, [&](Connection& connection) -> absl::Status {
    auto reply = requests_.Begin(connection, mark.key, mark.hash);
    if (!reply.ok()) return reply.status();
    if (*reply) {
      feed.ParseFromString(**reply);
      return absl::OkStatus();
    }
    const absl::Time now = absl::FromUnixMicros(absl::ToUnixMicros(absl::Now()));
    auto rows = connection.Query(absl::StrCat(kColumns, "WHERE council_id = ? AND feed_id = ? FOR UPDATE"),
                                 {council, Bytes{feed_id}});
    if (!rows.ok()) return rows.status();
    const size_t column = owner && !owner->provider_id.empty() ? 2 : 1;
    const bool theirs =
        !rows->empty() &&
        (!owner || (!rows->front().IsNull(column) && rows->front().Text(column) == OwnerId(*owner).value));
    if (!theirs) return Error(owner ? type::v1::ERROR_REASON_NOT_ALLOWED : type::v1::ERROR_REASON_NOT_FOUND);
    auto read = ReadRow(rows->front());
    if (!read.ok()) return read.status();
    feed = *std::move(read);
    auto children = ReadChildren(
        connection.Query(ChildrenSql(), {council, Bytes{feed_id}, Bytes{feed_id}, relations::TeamsOf(call.principal)}));
    if (!children.ok()) return children.status();
    AddChildren(*children, feed);
    auto ended = connection.Execute(kRevoke, {now, council, Bytes{feed_id}});
    if (!ended.ok()) return ended.status();
    if (!feed.has_revoke_time()) *feed.mutable_revoke_time() = wire::ToProto(now);
    if (auto recorded = AddAudit(connection, call, mark, feed); !recorded.ok()) return recorded;
    return requests_.Finish(connection, mark.key, feed);
  });
  if (!status.ok()) return status;
  return feed;
}

}  // namespace shortbreaks::calendars
