// What gRPC and Protocol Buffers have to say comes as lines of our log, not as text between them.
#pragma once

namespace shortbreaks::rpc {

// For the whole process, from now on: events `grpc` and `protobuf`.
void TakeOverLibraryLogs();

}  // namespace shortbreaks::rpc
