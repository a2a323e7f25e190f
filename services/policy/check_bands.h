// Amounts that nobody reaches, that two bands give at once, or that some child who may have the offer never gets.
#pragma once

#include "policy/yaml_reader.h"

namespace shortbreaks::policy {

void CheckBands(const Offer& offer, Mistakes& mistakes);

}  // namespace shortbreaks::policy
