// What is kept about a child, as a page that a family can read. Pure.
#pragma once

#include <google/protobuf/repeated_field.h>

#include <string>
#include <string_view>

#include "shortbreaks/type/v1/export.pb.h"

namespace shortbreaks::cli {

// Of `child` (`children/{uuid}`), as it was on `day` (2026-11-29).
struct ExportHead {
  std::string child, day;
};

// A document of HTML 5 without scripts, styles from elsewhere or links: a heading for each table, and in it each row as
// a list of names and values. Rows that may tell something of somebody else are marked.
std::string ExportPage(const ExportHead& head, const google::protobuf::RepeatedPtrField<type::v1::ExportedRow>& rows);

// The same for programs: {"child": …, "day": …, "tables": {"bookings": [{"booking_id": …}, …], …}}. What a value holds
// as a record is one here too.
std::string ExportJson(const ExportHead& head, const google::protobuf::RepeatedPtrField<type::v1::ExportedRow>& rows);

}  // namespace shortbreaks::cli
