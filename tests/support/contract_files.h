// The contract as a program finds it in itself: its files and its methods. Linking this links all of them.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

namespace shortbreaks::support {

// Every file of proto/; the contract test compares them with those that are there.
std::vector<const google::protobuf::FileDescriptor*> ContractFiles();

// Every method of their services.
std::vector<const google::protobuf::MethodDescriptor*> ContractMethods();

// `shortbreaks.bookings.v1.BookingsService/HoldPlace`, as the authorisation table has it.
std::string FullName(const google::protobuf::MethodDescriptor& method);

}  // namespace shortbreaks::support
