#include "audit/chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "audit/checkpoints.h"
#include "support/child_process.h"

namespace shortbreaks::audit {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const Columns kColumns = {"0123456789abcdef",           "GetChild", "children/1", "officer:1", "app", "call",
                          "2026-11-28 10:00:00.000000", "1",        std::nullopt, "",          "6",   ""};

TEST(HashOf, IsWhatAnotherProgramReckons) {
  // By Python's hashlib over the same bytes.
  EXPECT_EQ(ToHex(HashOf(kNoHash, "E08000031", 1, kColumns)),
            "b13848856a6cf2269d910aa7bf31e0903f555b5056c49d512d5c688098306d9c");
}

TEST(HashOf, ChangesWithEverythingThatIsHashed) {
  const Hash hash = HashOf(kNoHash, "E08000031", 1, kColumns);
  EXPECT_NE(HashOf(Hash(32, '\1'), "E08000031", 1, kColumns), hash);
  EXPECT_NE(HashOf(kNoHash, "E08000032", 1, kColumns), hash);
  EXPECT_NE(HashOf(kNoHash, "E08000031", 2, kColumns), hash);
  for (size_t i = 0; i < kColumns.size(); ++i) {
    Columns changed = kColumns;
    changed[i] = kColumns[i].value_or("") + "x";
    EXPECT_NE(HashOf(kNoHash, "E08000031", 1, changed), hash) << "column " << i;
  }
}

TEST(HashOf, TellsApartHowATextIsPartedAndNullFromEmpty) {
  Columns moved = kColumns;
  moved[1] = "GetChildc", moved[2] = "hildren/1";
  EXPECT_NE(HashOf(kNoHash, "E08000031", 1, moved), HashOf(kNoHash, "E08000031", 1, kColumns));
  Columns empty = kColumns;
  empty[8] = "";
  EXPECT_NE(HashOf(kNoHash, "E08000031", 1, empty), HashOf(kNoHash, "E08000031", 1, kColumns));
}

class CheckpointLines : public testing::Test {
 protected:
  Signer MakeKey(const std::string& name) {
    EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    FILE* secret = fopen(Path(name + ".pem").c_str(), "w");
    PEM_write_PrivateKey(secret, key, nullptr, nullptr, 0, nullptr, nullptr);
    fclose(secret);
    FILE* open = fopen(Path(name + ".pub").c_str(), "w");
    PEM_write_PUBKEY(open, key);
    fclose(open);
    EVP_PKEY_free(key);
    return *Signer::FromFile(Path(name + ".pem"));
  }
  std::string Path(const std::string& name) const { return folder_.path() + "/" + name; }

