// The days that a question is about, as they are typed.
#pragma once

#include <absl/status/status.h>
#include <absl/strings/str_cat.h>

#include <CLI/CLI.hpp>
#include <string>

#include "london.h"
#include "wire/times.h"

namespace shortbreaks::cli {

// Both included.
struct Between {
  std::string from, to;

  void AddTo(CLI::App& command, const std::string& of) {
    command.add_option("--from", from, "The first day " + of + ", 2026-12-05");
    command.add_option("--to", to, "The last day, included");
  }
  template <typename Request>
  absl::Status Set(Request& request) const {
    const auto set = [](const char* flag, const std::string& text, auto* date) -> absl::Status {
      auto day = ParseDay(text);
      if (!day.ok()) return absl::InvalidArgumentError(absl::StrCat(flag, ": ", day.status().message()));
      *date = wire::ToProto(*day);
      return absl::OkStatus();
    };
    if (!from.empty()) {
      if (auto status = set("--from", from, request.mutable_from_date()); !status.ok()) return status;
    }
    return to.empty() ? absl::OkStatus() : set("--to", to, request.mutable_to_date());
  }
};

}  // namespace shortbreaks::cli
