#include "paging/page_token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/ascii.h"
#include "errors/errors.h"

namespace shortbreaks::paging {
namespace {

using errors::ErrorReason;
using errors::ReasonOf;

constexpr std::string_view kScope = "ListChildren\nE08000031\nofficer-7\n";
const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);

PageTokens Tokens(char fill = 'k') { return PageTokens(std::string(32, fill)); }

TEST(PageSize, LeftOutIsFifty) { EXPECT_EQ(*PageSize(0), 50); }

TEST(PageSize, IsTakenAsAskedUpToTwoHundred) {
  EXPECT_EQ(*PageSize(1), 1);
  EXPECT_EQ(*PageSize(200), 200);
}

TEST(PageSize, OutsideTheRangeIsInvalid) {
  for (int asked : {-1, 201, 1'000'000'000}) {
    EXPECT_EQ(ReasonOf(PageSize(asked).status()), ErrorReason::ERROR_REASON_INVALID_REQUEST) << asked;
  }
}

TEST(PageTokens, OpenWhatWasSealed) {
  for (const std::string& position : {std::string(), std::string("a\0b", 3), std::string(500, '\xff')}) {
    EXPECT_EQ(*Tokens().Open(Tokens().Seal(position, kScope, kNow), kScope, kNow), position);
  }
}

TEST(PageTokens, AreSafeInUrls) {
  for (char c : Tokens().Seal(std::string(100, '\xfb'), kScope, kNow)) {
    EXPECT_TRUE(absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_') << c;
  }
}

TEST(PageTokens, OfAnotherScopeAreInvalid) {
  const std::string token = Tokens().Seal("position", kScope, kNow);
  EXPECT_EQ(ReasonOf(Tokens().Open(token, "ListChildren\nE06000001\nofficer-7\n", kNow).status()),
            ErrorReason::ERROR_REASON_PAGE_TOKEN_INVALID);
}

TEST(PageTokens, DoNotLetBytesMoveBetweenPositionAndScope) {
  const std::string token = Tokens().Seal("ab", "cd", kNow);
  EXPECT_FALSE(Tokens().Open(token, "bcd", kNow).ok());
}

TEST(PageTokens, OfAnotherKeyAreInvalid) {
  EXPECT_EQ(ReasonOf(Tokens('x').Open(Tokens().Seal("position", kScope, kNow), kScope, kNow).status()),
            ErrorReason::ERROR_REASON_PAGE_TOKEN_INVALID);
}

TEST(PageTokens, AreInvalidWithAnyCharacterChanged) {
  const std::string token = Tokens().Seal("position", kScope, kNow);
  for (size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(ReasonOf(Tokens().Open(changed, kScope, kNow).status()), ErrorReason::ERROR_REASON_PAGE_TOKEN_INVALID)
        << i;
  }
}

TEST(PageTokens, AreInvalidWhereTheyAreNoTokensAtAll) {
  const std::string token = Tokens().Seal("position", kScope, kNow);
  for (const std::string& bad : {std::string(), std::string("x"), std::string("not a token"), token + "=", " " + token,
                                 token.substr(1), std::string(100'000, 'A')}) {
    EXPECT_EQ(ReasonOf(Tokens().Open(bad, kScope, kNow).status()), ErrorReason::ERROR_REASON_PAGE_TOKEN_INVALID);
  }
}

TEST(PageTokens, ExpireAfterADay) {
  const std::string token = Tokens().Seal("position", kScope, kNow);
  EXPECT_TRUE(Tokens().Open(token, kScope, kNow + absl::Hours(24)).ok());
  EXPECT_EQ(ReasonOf(Tokens().Open(token, kScope, kNow + absl::Hours(24) + absl::Seconds(1)).status()),
            ErrorReason::ERROR_REASON_PAGE_TOKEN_EXPIRED);
}

}  // namespace
}  // namespace shortbreaks::paging
