// `shortbreaks token`: keys and tokens for demonstrations, and that production takes neither.
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "identity/signing.h"
#include "identity/token_verifier.h"
#include "ids/uuid.h"
#include "support/child_process.h"

namespace shortbreaks::identity {
namespace {

using testing::HasSubstr;

class DevelopmentTokens : public testing::Test {
 protected:
  static std::string Read(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  // What the tool says; `exit_code` is how it must end.
  std::string Run(std::vector<std::string> arguments, int exit_code = 0) {
    arguments.insert(arguments.begin(), {SHORTBREAKS_CLI, "token"});
    std::ofstream(log_, std::ios::trunc).close();
    support::ChildProcess process;
    EXPECT_TRUE(process.Start(arguments, log_).ok());
    EXPECT_EQ(process.Wait(absl::Seconds(60)).value_or(-1), exit_code);
    return Read(log_);
  }
  std::string File(const std::string& name) const { return folder_.path() + "/" + name; }
  // A token for a carer whose app may read and book.
  std::string Mint(const std::string& carer) {
    std::string token =
        Run({"mint", "--key", File("development-key.pem"), "--audience", "shortbreaks", "--role", "carer", "--council",
             "E08000031", "--subject", carer, "--partner", "parent-app", "--scope", "read book"});
    token.erase(token.find_last_not_of('\n') + 1);
    return token;
  }

  const support::TemporaryDirectory folder_;
  const std::string log_ = folder_.path() + "/log";
};

TEST_F(DevelopmentTokens, AreSignedWithAKeyThatNobodyElseCanRead) {
  EXPECT_THAT(Run({"keys", folder_.path()}), HasSubstr("https://development.invalid"));
  struct stat key {};
  ASSERT_EQ(stat(File("development-key.pem").c_str(), &key), 0);
  EXPECT_EQ(key.st_mode & 0777, 0600u);
  const std::string before = Read(File("development-key.pem"));
  EXPECT_THAT(Run({"keys", folder_.path()}, 1), HasSubstr("cannot be written"));
  EXPECT_EQ(Read(File("development-key.pem")), before);
}

TEST_F(DevelopmentTokens, HoldInDevelopmentAlone) {
  Run({"keys", folder_.path()});
  const std::string set = Read(File("development-keys.json"));
  const std::string carer = ids::ResourceName("carers", ids::NewUuid());
  const auto verifier =
      MakeTokenVerifier({std::string(kDevelopmentIssuer), "shortbreaks"},
                        std::make_shared<FixedTokenKeys>(ParseJwks(set, /*development=*/true).value()));
  ASSERT_TRUE(verifier.ok());
  const auto principal = (*verifier)->Verify(Mint(carer), absl::Now());
  ASSERT_TRUE(principal.ok()) << principal.status();
  EXPECT_EQ(principal->subject, carer);
  EXPECT_EQ(principal->partner_id, "parent-app");
  EXPECT_EQ(principal->scopes->ToText(), "read book");
  EXPECT_THAT(std::string(ParseJwks(set, /*development=*/false).status().message()),
              HasSubstr("is of the development issuer"));
}

}  // namespace
}  // namespace shortbreaks::identity
