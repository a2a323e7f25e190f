// What an app may do on somebody's behalf: the scopes of OAuth 2.0, beside what the person's role may.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace shortbreaks::identity {

enum class Scope {
  kRead,        // `read`: see what the person may see
  kBook,        // `book`: places, waiting lists and offers, for families
  kApply,       // `apply`: applications and what comes of them
  kProvide,     // `provide`: sessions, staff, registers and claims of a provider
  kAdminister,  // `administer`: what council officers alone may do
};

std::string_view ScopeName(Scope scope);

// A set of scopes.
class Scopes {
 public:
  constexpr Scopes() = default;
  constexpr Scopes(std::initializer_list<Scope> scopes) {
    for (const Scope scope : scopes) Add(scope);
  }
  constexpr void Add(Scope scope) { bits_ |= 1u << static_cast<unsigned>(scope); }
  constexpr bool Has(Scope scope) const { return (bits_ >> static_cast<unsigned>(scope)) & 1u; }
  constexpr bool HasAnyOf(Scopes others) const { return (bits_ & others.bits_) != 0; }
  constexpr bool empty() const { return bits_ == 0; }

  // `read book`, in the order of the enum.
  std::string ToText() const;

 private:
  unsigned bits_ = 0;
};

// The scopes in a `scope` claim: words between spaces. Words that are none of ours are left out.
Scopes ScopesIn(std::string_view claim);

}  // namespace shortbreaks::identity
