// Sealed data for tests: the keys that tests use, and sealed columns put into a database beside the services.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "sealing/sealed_row.h"
#include "support/private_mysql.h"

namespace shortbreaks::support {

// A key file, made once for each test program; and what it says.
const std::string& TestKeyFile();
std::shared_ptr<const sealing::Keyring> TestKeyring();

// Makes a data key for a child or carer whom the test puts there itself, and what seals with it. Ends the program where
// the database refuses.
sealing::Sealer AddKey(const PrivateMysql& server, const std::string& council, const std::string& subject_id,
                       sealing::SubjectKind kind);
// What seals with the key that is there.
sealing::Sealer SealerOf(const PrivateMysql& server, const std::string& council, const std::string& subject_id);

// A child of ten with a name, a date of birth and `needs`, as eligibility writes it.
void AddSealedChild(const PrivateMysql& server, const std::string& council, const std::string& child_id,
                    std::string_view display_name, absl::CivilDay date_of_birth, int64_t needs);
// A carer likewise; one who is there already stays.
void AddSealedCarer(const PrivateMysql& server, const std::string& council, const std::string& carer_id,
                    std::string_view display_name);
void SetNeeds(const PrivateMysql& server, const std::string& council, const std::string& child_id, int64_t needs);
void SetDateOfBirth(const PrivateMysql& server, const std::string& council, const std::string& child_id,
                    absl::CivilDay date_of_birth);

}  // namespace shortbreaks::support
