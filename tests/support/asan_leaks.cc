// What LeakSanitizer is to leave out, linked into the programs of an AddressSanitizer build: c-ares, gRPC's resolver,
// keeps a few bytes for each name whose look-up was called off.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libcares\n"; }
