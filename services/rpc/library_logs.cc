#include "rpc/library_logs.h"

#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>

#include "telemetry/log.h"

namespace shortbreaks::rpc {

using telemetry::Level;
using telemetry::Log;

void TakeOverLibraryLogs() {
  gpr_set_log_function([](gpr_log_func_args* args) {
    Log(args->severity == GPR_LOG_SEVERITY_ERROR ? Level::kWarning : Level::kInfo, "grpc",
        {{"message", args->message}});
  });
  google::protobuf::SetLogHandler([](google::protobuf::LogLevel, const char*, int, const std::string& message) {
    Log(Level::kWarning, "protobuf", {{"message", message}});
  });
}

}  // namespace shortbreaks::rpc