  support::TemporaryDirectory folder_;
  const Signer signer_ = MakeKey("ours");
  const Checkpoint checkpoint_{"E08000031", 17, Hash(32, '\7'), absl::FromUnixSeconds(1'790'000'000)};
};

TEST_F(CheckpointLines, ReadBackWhatWasSigned) {
  PublicKeys keys;
  ASSERT_TRUE(keys.AddFile(Path("ours.pub")).ok());
  const auto read = ReadSignedLine(SignedLine(checkpoint_, signer_), keys);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->council_id, checkpoint_.council_id);
  EXPECT_EQ(read->sequence, checkpoint_.sequence);
  EXPECT_EQ(read->hash, checkpoint_.hash);
  EXPECT_EQ(read->time, checkpoint_.time);
}

TEST_F(CheckpointLines, EveryCharacterThatIsChangedIsNoticed) {
  PublicKeys keys;
  ASSERT_TRUE(keys.AddFile(Path("ours.pub")).ok());
  const std::string line = SignedLine(checkpoint_, signer_);
  for (size_t i = 0; i < line.size() - 1; ++i) {
    std::string changed = line;
    changed[i] = changed[i] == '1' ? '2' : '1';
    EXPECT_FALSE(ReadSignedLine(changed, keys).ok()) << changed;
  }
}

// A disk that is full takes a part of a line. Here it is a limit on the size of files.
TEST_F(CheckpointLines, OfWhichAPartWasWrittenAreTakenBack) {
  PublicKeys keys;
  ASSERT_TRUE(keys.AddFile(Path("ours.pub")).ok());
  ASSERT_TRUE(AppendCheckpoint(folder_.path(), checkpoint_, signer_).ok());
  const auto whole = std::filesystem::file_size(Path("E08000031.jsonl"));
  rlimit limit{};
  getrlimit(RLIMIT_FSIZE, &limit);
  const rlimit small{whole + 10, limit.rlim_max};
  signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);
  Checkpoint next = checkpoint_;
  next.sequence += 1;
  const absl::Status refused = AppendCheckpoint(folder_.path(), next, signer_);
  setrlimit(RLIMIT_FSIZE, &limit);
  EXPECT_THAT(refused.message(), HasSubstr("cannot write"));
  EXPECT_EQ(std::filesystem::file_size(Path("E08000031.jsonl")), whole);
  ASSERT_TRUE(AppendCheckpoint(folder_.path(), next, signer_).ok());
  const auto found = ReadCheckpoints({folder_.path()}, keys);
  EXPECT_THAT(found->forged, testing::IsEmpty());
  EXPECT_EQ(found->by_council.at("E08000031").size(), 2u);
}

TEST_F(CheckpointLines, BehindOneThatIsTornBeginALineOfTheirOwn) {
  PublicKeys keys;
  ASSERT_TRUE(keys.AddFile(Path("ours.pub")).ok());
  std::ofstream(Path("E08000031.jsonl")) << SignedLine(checkpoint_, signer_).substr(0, 100);
  ASSERT_TRUE(AppendCheckpoint(folder_.path(), checkpoint_, signer_).ok());
  const auto found = ReadCheckpoints({folder_.path()}, keys);
  EXPECT_THAT(found->forged, ElementsAre(HasSubstr("line 1: is no JSON object")));
  EXPECT_EQ(found->by_council.at("E08000031").size(), 1u);
}

TEST_F(CheckpointLines, OfAnotherKeyAreForged) {
  PublicKeys keys;
  ASSERT_TRUE(keys.AddFile(Path("ours.pub")).ok());
  const Signer other = MakeKey("theirs");
  ASSERT_TRUE(AppendCheckpoint(folder_.path(), checkpoint_, signer_).ok());
  ASSERT_TRUE(AppendCheckpoint(folder_.path(), checkpoint_, other).ok());
  auto found = ReadCheckpoints({folder_.path()}, keys);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->by_council["E08000031"].size(), 1u);
  EXPECT_THAT(found->forged, ElementsAre(HasSubstr("E08000031.jsonl line 2: was signed with none of the keys")));
  // Once the key was replaced, both are known.
  ASSERT_TRUE(keys.AddFile(Path("theirs.pub")).ok());
  EXPECT_THAT(ReadCheckpoints({folder_.path()}, keys)->forged, testing::IsEmpty());
}

TEST_F(CheckpointLines, OfAnotherCouncilsFileAndASecondHashAreForged) {
  PublicKeys keys;
  ASSERT_TRUE(keys.AddFile(Path("ours.pub")).ok());
  Checkpoint again = checkpoint_;
  again.hash = Hash(32, '\x8');
  std::ofstream(Path("E08000031.jsonl")) << SignedLine(checkpoint_, signer_) << SignedLine(again, signer_);
  std::ofstream(Path("E08000032.jsonl")) << SignedLine(checkpoint_, signer_);
  EXPECT_THAT(ReadCheckpoints({folder_.path()}, keys)->forged,
              testing::UnorderedElementsAre(HasSubstr("line 2: record 17 was signed before with another hash"),
                                            HasSubstr("E08000032.jsonl line 1: is of another council")));
}

TEST_F(CheckpointLines, KeysThatAreNoneAreRefusedInOneLine) {
  std::ofstream(Path("nothing.pem")) << "nothing\n";
  EXPECT_THAT(Signer::FromFile(Path("missing.pem")).status().message(), HasSubstr("cannot read"));
  EXPECT_THAT(Signer::FromFile(Path("nothing.pem")).status().message(), HasSubstr("no private Ed25519 key"));
  EXPECT_THAT(Signer::FromFile(Path("ours.pub")).status().message(), HasSubstr("no private Ed25519 key"));
  PublicKeys keys;
  EXPECT_THAT(keys.AddFile(Path("nothing.pem")).message(), HasSubstr("no public Ed25519 key"));
  EXPECT_THAT(AppendCheckpoint(Path("missing"), checkpoint_, signer_).message(), HasSubstr("cannot write"));
}

}  // namespace
}  // namespace shortbreaks::audit
