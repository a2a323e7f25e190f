// Packing gives back what it was given, and takes nothing else.
#include "sealing/packing.h"

#include <gtest/gtest.h>

#include <random>

namespace shortbreaks::sealing {
namespace {

std::string Noise(size_t bytes) {
  std::mt19937 random(7);
  std::string noise(bytes, '\0');
  for (char& each : noise) each = static_cast<char>(random());
  return noise;
}

TEST(Packing, GivesBackWhatItWasGiven) {
  for (const std::string& text :
       {std::string(), std::string("x"), std::string(5'000'000, 'x'), Noise(100'000), Noise(3'000) + Noise(3'000)}) {
    EXPECT_EQ(Unpack(Pack(text)), text) << text.size();
  }
  EXPECT_LT(Pack(std::string(5'000'000, 'x')).size(), 50'000u);
}

TEST(Packing, TakesNothingElse) {
  const std::string packed = Pack("a text that somebody cut, or went on with");
  for (size_t size = 0; size < packed.size(); ++size) EXPECT_FALSE(Unpack(packed.substr(0, size))) << size;
  EXPECT_FALSE(Unpack(packed + "x"));
  EXPECT_FALSE(Unpack("no packed text"));
  EXPECT_FALSE(Unpack(Noise(500)));
}

}  // namespace
}  // namespace shortbreaks::sealing
