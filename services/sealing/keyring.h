// Envelopes: what is personal is sealed with a data key of the child's or carer's own, and data keys are kept wrapped
// by a key-encryption key that the database never sees. Pure; thread-safe. docs/privacy.md says what is sealed.
//
// Formats:
//   sealed   0x01, nonce (12), ciphertext, tag (16); bound to council, column (with its table), row and format
//            0x02, the same of what zlib made of the text: where that is smaller, of texts of 1 KiB or more
//   wrapped  0x01, length of the key id (1), key id, nonce (12), ciphertext (32), tag (16); bound to council, subject
//   and
//            key id
// An empty text stays empty: SQL asks some columns whether anything was said.
#pragma once

#include <absl/status/statusor.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "sealing/aead.h"

namespace shortbreaks::sealing {

// Where a sealed text stands. Copied anywhere else it cannot be opened.
struct Place {
  std::string_view council_id;
  std::string_view column;  // `children.display_name`
  std::string_view row_id;
};

// Of one child or carer.
class DataKey {
 public:
  static DataKey Random() { return DataKey(Secret::Random()); }
  explicit DataKey(const Secret& secret) : secret_(secret) {}

  std::string Seal(const Place& place, std::string_view text) const;
  // SEALED_DATA_UNREADABLE, whose diagnosis names the column and says what is wrong, without a value.
  absl::StatusOr<std::string> Open(const Place& place, std::string_view sealed) const;

 private:
  friend class Keyring;
  Secret secret_;
};

// SEALED_DATA_UNREADABLE. `why` is for the operator's log alone and holds no value.
absl::Status Unreadable(std::string_view column, std::string_view why);

// The key-encryption keys of a key file, and the key of the blind indexes. A line each: `key ID HEX` (at most 16),
// `current ID`, `index HEX`; HEX is 64 digits, ID 1 to 32 letters, digits, dots, dashes or underscores. Blank lines and
// lines from `#` say nothing.
class Keyring {
 public:
  // FAILED_PRECONDITION with one line that says which line is wrong and what it must be.
  static absl::StatusOr<std::shared_ptr<const Keyring>> Parse(std::string_view text);

  // Wraps with the current key.
  std::string Wrap(std::string_view council_id, std::string_view subject_id, const DataKey& key) const;
  // SEALED_DATA_UNREADABLE; the diagnosis names a key id that is not in the file.
  absl::StatusOr<DataKey> Unwrap(std::string_view council_id, std::string_view subject_id,
                                 std::string_view wrapped) const;

  const std::string& current() const { return current_; }
  bool Has(std::string_view key_id) const { return keys_.find(key_id) != keys_.end(); }

  // What a text is looked up by: 16 bytes, equal for equal texts of one council and column, and telling nothing to who
  // does not have the key. The caller normalises.
  std::string BlindIndex(const Place& place, std::string_view text) const;

 private:
  Keyring(std::map<std::string, Secret, std::less<>> keys, std::string current, const Secret& index);

  std::map<std::string, Secret, std::less<>> keys_;
  std::string current_;
  Secret index_;
};

}  // namespace shortbreaks::sealing
