// Decisions as they were kept, made again: whatever changes one byte of them is another engine. testdata/decisions
// holds for each engine what decisions stood on and what came of it, and the policies as they were then. After a change
// that is meant: raise kEngine, copy the bases into a folder of the new engine, SHORTBREAKS_UPDATE_GOLDEN=1
// eligibility_rules_test.
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "eligibility/decisions.h"
#include "eligibility/rules_test.h"

namespace shortbreaks::eligibility {
namespace {

namespace fs = std::filesystem;
using testing::Gt;
using testing::SizeIs;

constexpr char kBasis[] = ".basis.txtpb";
constexpr char kPolicyLine[] = "# policy: ";
const ids::Uuid kPolicyId(16, 'p');

std::string Read(const fs::path& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

template <typename Message>
Message ReadText(const fs::path& path) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(Read(path), &message)) << path;
  return message;
}

fs::path DecisionOf(const fs::path& basis) {
  const std::string text = basis.string();
  return absl::StrCat(text.substr(0, text.size() - std::string_view(kBasis).size()), ".decision.txtpb");
}

std::vector<fs::path> BasesIn(const fs::path& folder) {
  std::vector<fs::path> found;
  if (!fs::exists(folder)) return found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (absl::EndsWith(entry.path().string(), kBasis)) found.push_back(entry.path());
  }
  return found;
}

std::vector<fs::path> OfThisEngine() {
  return BasesIn(fs::path(SHORTBREAKS_GOLDEN_DECISIONS) / absl::StrCat("engine-", kEngine));
}

// The policy that the first line of a basis names.
policy::Policy PolicyOf(const fs::path& basis) {
  const std::string text = Read(basis);
  EXPECT_TRUE(absl::StartsWith(text, kPolicyLine)) << basis;
  const size_t begin = std::string_view(kPolicyLine).size();
  const std::string name = text.substr(begin, text.find('\n') - begin);
  return Parsed(Read(fs::path(SHORTBREAKS_GOLDEN_DECISIONS) / "policies" / name));
}

template <typename Message>
void Write(const fs::path& path, const std::string& head, const Message& message) {
  std::string text;
  google::protobuf::TextFormat::PrintToString(message, &text);
  std::ofstream(path) << head << text;
}

void Update(const fs::path& path) {
  const policy::Policy policy = PolicyOf(path);
  const std::string before = Read(path);
  auto basis = ReadText<v1::DecisionBasis>(path);
  const v1::Decision decision = DecideOn(basis, kPolicyId, &policy);
  Write(path, before.substr(0, before.find('\n') + 1), basis);
  Write(DecisionOf(path), "", decision);
}

TEST(GoldenDecisions, OfThisEngineComeOutTheSameToTheByte) {
  const std::vector<fs::path> bases = OfThisEngine();
  ASSERT_THAT(bases, SizeIs(Gt(8u)));
  for (const fs::path& path : bases) {
    SCOPED_TRACE(path);
    if (std::getenv("SHORTBREAKS_UPDATE_GOLDEN") != nullptr) Update(path);
    const policy::Policy policy = PolicyOf(path);
    const auto basis = ReadText<v1::DecisionBasis>(path);
    const auto kept = ReadText<v1::Decision>(DecisionOf(path));
    EXPECT_EQ(basis.policy_digest(), policy.digest) << "the policy's file is as it was";
    EXPECT_EQ(basis.engine(), kEngine);
    const v1::Decision again = Remake(basis, &policy);
    EXPECT_EQ(again.SerializeAsString(), kept.SerializeAsString())
        << "Another wording or logic is another engine: see decisions.h.\n"
        << again.DebugString();
  }
}

TEST(GoldenDecisions, OfEveryEngineStayReadable) {
  int read = 0;
  for (int engine = 1; engine <= kEngine; ++engine) {
    const auto bases = BasesIn(fs::path(SHORTBREAKS_GOLDEN_DECISIONS) / absl::StrCat("engine-", engine));
    EXPECT_FALSE(bases.empty()) << "engine " << engine << " has no goldens";
    for (const fs::path& path : bases) {
      EXPECT_EQ(ReadText<v1::DecisionBasis>(path).engine(), engine) << path;
      EXPECT_EQ(ReadText<v1::Decision>(DecisionOf(path)).engine(), engine) << path;
      ++read;
    }
  }
  EXPECT_GT(read, 8);
}

TEST(GoldenDecisions, ThePictureIsNotAllOfOneColour) {
  bool eligible = false, indicative = false, refer = false, shared = false, counted = false;
  for (const fs::path& path : OfThisEngine()) {
    const auto decision = ReadText<v1::Decision>(DecisionOf(path));
    eligible = eligible || decision.result() == v1::DECISION_RESULT_ELIGIBLE;
    indicative = indicative || decision.result() == v1::DECISION_RESULT_INDICATIVE;
    refer = refer || decision.result() == v1::DECISION_RESULT_REFER;
    shared = shared || decision.has_second_charge();
    counted = counted || decision.has_counter();
  }
  EXPECT_TRUE(eligible && indicative && refer && shared && counted);
}

TEST(GoldenDecisions, AnotherEngineIsAnotherDecision) {
  v1::DecisionBasis basis = Eligible();
  const v1::Decision now = DecideOn(basis, kPolicyId, &Sample());
  basis.set_engine(kEngine - 1);
  EXPECT_NE(Remake(basis, &Sample()).name(), now.name()) << "so both are kept";
}

}  // namespace
}  // namespace shortbreaks::eligibility
