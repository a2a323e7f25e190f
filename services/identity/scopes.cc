#include "identity/scopes.h"

#include <absl/strings/str_split.h>

namespace shortbreaks::identity {
namespace {

constexpr Scope kAll[] = {Scope::kRead, Scope::kBook, Scope::kApply, Scope::kProvide, Scope::kAdminister};

}  // namespace

std::string_view ScopeName(Scope scope) {
  switch (scope) {
    case Scope::kRead:
      return "read";
    case Scope::kBook:
      return "book";
    case Scope::kApply:
      return "apply";
    case Scope::kProvide:
      return "provide";
    case Scope::kAdminister:
      return "administer";
  }
  return "unknown";
}

std::string Scopes::ToText() const {
  std::string text;
  for (const Scope scope : kAll) {
    if (!Has(scope)) continue;
    if (!text.empty()) text += ' ';
    text += ScopeName(scope);
  }
  return text;
}

Scopes ScopesIn(std::string_view claim) {
  Scopes scopes;
  for (const absl::string_view word : absl::StrSplit(absl::string_view(claim.data(), claim.size()), ' ')) {
    for (const Scope scope : kAll) {
      if (ScopeName(scope) == std::string_view(word.data(), word.size())) scopes.Add(scope);
    }
  }
  return scopes;
}

}  // namespace shortbreaks::identity
