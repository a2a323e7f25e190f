#include "audit/chain.h"

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <openssl/sha.h>

namespace shortbreaks::audit {
namespace {

constexpr uint32_t kLengthOfNull = 0xFFFFFFFF;

void AppendLength(uint32_t length, std::string& bytes) {
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(length >> shift & 0xFF);
}

void AppendText(const std::string& text, std::string& bytes) {
  AppendLength(static_cast<uint32_t>(text.size()), bytes);
  bytes += text;
}

}  // namespace

Columns ReadColumns(const mysql::Row& row, size_t at) {
  Columns columns;
  columns.reserve(kChainColumnCount);
  for (size_t i = at; i < at + kChainColumnCount; ++i) {
    columns.push_back(row.IsNull(i) ? std::nullopt : std::optional(row.Text(i)));
  }
  return columns;
}

Hash HashOf(const Hash& before, const std::string& council_id, int64_t sequence, const Columns& columns) {
  std::string bytes = "short breaks audit record 1\n";
  AppendText(before, bytes);
  AppendText(council_id, bytes);
  AppendText(absl::StrCat(sequence), bytes);
  for (const auto& column : columns) {
    if (column) {
      AppendText(*column, bytes);
    } else {
      AppendLength(kLengthOfNull, bytes);
    }
  }
  Hash hash(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(hash.data()));
  return hash;
}

std::string ToHex(const std::string& bytes) { return absl::BytesToHexString(bytes); }

}  // namespace shortbreaks::audit
