// The one table of who may call what, and which scope an app needs that acts for somebody: what it may do is what the
// role and the scope both allow. A method missing here cannot be called, and a server that has one refuses to start.
// What a role may see of a record (its own family, its own sessions) is decided where the record is read.
#pragma once

#include <absl/status/status.h>

#include <initializer_list>
#include <span>
#include <string_view>

#include "identity/principal.h"

namespace shortbreaks::identity {

// A set of roles.
class Roles {
 public:
  constexpr Roles(std::initializer_list<Role> roles) {
    for (Role role : roles) bits_ |= 1u << static_cast<unsigned>(role);
  }
  constexpr bool Has(Role role) const { return (bits_ >> static_cast<unsigned>(role)) & 1u; }

 private:
  unsigned bits_ = 0;
};

struct Rule {
  std::string_view method;  // `shortbreaks.bookings.v1.BookingsService/HoldPlace`
  Roles roles;
  Scopes scopes;  // where the token is limited to scopes: it must have one of these
};

// Every rule, for the start check and for the generated role × method test.
std::span<const Rule> AuthorisationTable();

// False for a method that is not in the table.
bool MayCall(Role role, std::string_view method);
bool HasRule(std::string_view method);

// OK; NOT_ALLOWED where the role may not call the method; SCOPE_MISSING where the role may and the app may not: `scope`
// in the metadata lists the scopes of which it needs one.
absl::Status Authorise(const Principal& principal, std::string_view method);

}  // namespace shortbreaks::identity
