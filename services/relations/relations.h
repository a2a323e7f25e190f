// Who may see and change what of a child: asked in SQL, in the statement that reads or locks the child's record, and in
// one way everywhere. A carer acts for the children it has authority for now; an officer sees those of its teams and
// those with no team; a service sees all. A provider's own sessions and a practitioner's own applications are asked
// where they are read.
#pragma once

#include <absl/status/status.h>

#include <string>
#include <string_view>

#include "identity/principal.h"
#include "mysql/connection.h"

namespace shortbreaks::relations {

// The caller, as statements ask about it.
struct Asker {
  mysql::Parameter carer = nullptr;  // null: nobody's carer
  mysql::Parameter teams = nullptr;  // null: not limited to teams
};
// The service itself, which sees all.
inline const Asker kService{};
// Whoever is neither carer, officer nor service may act for nobody.
Asker AskerOf(const identity::Principal& caller);
// Whether a caller's right to a child's record goes by the child: a carer's and an officer's; a provider's goes by the
// session, a practitioner's by the application.
bool GoesByChild(const identity::Principal& caller);
// Of an officer: its teams; null where they are all, and for other roles, whose rights do not go by teams.
mysql::Parameter TeamsOf(const identity::Principal& caller);
// What is said of a record that the asker may not see, or that is not there: the same, NOT_ALLOWED to carers and
// whoever acts for nobody, else NOT_FOUND.
absl::Status NotSeen(const Asker& asker);

// Conditions on rows of a table or view `alias` that has council_id and child_id.
// Whether the asker may act for the child: wants ParametersOf the asker.
std::string MayAct(std::string_view alias);
// The same, where a carer's limited authority is enough, which shows when and where the child is booked.
std::string MaySee(std::string_view alias);
// Whether the child is with a team of an officer, or with none: wants TeamsOf the caller. `child_column` names the
// child.
std::string OfTeam(std::string_view alias, std::string_view child_column = "child_id");

// In the order of the questions in MayAct and MaySee.
mysql::Parameters ParametersOf(const Asker& asker);
// `parameters` with those of the asker put in at `at`.
mysql::Parameters With(mysql::Parameters parameters, size_t at, const Asker& asker);

}  // namespace shortbreaks::relations
