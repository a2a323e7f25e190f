#include "access/world.h"

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <google/protobuf/text_format.h>

#include <cstdlib>
#include <iostream>
#include <optional>

#include "ids/uuid.h"
#include "london/london.h"
#include "support/family.h"
#include "wire/times.h"

namespace shortbreaks::access {
namespace {

using identity::Role;
using support::Family;
using support::RunningServices;

template <typename T>
T Must(absl::StatusOr<T> result) {
  if (!result.ok()) {
    std::cerr << result.status() << "\n";
    std::abort();
  }
  return *std::move(result);
}

std::string IdIn(const std::string& name) { return name.substr(name.find('/') + 1); }

// A change with a request id of its own and what `text` says.
template <typename Request>
Request Asking(const std::string& text) {
  Request request;
  if (!google::protobuf::TextFormat::ParseFromString(text, &request)) std::abort();
  request.set_request_id(NewRequestId());
  return request;
}

// Names of people and places; each council has its own.
struct Words {
  std::string family, other_family, provider, other_provider, staff, officers, place, district;
};
const Words kHomeWords{"Quillfeather", "Otherfolk", "Hollowbrook", "Elmfield",
                       "Thistlewick",  "Inkpen",    "Bramblecote", "ZE77"};
const Words kOtherWords{"Ravensmoor", "Strangerly", "Saltmarsh",   "Oakfield",
                        "Gorseland",  "Quillpen",   "Heathercote", "ZD66"};

// Makes one council's records, in the order in which they need each other.
class Maker {
 public:
  Maker(RunningServices& services, const Words& words, Council& council)
      : services_(services),
        words_(words),
        council_(council),
        records_(council.records),
        officer_(services.Officer(council.id)) {}

  void Make() {
    MakeFamilies();
    MakeProviders();
    MakeSessions();
    MakeStaff();
    MakePlaces();
    MakeBookings();
    MakePapers();
    CollectCanaries();
  }

  // Both families go to a team, so that what is asked of them is asked of its officers.
  void MoveToTeam(const std::string& team) {
    for (const char* child : {"children", "other child"}) {
      Must(officer_.SetTeam(
          Asking<eligibility::v1::SetTeamRequest>(absl::StrCat("child: '", records_[child], "' team: '", team, "'"))));
    }
  }

  // `revoked_application`: what a practitioner wrote whose referral has ended.
  std::string revoked_carer, limited_carer, restricted_carer, other_carer, other_provider, revoked_application;

