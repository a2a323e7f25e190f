// What a checker found: never a number alone, but a sentence that names what to look at.
#pragma once

#include <iterator>
#include <string>
#include <vector>

namespace shortbreaks::storm {

struct Violation {
  std::string checker;   // `no phantoms`
  std::string sentence;  // names the request, the booking, the session
};
using Violations = std::vector<Violation>;

inline void Append(Violations& to, Violations more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace shortbreaks::storm
