// Envelopes: what opens a sealed text, and what does not.
#include "sealing/keyring.h"

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "errors/diagnosis.h"
#include "errors/errors.h"

namespace shortbreaks::sealing {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kOne(64, '1'), kTwo(64, '2'), kIndex(64, 'f');
constexpr char kCouncil[] = "E08000031", kChild[] = "0123456789abcdef";
const Place kName{kCouncil, "children.display_name", kChild};

std::shared_ptr<const Keyring> Ring(const std::string& text) {
  auto ring = Keyring::Parse(text);
  EXPECT_TRUE(ring.ok()) << ring.status();
  return *ring;
}
const std::string kFile = absl::StrCat("# keys\n\nkey old ", kOne, "\ncurrent old\nindex ", kIndex, "\n");
const std::string kBoth = absl::StrCat("key old ", kOne, "\nkey new ", kTwo, "\ncurrent new\nindex ", kIndex, "\n");
const std::string kNewAlone = absl::StrCat("key new ", kTwo, "\ncurrent new\nindex ", kIndex);

void ExpectUnreadable(const absl::Status& status, const std::string& why) {
  EXPECT_EQ(errors::ReasonOf(status), type::v1::ERROR_REASON_SEALED_DATA_UNREADABLE) << status;
  EXPECT_THAT(errors::DiagnosisOf(status), HasSubstr(why));
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("Canary")));
  EXPECT_THAT(errors::DiagnosisOf(status), Not(HasSubstr("Canary")));
}

TEST(Sealing, OpensWhatItSealedAndShowsNothingOfIt) {
  const DataKey key = DataKey::Random();
  const std::string sealed = key.Seal(kName, "Sam Canary");
  EXPECT_EQ(key.Open(kName, sealed).value(), "Sam Canary");
  EXPECT_THAT(sealed, Not(HasSubstr("Sam")));
  EXPECT_EQ(sealed.size(), 1 + kNonceBytes + std::string("Sam Canary").size() + kTagBytes);
}

TEST(Sealing, NeverUsesANonceTwice) {
  const DataKey key = DataKey::Random();
  std::set<std::string> nonces;
  for (int i = 0; i < 1000; ++i) nonces.insert(key.Seal(kName, "Sam").substr(1, kNonceBytes));
  EXPECT_EQ(nonces.size(), 1000u);
}

TEST(Sealing, EmptyStaysEmpty) {
  const DataKey key = DataKey::Random();
  EXPECT_EQ(key.Seal(kName, ""), "");
  EXPECT_EQ(key.Open(kName, "").value(), "");
}

TEST(Sealing, OpensNowhereElse) {
  const DataKey key = DataKey::Random();
  const std::string sealed = key.Seal(kName, "Sam Canary");
  for (const Place& place :
       {Place{"E08000030", kName.column, kChild}, Place{kCouncil, "children.ward", kChild},
        Place{kCouncil, "carers.display_name", kChild}, Place{kCouncil, kName.column, "0123456789abcdeg"}}) {
    ExpectUnreadable(key.Open(place, sealed).status(), "belongs to another row, column or key");
  }
  ExpectUnreadable(DataKey::Random().Open(kName, sealed).status(), "children.display_name: it was changed");
}

TEST(Sealing, NoticesEveryBitThatIsChangedAndEveryByteThatIsCut) {
  const DataKey key = DataKey::Random();
  const std::string sealed = key.Seal(kName, "Sam");
  for (size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string changed = sealed;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(key.Open(kName, changed).ok()) << bit;
  }
  for (size_t size = 1; size < sealed.size(); ++size)
    EXPECT_FALSE(key.Open(kName, sealed.substr(0, size)).ok()) << size;
}

TEST(Sealing, AClearTextIsNotTakenForASealedOne) {
  ExpectUnreadable(DataKey::Random().Open(kName, "Sam Canary").status(), "its format is neither 1 nor 2");
}

// Says much the same again and again, as decisions do.
std::string Long() {
  std::string text;
  for (int i = 0; i < 200; ++i) absl::StrAppend(&text, "met: The published criteria are met on day ", i, ". ");
  return text;
}

TEST(Sealing, ALongTextIsMadeSmallerFirst) {
  const DataKey key = DataKey::Random();
  const std::string sealed = key.Seal(kName, Long());
  EXPECT_EQ(sealed.front(), 2);
  EXPECT_LT(sealed.size(), Long().size() / 4);
  EXPECT_EQ(key.Open(kName, sealed).value(), Long());
}

TEST(Sealing, AShortTextAndOneThatNothingMakesSmallerStayAsTheyAre) {
  const DataKey key = DataKey::Random();
  const std::string noise = Encrypt(Secret::Random(), "", std::string(4096, 'x'));
  for (const std::string& text : {std::string(1023, 'x'), noise}) {
    const std::string sealed = key.Seal(kName, text);
    EXPECT_EQ(sealed.front(), 1);
    EXPECT_EQ(sealed.size(), 1 + kNonceBytes + text.size() + kTagBytes);
    EXPECT_EQ(key.Open(kName, sealed).value(), text);
  }
}