 private:
  void MakeFamilies() {
    const Family family = support::AddFamily(officer_, 6'000, words_.family);
    records_["children"] = family.child;
    records_["carers"] = family.carer;
    records_["allocations"] = family.allocation;
    carer_.emplace(services_.Carer(council_.id, family.carer));
    eligibility::v1::GetChildRequest get;
    get.set_name(family.child);
    eligibility::v1::UpdateChildRequest update;
    update.set_request_id(NewRequestId());
    *update.mutable_child() = Must(officer_.GetChild(get)).child();
    update.mutable_child()->set_external_id("EXT-" + words_.family);
    update.mutable_child()->set_ward(words_.family + " Ward");
    update.mutable_child()->set_postcode_district(words_.district);
    Must(officer_.UpdateChild(update));
    records_["child external id"] = "EXT-" + words_.family;
    eligibility::v1::ListEvidenceRequest evidence;
    evidence.set_child(family.child);
    records_["evidence"] = Must(officer_.ListEvidence(evidence)).evidence(0).name();

    const Family other = support::AddFamily(officer_, 6'000, words_.other_family);
    records_["other child"] = other.child;
    other_carer = other.carer;
    revoked_carer = Carer("FULL");
    Must(officer_.RevokeAuthority(Asking<eligibility::v1::RevokeAuthorityRequest>(PairOf(revoked_carer))));
    limited_carer = Carer("LIMITED");
    restricted_carer = Carer("CONTACT_RESTRICTED");
  }

  std::string PairOf(const std::string& carer) const {
    return absl::StrCat("carer: '", carer, "' child: '", records_.at("children"), "'");
  }

  // Another carer with authority of that kind for the child.
  std::string Carer(const std::string& kind) {
    const std::string carer =
        Must(officer_.CreateCarer(Asking<eligibility::v1::CreateCarerRequest>("carer { display_name: 'Another' }")))
            .carer()
            .name();
    Must(officer_.GrantAuthority(
        Asking<eligibility::v1::GrantAuthorityRequest>(absl::StrCat(PairOf(carer), " kind: AUTHORITY_KIND_", kind))));
    return carer;
  }

  std::string ProviderOf(const std::string& activity) {
    availability::v1::GetActivityRequest get;
    get.set_name(activity);
    return Must(officer_.GetActivity(get)).activity().provider();
  }

  void MakeProviders() {
    records_["activities"] = support::AddClub(officer_, words_.provider);
    records_["providers"] = ProviderOf(records_["activities"]);
    other_provider = ProviderOf(support::AddClub(officer_, words_.other_provider));
    provider_.emplace(services_.As({Role::kProvider, council_.id, "staff-1", records_["providers"], "provider-app"}));
    // A provider that imports can name.
    const std::string key = "key-" + words_.provider;
    records_["provider external id"] = key;
    Must(officer_.ImportTimetable(Asking<availability::v1::ImportTimetableRequest>(
        absl::StrCat("providers { external_id: '", key, "' display_name: '", words_.provider, " Imports' }"))));
  }

  // From ten in the morning: whatever the clock says now, it is a day's session and no night's.
  std::string Session(int places, int days) {
    const absl::Time start = london::At(absl::CivilHour(london::DayOf(absl::Now()) + days) + 10);
    return support::AddSession(officer_, records_["activities"], places, start - absl::Now());
  }

  void MakeSessions() {
    records_["sessions"] = Session(8, 14);
    asked_session_ = Session(8, 15);
    full_session_ = Session(1, 16);
    unmet_session_ = Session(8, 17);
    draft_ = Must(provider_->CreateSession(Asking<availability::v1::CreateSessionRequest>(absl::StrCat(
                      "session { activity: '", records_["activities"],
                      "' start_time { seconds: 1925000000 } end_time { seconds: 1925010000 } places: 4 }"))))
                 .session()
                 .name();
    records_["series"] =
        Must(officer_.CreateSeries(Asking<availability::v1::CreateSeriesRequest>(absl::StrCat(
                 "series { activity: '", records_["activities"],
                 "' recurrence { rule: 'FREQ=WEEKLY;COUNT=2' first_day { year: 2031 month: 1 day: 6 } closed_days: "
                 "CLOSED_DAYS_SKIP } pattern { end_minutes: 60 } }"))))
            .series()
            .name();
    availability::v1::CreateProgrammeRequest programme;
    programme.set_request_id(NewRequestId());
    programme.mutable_programme()->set_title(words_.place + " weeks");
    const absl::CivilDay today = absl::ToCivilDay(absl::Now(), absl::UTCTimeZone());
    *programme.mutable_programme()->mutable_first_day() = wire::ToProto(today);
    *programme.mutable_programme()->mutable_last_day() = wire::ToProto(today + 40);
    *programme.mutable_programme()->mutable_booking_open_time() = wire::ToProto(absl::Now());
    records_["programmes"] = Must(officer_.CreateProgramme(programme)).programme().name();
  }

  void MakeStaff() {
    const auto staff =
        Must(provider_->CreateStaffMember(Asking<availability::v1::CreateStaffMemberRequest>(absl::StrCat(
            "staff_member { provider: '", records_["providers"], "' display_name: 'Sam ", words_.staff, "' }"))));
    records_["staffMembers"] = staff.staff_member().name();
    const std::string of = absl::StrCat("staff_member: '", records_["staffMembers"], "' ");
    records_["trainings"] = Must(provider_->RecordTraining(Asking<availability::v1::RecordTrainingRequest>(
                                     absl::StrCat("training { ", of,
                                                  "need: NEED_HOIST issue_date { year: 2026 month: 1 day: 5 } "
                                                  "expire_date { year: 2031 month: 1 day: 5 } }"))))
                                .training()
                                .name();
    records_["absences"] =
        Must(provider_->RecordAbsence(Asking<availability::v1::RecordAbsenceRequest>(absl::StrCat(
                 "absence { ", of,
                 "start_time { seconds: 1926000000 } end_time { seconds: 1926100000 } cause: ABSENCE_CAUSE_LEAVE }"))))
            .absence()
            .name();
    Must(provider_->SetShifts(Asking<availability::v1::SetShiftsRequest>(
        absl::StrCat("sessions: '", draft_, "' staff_members: '", records_["staffMembers"], "'"))));
  }

  void MakePlaces() {
    records_["venues"] = Must(officer_.CreateVenue(Asking<availability::v1::CreateVenueRequest>(absl::StrCat(
                                  "venue { venue { display_name: '", words_.place,
                                  " Hall' address: '2 Sample Street, Wolverhampton' postcode: 'WV1 1SH' location { "
                                  "latitude_degrees: 52.58 longitude_degrees: -2.12 } } }"))))
                             .venue()
                             .name();
    records_["rooms"] =
        Must(officer_.CreateRoom(Asking<availability::v1::CreateRoomRequest>(
                 absl::StrCat("room { venue: '", records_["venues"], "' display_name: '", words_.place, " Room' }"))))
            .room()
            .name();
  }

  bookings::v1::Booking Book(Client& by, const std::string& child, const std::string& session) {
    return Must(by.BookPlace(Asking<bookings::v1::BookPlaceRequest>(
                    absl::StrCat("child: '", child, "' session: '", session, "'"))))
        .booking();
  }

  void MakeBookings() {
    const auto booked = Book(*carer_, records_["children"], records_["sessions"]);
    records_["bookings"] = booked.name();
    records_["decisions"] = booked.decision();
    records_["full session"] = full_session_;
    Book(officer_, records_["other child"], full_session_);
    records_["waitingListEntries"] =
        Must(carer_->JoinWaitingList(Asking<bookings::v1::JoinWaitingListRequest>(
                 absl::StrCat("child: '", records_["children"], "' session: '", full_session_, "'"))))
            .entry()
            .name();
    AskFirst();
    requested_ = Book(*carer_, records_["children"], asked_session_).name();
    const auto unmet = Book(*carer_, records_["children"], unmet_session_);
    unmet_ = unmet.name();
    Must(provider_->AnswerRequest(Asking<bookings::v1::AnswerRequestRequest>(absl::StrCat(
        "booking: '", unmet_, "' etag: '", unmet.etag(),
        "' answer: MATCH_ANSWER_CANNOT_MEET cannot_meet_category: CANNOT_MEET_CATEGORY_STAFFING cannot_meet_reason: "
        "'Nobody is free that day.'"))));
    records_["calendarFeeds"] = Must(carer_->CreateFeed(Asking<bookings::v1::CreateFeedRequest>(
                                         absl::StrCat("display_name: 'Fridge of ", words_.family, "'"))))
                                    .feed()
                                    .name();
  }

  // From now on the provider says first whether it can meet a child's needs.
  void AskFirst() {
    availability::v1::GetActivityRequest get;
    get.set_name(records_["activities"]);
    availability::v1::UpdateActivityRequest update;
    update.set_request_id(NewRequestId());
    *update.mutable_activity() = Must(officer_.GetActivity(get)).activity();
    update.mutable_activity()->set_needs_match(true);
    Must(officer_.UpdateActivity(update));
  }

  void MakePapers() {
    Client practitioner = services_.As({Role::kPractitioner, council_.id, "practitioner-1", "", "hub-app"});
    records_["applications"] =
        Must(practitioner.CreateApplication(Asking<eligibility::v1::CreateApplicationRequest>(absl::StrCat(
                 "application { child: '", records_["children"],
                 "' offer: 'targeted' applicant_kind: APPLICANT_KIND_FAMILY_HUB organisation: 'Example Hub' consent: "
                 "true statement: 'What ",
                 words_.family, " wants to say.' }"))))
            .application()
            .name();
    Client referred = services_.As({Role::kPractitioner, council_.id, "practitioner-3", "", "hub-app"});
    revoked_application =
        Must(referred.CreateApplication(Asking<eligibility::v1::CreateApplicationRequest>(absl::StrCat(
                 "application { child: '", records_["other child"],
                 "' offer: 'targeted' applicant_kind: APPLICANT_KIND_FAMILY_HUB organisation: 'Example Hub' consent: "
                 "true statement: 'What ",
                 words_.other_family, " wants to say.' }"))))
            .application()
            .name();
    Must(officer_.EndReferral(
        Asking<eligibility::v1::EndReferralRequest>(absl::StrCat("application: '", revoked_application, "'"))));
    records_["panels"] =
        Must(officer_.CreatePanel(Asking<eligibility::v1::CreatePanelRequest>(absl::StrCat(
                 "panel { title: 'Panel of ", words_.officers,
                 "' role: 'the panel' members: 'A. Example' members: 'B. Example' meet_date { year: 2031 month: 1 day: "
                 "6 } }"))))
            .panel()
            .name();
    records_["policies"] = Must(officer_.ListPolicies({})).policies(0).name();
    Must(officer_.KeepApart(Asking<eligibility::v1::KeepApartRequest>(
        absl::StrCat("child: '", records_["children"], "' other_child: '", records_["other child"], "' reason: '",
                     words_.officers, " says why.'"))));
    records_["corrections"] =
        Must(carer_->RequestCorrection(Asking<eligibility::v1::RequestCorrectionRequest>(absl::StrCat(
                 "child: '", records_["children"], "' request: 'What ", words_.family, " says is wrong.'"))))
            .correction()
            .name();
    Must(officer_.SetRetentionRule(
        Asking<eligibility::v1::SetRetentionRuleRequest>("rule { birthday: 25 idle_years: 6 }")));
  }

  void CollectCanaries() {
    Canaries& canaries = council_.canaries;
    canaries.of_family = {words_.family, words_.district};
    for (const char* kind : {"carers", "allocations", "evidence", "decisions", "waitingListEntries", "calendarFeeds",
                             "applications", "corrections"}) {
      canaries.of_family_ids.insert(IdIn(records_[kind]));
    }
    canaries.of_child_ids = {IdIn(records_["children"]), IdIn(records_["bookings"]), IdIn(requested_), IdIn(unmet_)};
    canaries.of_provider = {words_.staff, IdIn(draft_)};
    for (const char* kind : {"staffMembers", "trainings", "absences"})
      canaries.of_provider.insert(IdIn(records_[kind]));
    canaries.of_officers = {words_.officers, IdIn(records_["panels"])};
    canaries.of_other_family = {words_.other_family, IdIn(records_["other child"])};
    canaries.of_council = {words_.provider, words_.other_provider, words_.place};
    for (const char* kind :
         {"activities", "providers", "sessions", "series", "programmes", "venues", "rooms", "policies"}) {
      canaries.of_council.insert(IdIn(records_[kind]));
    }
  }

  RunningServices& services_;
  const Words& words_;
  Council& council_;
  Records& records_;
  Client officer_;
  std::optional<Client> carer_, provider_;
  std::string asked_session_, full_session_, unmet_session_, draft_, requested_, unmet_;
};

std::set<std::string> Together(std::initializer_list<std::set<std::string>> sets) {
  std::set<std::string> all;
  for (const auto& each : sets) all.insert(each.begin(), each.end());
  return all;
}

std::set<std::string> AllOf(const Canaries& of) {
  return Together({of.of_family, of.of_family_ids, of.of_child_ids, of.of_other_family, of.of_provider, of.of_officers,
                   of.of_council});
}

// Everybody, with what of the first council each must not read; of the other council nobody of the first reads a word,
// and the other way round.
class People {
 public:
  explicit People(World& world) : world_(world) {}

  void Make(const Maker& home) {
    const Canaries& of = world_.home.canaries;
    const auto to_the_other_family =
        Together({of.of_family, of.of_family_ids, of.of_child_ids, of.of_provider, of.of_officers});
    const auto to_others = Together({to_the_other_family, of.of_other_family});
    Records& records = world_.home.records;
    AddHome("an officer", Role::kOfficer, Relation::kRelated, "officer-1", "", {});
    SignIn([](identity::Principal& officer) { officer.teams = "north,west"; });
    AddHome("the family's carer", Role::kCarer, Relation::kRelated, records["carers"], "",
            Together({of.of_other_family, of.of_provider, of.of_officers}));
    AddHome("the session's provider", Role::kProvider, Relation::kRelated, "staff-1", records["providers"],
            Together({of.of_family, {kHomeWords.other_family}, of.of_officers}));
    AddHome("the practitioner who applied", Role::kPractitioner, Relation::kRelated, "practitioner-1", "",
            Together({{kHomeWords.district, "EXT-"}, of.of_other_family, of.of_provider, of.of_officers}));
    AddHome("a service", Role::kService, Relation::kRelated, "service-1", "",
            Together({of.of_family, of.of_provider, of.of_officers}));
    AddHome("a partner", Role::kPartner, Relation::kSameCouncil, "partner-1", "", to_others);
    AddHome("a carer of another family", Role::kCarer, Relation::kSameCouncil, home.other_carer, "",
            to_the_other_family);
    AddHome("a carer whose authority was revoked", Role::kCarer, Relation::kSameCouncil, home.revoked_carer, "",
            to_others);
    AddHome("a carer who must not be in contact", Role::kCarer, Relation::kSameCouncil, home.restricted_carer, "",
            to_others);
    // The child's name is hers to know; where it lives and what is on its file is not.
    AddHome("a carer with limited authority", Role::kCarer, Relation::kLimited, home.limited_carer, "",
            Together({{kHomeWords.district, "EXT-", " Ward"},
                      of.of_family_ids,
                      of.of_other_family,
                      of.of_provider,
                      of.of_officers}));
    // Carers are the whole council's.
    std::set<std::string> of_children = Together({of.of_family, of.of_family_ids, of.of_child_ids, of.of_other_family});
    for (const char* kind : {"carers", "calendarFeeds"}) of_children.erase(IdIn(records[kind]));
    AddHome("an officer of another team", Role::kOfficer, Relation::kOtherTeam, "officer-2", "", of_children);
    SignIn([](identity::Principal& officer) { officer.teams = "south"; });
    AddHome("an officer of no team", Role::kOfficer, Relation::kOtherTeam, "officer-3", "", of_children);
    AddHome("an app without the carer's consent", Role::kCarer, Relation::kSameCouncil, records["carers"], "",
            Together({to_others, of.of_council}));
    SignIn([](identity::Principal& carer) {
      using identity::Scope;
      carer.scopes = identity::Scopes{Scope::kRead, Scope::kBook, Scope::kApply, Scope::kProvide, Scope::kAdminister};
    });
    AddHome("a practitioner whose referral has ended", Role::kPractitioner, Relation::kSameCouncil, "practitioner-3",
            "", to_others);
    world_.personas.back().own = {{"applications", home.revoked_application}};
    AddHome("another provider", Role::kProvider, Relation::kSameCouncil, "staff-2", home.other_provider, to_others);
    AddHome("a practitioner without a referral", Role::kPractitioner, Relation::kSameCouncil, "practitioner-2", "",
            to_others);
    Records& other_records = world_.other.records;
    AddOther("an officer of another council", Role::kOfficer, "officer-1", "");
    AddOther("a carer of another council", Role::kCarer, other_records["carers"], "");
    // The very same carer's id, under another council's token.
    AddOther("the carer under another council", Role::kCarer, records["carers"], "");
    AddOther("a provider of another council", Role::kProvider, "staff-1", other_records["providers"]);
    AddOther("the provider under another council", Role::kProvider, "staff-1", records["providers"]);
    world_.personas.back().has_the_same_id = true;
    AddOther("a practitioner of another council", Role::kPractitioner, "practitioner-1", "");
    AddOther("a service of another council", Role::kService, "service-1", "");
    AddOther("a partner of another council", Role::kPartner, "partner-1", "");
  }

 private:
  void AddHome(std::string name, Role role, Relation relation, const std::string& subject, const std::string& provider,
               std::set<std::string> must_not_read) {
    must_not_read.merge(AllOf(world_.other.canaries));
    Add(world_.home.id, std::move(name), role, relation, subject, provider, std::move(must_not_read));
  }
  void AddOther(std::string name, Role role, const std::string& subject, const std::string& provider) {
    Add(world_.other.id, std::move(name), role, Relation::kOtherCouncil, subject, provider,
        AllOf(world_.home.canaries));
  }
  void Add(const std::string& council, std::string name, Role role, Relation relation, const std::string& subject,
           const std::string& provider, std::set<std::string> must_not_read) {
    last_ = {role, council, subject, provider, "matrix-app"};
    world_.personas.push_back(
        {std::move(name), role, relation, world_.services->ConnectionAs(last_, false), std::move(must_not_read)});
  }
  // The last who was added signs in anew, with more in the token.
  template <typename Change>
  void SignIn(Change change) {
    change(last_);
    world_.personas.back().connection = world_.services->ConnectionAs(last_, false);
  }

  identity::Principal last_;

  World& world_;
};

}  // namespace

const Persona& World::Related(identity::Role role) const {
  for (const Persona& persona : personas) {
    if (persona.role == role && persona.relation == Relation::kRelated) return persona;
  }
  std::abort();
}

std::unique_ptr<World> MakeWorld() {
  auto world = std::make_unique<World>();
  world->services = RunningServices::Create({"--calendar-address", "https://book.example"});
  world->home.id = support::FreshCouncil();
  world->other.id = support::FreshCouncil();
  Maker home(*world->services, kHomeWords, world->home), other(*world->services, kOtherWords, world->other);
  home.Make();
  other.Make();
  home.MoveToTeam("north");
  People(*world).Make(home);
  return world;
}

std::string GhostOf(const std::string& name) {
  const size_t slash = name.find('/');
  return slash == std::string::npos ? "nobody-has-this" : ids::ResourceName(name.substr(0, slash), ids::NewUuid());
}

}  // namespace shortbreaks::access
