// Children, carers, applications, teams and consents on a real database.
#pragma once

#include "applications/service_test.h"
#include "relations/handlers.h"
#include "shortbreaks/eligibility/v1/consents.pb.h"
#include "shortbreaks/eligibility/v1/referrals.pb.h"
#include "shortbreaks/eligibility/v1/teams.pb.h"

namespace shortbreaks::relations {

namespace v1 = eligibility::v1;
using namespace type::v1;  // NOLINT: the reasons
using eligibility::kUnknownCarer;
using eligibility::kUnknownChild;
using eligibility::ReasonOf;

class RelationsTest : public applications::ApplicationsTest {
 protected:
  RelationsTest() {
    Serve(MakeTeamHandlers({pool_, tokens_}));
    Serve(MakeConsentHandlers({pool_, tokens_}));
    Serve(applications::MakeReferralHandlers(pool_));
  }

  rpc::Call OfTeams(const std::string& teams) const {
    rpc::Call call = As(identity::Role::kOfficer, "officer-of-" + teams);
    call.principal.teams = teams;
    return call;
  }
  absl::StatusOr<v1::SetTeamResponse> SetTeam(const rpc::Call& call, const std::string& child,
                                              const std::string& team) {
    auto request = WithId<v1::SetTeamRequest>();
    request.set_child(child);
    request.set_team(team);
    return Run<v1::SetTeamResponse>("SetTeam", call, request);
  }
  absl::StatusOr<v1::Application> GetApplication(const rpc::Call& call, const std::string& name) {
    v1::GetApplicationRequest request;
    request.set_name(name);
    auto response = Run<v1::GetApplicationResponse>("GetApplication", call, request);
    if (!response.ok()) return response.status();
    return response->application();
  }
};

}  // namespace shortbreaks::relations
