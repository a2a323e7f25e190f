#include "identity/scopes.h"

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>

#include "errors/errors.h"
#include "identity/authorisation.h"
#include "support/contract_files.h"

namespace shortbreaks::identity {
namespace {

constexpr Scope kAll[] = {Scope::kRead, Scope::kBook, Scope::kApply, Scope::kProvide, Scope::kAdminister};
constexpr char kHold[] = "shortbreaks.bookings.v1.BookingsService/HoldPlace";
constexpr char kGet[] = "shortbreaks.bookings.v1.BookingsService/GetBooking";
constexpr char kDecide[] = "shortbreaks.eligibility.v1.EligibilityService/Decide";

Principal CarerWith(std::optional<Scopes> scopes) {
  Principal carer;
  carer.role = Role::kCarer;
  carer.scopes = scopes;
  return carer;
}

TEST(Scopes, AreReadByTheirNamesAndOthersAreLeftOut) {
  EXPECT_EQ(ScopesIn("openid book read offline_access").ToText(), "read book");
  EXPECT_EQ(ScopesIn("read book apply provide administer").ToText(), "read book apply provide administer");
  for (const char* none : {"", " ", "READ", "reader", "read\tbook", "read,book", "*", "shortbreaks/read"}) {
    EXPECT_TRUE(ScopesIn(none).empty()) << none;
  }
}

TEST(Scopes, WithoutALimitTheRoleAloneDecides) {
  EXPECT_TRUE(Authorise(CarerWith(std::nullopt), kHold).ok());
  EXPECT_EQ(errors::ReasonOf(Authorise(CarerWith(std::nullopt), "shortbreaks.bookings.v1.BookingsService/WaiveCharge")),
            type::v1::ERROR_REASON_NOT_ALLOWED);
}

TEST(Scopes, WhatIsMissingIsNamed) {
  const absl::Status refused = Authorise(CarerWith(Scopes{Scope::kRead}), kHold);
  EXPECT_EQ(errors::ReasonOf(refused), type::v1::ERROR_REASON_SCOPE_MISSING);
  EXPECT_EQ(errors::MetadataOf(refused, "scope"), "book");
  EXPECT_EQ(errors::MetadataOf(Authorise(CarerWith(Scopes{Scope::kApply}), kDecide), "scope"), "read book");
  EXPECT_TRUE(Authorise(CarerWith(Scopes{Scope::kBook}), kHold).ok());
  EXPECT_TRUE(Authorise(CarerWith(Scopes{Scope::kBook}), kDecide).ok()) << "booking asks on the caller's behalf";
  EXPECT_FALSE(Authorise(CarerWith(Scopes{Scope::kBook}), kGet).ok());
}

// Every method, every role, every set of scopes: never more than the role may, never more than the scopes allow.
TEST(Scopes, RightsAreTheIntersectionOfRoleAndScope) {
  for (const Rule& rule : AuthorisationTable()) {
    EXPECT_FALSE(rule.scopes.empty()) << rule.method << " needs no scope";
    for (const Role role :
         {Role::kPartner, Role::kCarer, Role::kProvider, Role::kOfficer, Role::kService, Role::kPractitioner}) {
      for (unsigned bits = 0; bits < 1u << std::size(kAll); ++bits) {
        Scopes scopes;
        bool any = false;
        for (size_t i = 0; i < std::size(kAll); ++i) {
          if ((bits >> i & 1u) == 0) continue;
          scopes.Add(kAll[i]);
          any |= rule.scopes.Has(kAll[i]);
        }
        Principal principal = CarerWith(scopes);
        principal.role = role;
        EXPECT_EQ(Authorise(principal, rule.method).ok(), rule.roles.Has(role) && any)
            << RoleName(role) << " with `" << scopes.ToText() << "` " << rule.method;
      }
    }
  }
}

// Whatever a method is called: what changes something is sent with the id of its request, and nothing else is.
bool Changes(const google::protobuf::MethodDescriptor& method) {
  return method.input_type()->FindFieldByName("request_id") != nullptr;
}

// They read more of everybody than an app that may read should.
bool ReadsForTheCouncilAlone(std::string_view name) {
  return name == "ReplayPolicy" || name == "ReconcileLedger" || name == "ExportChild" || name == "ExportBookings";
}

// A scope to read changes nothing, and a family's app cannot do what a council or a provider does.
TEST(Scopes, ReadIsForMethodsThatReadAlone) {
  std::map<std::string, const google::protobuf::MethodDescriptor*, std::less<>> methods;
  for (const auto* method : support::ContractMethods()) methods[support::FullName(*method)] = method;
  for (const Rule& rule : AuthorisationTable()) {
    const std::string_view name = rule.method.substr(rule.method.find('/') + 1);
    const auto method = methods.find(rule.method);
    ASSERT_NE(method, methods.end()) << rule.method;
    EXPECT_EQ(rule.scopes.Has(Scope::kRead), !Changes(*method->second) && !ReadsForTheCouncilAlone(name))
        << rule.method;
    if (!rule.roles.Has(Role::kCarer)) {
      EXPECT_FALSE(rule.scopes.Has(Scope::kBook)) << rule.method;
    }
    // So that no app of a family's gives itself consent.
    if (rule.scopes.Has(Scope::kAdminister) && name != "GiveConsent") {
      EXPECT_FALSE(rule.roles.Has(Role::kCarer)) << rule.method;
      EXPECT_FALSE(rule.roles.Has(Role::kProvider)) << rule.method;
    }
  }
}

}  // namespace
}  // namespace shortbreaks::identity
