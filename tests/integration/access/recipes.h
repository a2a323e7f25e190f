// What requests need beside the names of records.
#pragma once

#include <google/protobuf/descriptor.h>

#include <set>
#include <string>

#include "identity/principal.h"

namespace shortbreaks::access {

// What an RPC needs beside names, and the fields that name records and are to be left out: of two that exclude each
// other one.
struct Recipe {
  std::string text;
  std::set<std::string> leave_out;
};

// What `role` has to say to `method`; empty where names are all.
Recipe RecipeFor(const google::protobuf::MethodDescriptor& method, identity::Role role);

}  // namespace shortbreaks::access
