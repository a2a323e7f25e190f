// A council with a club and families, made through the services as officers and providers do it.
#pragma once

#include <absl/time/time.h>

#include <string>

#include "shortbreaks/client.h"

namespace shortbreaks::support {

struct Family {
  std::string carer, child, allocation;  // resource names
};

// A child of ten with a current award letter and `minutes` of targeted hours this year and next. Aborts the program
// where a service refuses: tests are about what comes after. Names begin with `called`, for tests that look for them.
Family AddFamily(Client& officer, int64_t minutes, const std::string& called = "Sample");

// The name of a published activity, open to such a child, with notice of 48 hours, of a provider of its own.
std::string AddClub(Client& officer, const std::string& called = "Sample");

// The name of a published session of `activity`, three hours long.
std::string AddSession(Client& officer, const std::string& activity, int places, absl::Duration starts_in);

}  // namespace shortbreaks::support
