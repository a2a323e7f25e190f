// A provider's timetable: CSV files and the council's calendar.
#include "fuzzed_files.h"
#include "import/timetable.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace shortbreaks;
  const auto files = fuzz::FilesIn({reinterpret_cast<const char*>(data), size}, cli::TimetableFiles());
  cli::Period period;
  period.from = absl::CivilDay(2027, 3, 22);  // across a clock change
  period.weeks = 4;
  const auto import = cli::ReadTimetable(files, period);
  if (import.ok() ? !import->request.IsInitialized() : import.status().message().empty()) __builtin_trap();
  return 0;
}
