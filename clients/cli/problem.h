// What a person is told when something went wrong, and how the program ends.
#pragma once

#include <absl/status/status.h>

#include <string>
#include <string_view>

namespace shortbreaks::cli {

// How the program ends; scripts rely on it.
enum class ExitCode {
  kDone = 0,
  kRefused = 1,      // a service, or a file's content, says no; the same again would be refused again
  kUsage = 2,        // the command line is wrong; nothing was sent
  kUnavailable = 3,  // nobody could say yes or no; the same again, with the same request id, may work
};

ExitCode ExitCodeOf(const absl::Status& status);

// The sentence, the reason, the wrong fields and a next step, for stderr. `request_id` is that of a change that was
// sent, else empty.
std::string ProblemInWords(const absl::Status& status, std::string_view request_id);

}  // namespace shortbreaks::cli
