// A council's caseload as CSV files.
#include "fuzzed_files.h"
#include "import/caseload.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace shortbreaks;
  const auto files = fuzz::FilesIn({reinterpret_cast<const char*>(data), size}, cli::CaseloadFiles());
  const auto import = cli::ReadCaseload(files, absl::CivilDay(2026, 12, 1));
  // Whatever a file holds, it comes to a message that can be sent, or to words for the person who wrote it.
  if (import.ok() ? !import->request.IsInitialized() : import.status().message().empty()) __builtin_trap();
  return 0;
}
