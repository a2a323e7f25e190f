// Two councils with one record of every kind, each with words of its own that nobody else may ever read, and everybody
// who may ask for them.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "identity/principal.h"
#include "support/running_services.h"

namespace shortbreaks::access {

// Records by what they are: `children` → `children/{uuid}`. Beside the collections of resource names: `other child`, a
// child of another family of the council; `provider external id` and `child external id`, keys of imports; `full
// session`, for which the child waits.
using Records = std::map<std::string, std::string>;

// What is read of a council's records, from the most private on. A word stands in the texts of the records alone, an id
// in their names.
struct Canaries {
  std::set<std::string> of_family;        // names, keys and places of one family, and what was written of it
  std::set<std::string> of_family_ids;    // of its records
  std::set<std::string> of_child_ids;     // of its child and the child's bookings
  std::set<std::string> of_other_family;  // of another family of the council
  std::set<std::string> of_provider;      // what one provider keeps to itself: staff, drafts
  std::set<std::string> of_officers;      // what officers wrote for the file
  std::set<std::string> of_council;       // what everybody in the council may read
};

struct Council {
  std::string id;
  Records records;
  Canaries canaries;
};

// Whether somebody has to do with the records of the first council that requests name.
enum class Relation {
  kRelated,      // its officer, the family's carer, the session's provider, whoever made the application
  kLimited,      // a carer with limited authority
  kSameCouncil,  // of the same council, and has nothing to do with them
  kOtherTeam,    // an officer of the council, and not of the team that the child is with
  kOtherCouncil,
};

struct Persona {
  std::string name;  // `a carer whose authority was revoked`
  identity::Role role;
  Relation relation;
  std::shared_ptr<Connection> connection;
  std::set<std::string> must_not_read;
  bool has_the_same_id = false;  // as somebody of the first council who has to do with the records
  Records own = {};              // of those that the persona asks for, others than the first council's
};

struct World {
  std::unique_ptr<support::RunningServices> services;
  Council home, other;
  std::vector<Persona> personas;

  const Persona& Related(identity::Role role) const;
};

// Aborts the program where a service refuses.
std::unique_ptr<World> MakeWorld();

// `children/0190…` → the same collection with an id that nothing has.
std::string GhostOf(const std::string& name);

}  // namespace shortbreaks::access
