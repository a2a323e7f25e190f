// Text in requests, before any handler sees it.
#pragma once

#include <absl/status/status.h>
#include <google/protobuf/message.h>

namespace shortbreaks::rpc {

struct TextLimits {
  int bytes_max = 128 << 10;  // of one string; a policy's file has 256 KiB
  int entries_max = 20'000;   // of one repeated field
};

// Puts every string of a request, at any depth, into Unicode's normal form C, and line ends of texts that have lines
// into `\n`. INVALID_REQUEST, which names the fields (`sessions[3].title`) and says what to do, where one
// - is not well-formed UTF-8, which protobuf's C++ parser refuses in some builds and passes in others,
// - holds a control character, but for line ends and tabs in texts that have lines,
// - holds a character that cannot be seen or that turns text around, so that what is read is not what is kept,
// - is longer than bytes_max, or a list longer than entries_max.
// A policy's file is checked and left as it is, since its digest is that of the file.
absl::Status CleanText(google::protobuf::Message& request, const TextLimits& limits);

}  // namespace shortbreaks::rpc
