#include "identity/strict_json.h"

#include <absl/strings/escaping.h>
#include <gtest/gtest.h>

namespace shortbreaks::identity {
namespace {

TEST(StrictObject, TakesObjects) {
  EXPECT_EQ(StrictObject(R"({"a":{"b":[1,{"a":2}]},"b":null})").value()["a"]["b"][1]["a"], 2);
  EXPECT_TRUE(StrictObject("{}").ok());
}

TEST(StrictObject, RefusesTheRest) {
  for (const char* text : {"", "[]", "null", "1", "\"{}\"", "{", "{}{}", "{} x", "{\"a\":}", "{'a':1}", "{\"a\":1,}",
                           "{\"a\":\"\xff\"}", "/* */{}"}) {
    EXPECT_EQ(StrictObject(text).status().message(), "is no JSON object") << text;
  }
  for (const char* text : {R"({"a":1,"a":1})", R"({"a":1,"\u0061":2})", R"({"x":[{"a":{"b":1,"b":2}}]})"}) {
    EXPECT_EQ(StrictObject(text).status().message(), "names a member twice") << text;
  }
  EXPECT_EQ(StrictObject(R"({"a":[[[[[[[[1]]]]]]]]})").status().message(), "is nested too deep");
  EXPECT_TRUE(StrictObject(R"({"a":[[[[[[[1]]]]]]]})").ok());
}

TEST(StrictBase64Url, TakesOneSpellingOfEachText) {
  for (size_t size = 0; size < 70; ++size) {
    const std::string bytes(size, static_cast<char>(0xf5));
    EXPECT_EQ(StrictBase64Url(absl::WebSafeBase64Escape(bytes)).value(), bytes);
  }
  for (const char* text : {"YQ==", "YQ=", " YQ", "YQ\n", "YR", "Y", "Y+8", "Y/8", "YW.J", "\xff"}) {
    EXPECT_FALSE(StrictBase64Url(text).ok()) << text;
  }
}

}  // namespace
}  // namespace shortbreaks::identity
