// The one table of who may call what. A method missing here cannot be called, and a server that has one refuses to
// start. What a role may see of a record (its own family, its own sessions) is decided where the record is read.
#pragma once

#include <initializer_list>
#include <optional>
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
};

// Every rule, for the start check and for the generated role × method test.
std::span<const Rule> AuthorisationTable();

// False for a method that is not in the table.
bool MayCall(Role role, std::string_view method);
bool HasRule(std::string_view method);

}  // namespace shortbreaks::identity
