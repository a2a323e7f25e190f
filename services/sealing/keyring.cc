#include "sealing/keyring.h"

#include <absl/strings/ascii.h>
#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "errors/diagnosis.h"
#include "errors/errors.h"
#include "sealing/packing.h"

namespace shortbreaks::sealing {
namespace {

constexpr char kPlain = 1, kPacked = 2;
constexpr size_t kPackedMin = 1024;
constexpr size_t kKeysMax = 16, kIdMax = 32, kIndexBytes = 16;

// Each part with its length before it, so that no two lists of parts give the same bytes.
std::string Bound(std::initializer_list<std::string_view> parts, char format = kPlain) {
  std::string bytes;
  bytes.push_back(format);
  for (const std::string_view part : parts) {
    absl::StrAppend(&bytes, part.size(), ":");
    bytes.append(part);
  }
  return bytes;
}

std::string BoundTo(const Place& place, char format) {
  return Bound({"sealed", place.council_id, place.column, place.row_id}, format);
}

bool IsId(std::string_view text) {
  return !text.empty() && text.size() <= kIdMax && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' || c == '_';
  });
}

std::optional<Secret> ReadHex(std::string_view text) {
  const bool digits = text.size() == 2 * Secret::kBytes && std::all_of(text.begin(), text.end(), [](char c) {
                        return absl::ascii_isxdigit(static_cast<unsigned char>(c));
                      });
  if (!digits) return std::nullopt;
  std::string bytes = absl::HexStringToBytes(absl::string_view(text.data(), text.size()));
  const Secret secret(bytes);
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return secret;
}

absl::Status WrongLine(size_t number, std::string_view must) {
  return absl::FailedPreconditionError(
      absl::StrCat("line ", number, " must be ", absl::string_view(must.data(), must.size())));
}

}  // namespace

absl::Status Unreadable(std::string_view column, std::string_view why) {
  return errors::WithDiagnosis(
      errors::Error(type::v1::ERROR_REASON_SEALED_DATA_UNREADABLE),
      absl::StrCat(absl::string_view(column.data(), column.size()), ": ", absl::string_view(why.data(), why.size())));
}

std::string DataKey::Seal(const Place& place, std::string_view text) const {
  if (text.empty()) return {};
  const std::string packed = text.size() >= kPackedMin ? Pack(text) : std::string();
  const bool smaller = !packed.empty() && packed.size() < text.size();
  const char format = smaller ? kPacked : kPlain;
  std::string sealed(1, format);
  sealed.append(Encrypt(secret_, BoundTo(place, format), smaller ? packed : text));
  return sealed;
}

absl::StatusOr<std::string> DataKey::Open(const Place& place, std::string_view sealed) const {
  if (sealed.empty()) return std::string();
  const char format = sealed.front();
  if (format != kPlain && format != kPacked) return Unreadable(place.column, "its format is neither 1 nor 2");
  auto text = Decrypt(secret_, BoundTo(place, format), sealed.substr(1));
  if (!text) return Unreadable(place.column, "it was changed, or belongs to another row, column or key");
  if (format == kPacked) text = Unpack(*text);
  if (!text) return Unreadable(place.column, "it is not packed as its format says");
  return *std::move(text);
}

Keyring::Keyring(std::map<std::string, Secret, std::less<>> keys, std::string current, const Secret& index)
    : keys_(std::move(keys)), current_(std::move(current)), index_(index) {}

absl::StatusOr<std::shared_ptr<const Keyring>> Keyring::Parse(std::string_view text) {
  std::map<std::string, Secret, std::less<>> keys;
  std::optional<std::string> current;
  std::optional<Secret> index;
  size_t number = 0;
  for (const absl::string_view line : absl::StrSplit(absl::string_view(text.data(), text.size()), '\n')) {
    ++number;
    const std::vector<std::string> words = absl::StrSplit(line, absl::ByAnyChar(" \t\r"), absl::SkipEmpty());
    if (words.empty() || words[0].front() == '#') continue;
    if (words[0] == "key") {
      const auto secret = words.size() == 3 && IsId(words[1]) ? ReadHex(words[2]) : std::nullopt;
      if (!secret) return WrongLine(number, "`key ID HEX`, with 64 hexadecimal digits");
      if (!keys.emplace(words[1], *secret).second) return WrongLine(number, "another key: this id stands above");
    } else if (words[0] == "current") {
      if (words.size() != 2 || current) return WrongLine(number, "the only `current ID`");
      current = words[1];
    } else if (words[0] == "index") {
      const auto secret = words.size() == 2 && !index ? ReadHex(words[1]) : std::nullopt;
      if (!secret) return WrongLine(number, "the only `index HEX`, with 64 hexadecimal digits");
      index = secret;
    } else {
      return WrongLine(number, "`key ID HEX`, `current ID` or `index HEX`");
    }
  }
  if (!index) return absl::FailedPreconditionError("it must have a line `index HEX`");
  if (!current || keys.find(*current) == keys.end()) {
    return absl::FailedPreconditionError("it must have a line `current ID` that names one of its keys");
  }
  if (keys.size() > kKeysMax) return absl::FailedPreconditionError("it must have at most 16 keys");
  return std::shared_ptr<const Keyring>(new Keyring(std::move(keys), *std::move(current), *index));
}

std::string Keyring::Wrap(std::string_view council_id, std::string_view subject_id, const DataKey& key) const {
  std::string wrapped;
  wrapped.push_back(kPlain);
  wrapped.push_back(static_cast<char>(current_.size()));
  wrapped.append(current_);
  wrapped.append(
      Encrypt(keys_.find(current_)->second, Bound({"wrapped", council_id, subject_id, current_}), key.secret_.bytes()));
  return wrapped;
}

absl::StatusOr<DataKey> Keyring::Unwrap(std::string_view council_id, std::string_view subject_id,
                                        std::string_view wrapped) const {
  constexpr std::string_view kColumn = "data_keys.wrapped_key";
  if (wrapped.size() < 2 || wrapped[0] != kPlain) return Unreadable(kColumn, "its format is not 1");
  const auto length = static_cast<size_t>(static_cast<unsigned char>(wrapped[1]));
  if (wrapped.size() < 2 + length) return Unreadable(kColumn, "it was cut");
  const std::string_view id = wrapped.substr(2, length);
  if (!IsId(id)) return Unreadable(kColumn, "it was changed");
  const auto found = keys_.find(id);
  if (found == keys_.end()) {
    return Unreadable(kColumn,
                      absl::StrCat("key ", absl::string_view(id.data(), id.size()), " is not in the key file"));
  }
  auto bytes = Decrypt(found->second, Bound({"wrapped", council_id, subject_id, id}), wrapped.substr(2 + length));
  if (!bytes || bytes->size() != Secret::kBytes) {
    return Unreadable(kColumn, absl::StrCat("key ", absl::string_view(id.data(), id.size()),
                                            " of the key file is another, or it was changed"));
  }
  const DataKey key{Secret(*bytes)};
  OPENSSL_cleanse(bytes->data(), bytes->size());
  return key;
}

std::string Keyring::BlindIndex(const Place& place, std::string_view text) const {
  return Mac(index_, Bound({"index", place.council_id, place.column, text})).substr(0, kIndexBytes);
}

}  // namespace shortbreaks::sealing
