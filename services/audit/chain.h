// The chain of a council's audit records: each has a number and a hash that covers every one of its columns and the
// hash before. Pure, but for the columns that it reads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mysql/connection.h"

namespace shortbreaks::audit {

// 32 bytes.
using Hash = std::string;
// Before the first record.
inline const Hash kNoHash(32, '\0');

// What is hashed of a record beside its council and number, in the order of kChainColumns: the columns' bytes, with
// numbers and instants as the database writes them. None: NULL.
using Columns = std::vector<std::optional<std::string>>;

// For `FROM audit_records r`. All of its columns but the council's, `sequence` and `hash`.
inline constexpr char kChainColumns[] =
    "r.audit_id, r.method, r.subject, r.actor, r.partner_id, r.call_id, CAST(r.create_time AS CHAR), "
    "CAST(r.kind AS CHAR), r.child_id, r.acting_app, CAST(r.purpose AS CHAR), r.reference";
inline constexpr size_t kChainColumnCount = 12;
// Of a row that holds them from column `at`.
Columns ReadColumns(const mysql::Row& row, size_t at);

// SHA-256 over a fixed line of text, `before`, and then the council, the number and each column, every one behind its
// length in 4 bytes, the highest first; of NULL the length is 2^32 - 1. So no two records, and no two ways to part a
// text into columns, are hashed alike.
Hash HashOf(const Hash& before, const std::string& council_id, int64_t sequence, const Columns& columns);

// In lower case hexadecimal.
std::string ToHex(const std::string& bytes);

}  // namespace shortbreaks::audit
