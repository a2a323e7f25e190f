// What the storm has of its own of the machine, so that nobody else is struck: a network, and a small disk. Both need
// root.
#pragma once

#include <string>

namespace shortbreaks::storm {

// Before any thread and any server begins. What cannot be had is left out; the faults that need it say so.
void TakeOwnSurroundings();

bool HasOwnNetwork();
bool HasSmallDisk();
// Where libfaketime is installed; else empty.
std::string FaketimeLibrary();

}  // namespace shortbreaks::storm