TEST(Sealing, TheFormatIsBoundAsThePlaceIs) {
  const DataKey key = DataKey::Random();
  for (const auto& [text, other] : {std::pair(std::string("Sam"), '\2'), std::pair(Long(), '\1')}) {
    std::string sealed = key.Seal(kName, text);
    sealed.front() = other;
    ExpectUnreadable(key.Open(kName, sealed).status(), "it was changed");
  }
}

TEST(Keyring, WrapsWithTheCurrentKeyAndUnwrapsWithAnyThatItHas) {
  const DataKey key = DataKey::Random();
  const std::string sealed = key.Seal(kName, "Sam");
  const std::string by_old = Ring(kFile)->Wrap(kCouncil, kChild, key);
  EXPECT_EQ(Ring(kBoth)->Unwrap(kCouncil, kChild, by_old)->Open(kName, sealed).value(), "Sam");
  const std::string by_new = Ring(kBoth)->Wrap(kCouncil, kChild, key);
  EXPECT_EQ(Ring(kNewAlone)->Unwrap(kCouncil, kChild, by_new)->Open(kName, sealed).value(), "Sam");
}

TEST(Keyring, SaysWhichKeyIsMissingOrAnother) {
  const DataKey key = DataKey::Random();
  const std::string by_old = Ring(kFile)->Wrap(kCouncil, kChild, key);
  ExpectUnreadable(Ring(kNewAlone)->Unwrap(kCouncil, kChild, by_old).status(), "key old is not in the key file");
  const auto other = Ring(absl::StrCat("key old ", kTwo, "\ncurrent old\nindex ", kIndex));
  ExpectUnreadable(other->Unwrap(kCouncil, kChild, by_old).status(), "key old of the key file is another");
}

TEST(Keyring, AWrappedKeyIsItsSubjectsAlone) {
  const auto ring = Ring(kFile);
  const std::string wrapped = ring->Wrap(kCouncil, kChild, DataKey::Random());
  EXPECT_FALSE(ring->Unwrap("E08000030", kChild, wrapped).ok());
  EXPECT_FALSE(ring->Unwrap(kCouncil, "0123456789abcdeg", wrapped).ok());
  for (size_t size = 0; size < wrapped.size(); ++size) {
    EXPECT_FALSE(ring->Unwrap(kCouncil, kChild, wrapped.substr(0, size)).ok()) << size;
  }
}

TEST(Keyring, BlindIndexesAreEqualForEqualTextsOfOneCouncilColumnAndKey) {
  const Place born{kCouncil, "children.date_of_birth", ""};
  const std::string index = Ring(kFile)->BlindIndex(born, "2016-05-01");
  EXPECT_EQ(index.size(), 16u);
  EXPECT_EQ(Ring(kBoth)->BlindIndex(born, "2016-05-01"), index) << "whatever key wraps";
  EXPECT_NE(Ring(kFile)->BlindIndex(born, "2016-05-02"), index);
  EXPECT_NE(Ring(kFile)->BlindIndex({"E08000030", born.column, ""}, "2016-05-01"), index);
  EXPECT_NE(Ring(kFile)->BlindIndex({kCouncil, "carers.date_of_birth", ""}, "2016-05-01"), index);
  const auto other = Ring(absl::StrCat("key old ", kOne, "\ncurrent old\nindex ", kTwo));
  EXPECT_NE(other->BlindIndex(born, "2016-05-01"), index);
}

TEST(KeyFile, SaysInOneLineWhatIsWrong) {
  const std::string key = absl::StrCat("key a ", kOne, "\n"), index = absl::StrCat("index ", kIndex, "\n");
  const std::pair<std::string, const char*> wrong[] = {
      {"", "`index HEX`"},
      {absl::StrCat(key, index), "`current ID`"},
      {absl::StrCat(key, index, "current b"), "names one of its keys"},
      {absl::StrCat(key, "current a"), "`index HEX`"},
      {absl::StrCat(key, key, index, "current a"), "line 2 must be another key"},
      {absl::StrCat("key a ", kOne.substr(2), "\n", index, "current a"), "line 1 must be `key ID HEX`"},
      {absl::StrCat("key a/b ", kOne, "\n", index, "current a/b"), "line 1 must be `key ID HEX`"},
      {absl::StrCat(key, index, index, "current a"), "line 3 must be the only `index HEX`"},
      {absl::StrCat(key, index, "current a\ncurrent a"), "line 4 must be the only `current ID`"},
      {absl::StrCat(key, index, "current a\nsecret"), "line 4 must be"}};
  for (const auto& [text, what] : wrong) {
    const auto parsed = Keyring::Parse(text);
    EXPECT_EQ(parsed.status().code(), absl::StatusCode::kFailedPrecondition) << text;
    EXPECT_THAT(std::string(parsed.status().message()), HasSubstr(what));
    EXPECT_THAT(std::string(parsed.status().message()), Not(HasSubstr("1111"))) << "a key in an error";
  }
}

}  // namespace
}  // namespace shortbreaks::sealing
