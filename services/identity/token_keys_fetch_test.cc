// A key set that is fetched from a real server over TLS.
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "identity/signing.h"
#include "identity/watched_token_keys.h"
#include "support/certificates.h"
#include "support/child_process.h"

namespace shortbreaks::identity {
namespace {

using support::CertificateAuthority;
using support::CertificateFiles;
using support::Eventually;
using testing::HasSubstr;

class FetchedKeys : public testing::Test {
 protected:
  // Serves the files of the folder at https://localhost:port_/.
  void Serve(const CertificateFiles& files) {
    const std::string command =
        absl::StrCat("cd ", folder_.path(), " && exec openssl s_server -quiet -accept 127.0.0.1:", port_, " -cert ",
                     files.certificate, " -key ", files.key, " -WWW");
    ASSERT_TRUE(server_.Start({"bash", "-c", command}, folder_.path() + "/log").ok());
    ASSERT_TRUE(Eventually(absl::Seconds(20), [&] {
      return !absl::StrContains(Fetch("keys.json", council_.file()).status().message(), "onnect");
    }));
  }
  void Put(const std::string& name, const std::string& text) const {
    std::ofstream(folder_.path() + "/" + name) << text;
  }
  absl::StatusOr<std::string> Fetch(const std::string& path, const std::string& ca_file,
                                    const std::string& host = "localhost") const {
    return FromUrl({absl::StrCat("https://", host, ":", port_, "/", path), ca_file, absl::Seconds(5)})();
  }
  std::string Refusal(const std::string& path, const std::string& ca_file, const std::string& host = "localhost") {
    return std::string(Fetch(path, ca_file, host).status().message());
  }

  support::TemporaryDirectory folder_;
  const CertificateAuthority council_{folder_.path(), "council"}, stranger_{folder_.path(), "stranger"};
  const int port_ = support::FreePort();
  support::ChildProcess server_;
};

TEST_F(FetchedKeys, ComeFromTheServerThatItIsAndAreFollowedAsTheyChange) {
  const std::string old_key = NewSigningKey(), new_key = NewSigningKey();
  Put("keys.json", PublicJwks({{"old", old_key}}).value());
  Serve(council_.Issue("server"));
  const FetchOptions options{absl::StrCat("https://localhost:", port_, "/keys.json"), council_.file()};
  auto keys = WatchedTokenKeys::Start(FromUrl(options), {absl::Milliseconds(50), absl::ZeroDuration()});
  ASSERT_TRUE(keys.ok()) << keys.status();
  EXPECT_TRUE((*keys)->Current()->by_kid.contains("old"));
  Put("keys.json", PublicJwks({{"old", old_key}, {"new", new_key}}).value());
  EXPECT_TRUE(Eventually(absl::Seconds(20), [&] { return (*keys)->Current()->by_kid.contains("new"); }));
  EXPECT_TRUE((*keys)->Current()->by_kid.contains("old"));
  // The server goes away, and its last keys stay.
  server_.Kill();
  EXPECT_TRUE((*keys)->Current()->by_kid.contains("new"));
}

TEST_F(FetchedKeys, AreNotTakenFromAServerWhoseCertificateDoesNotFit) {
  Put("keys.json", "{}");
  Serve(council_.Issue("server"));
  EXPECT_EQ(Fetch("keys.json", council_.file()).value(), "{}");
  EXPECT_THAT(Refusal("keys.json", stranger_.file()), HasSubstr("certificate"));
  EXPECT_THAT(Refusal("keys.json", ""), HasSubstr("certificate")) << "the system does not know the authority";
  EXPECT_THAT(Refusal("keys.json", council_.file(), "127.0.0.1"), HasSubstr("127.0.0.1")) << "another name";
}

TEST_F(FetchedKeys, AreNotTakenFromAServerWhoseCertificateRanOut) {
  Put("keys.json", "{}");
  Serve(council_.Issue("server", {.until = absl::Now() - absl::Minutes(1)}));
  EXPECT_THAT(Refusal("keys.json", council_.file()), HasSubstr("expired"));
}

TEST_F(FetchedKeys, AreBoundedInSizeAndTime) {
  Put("keys.json", std::string(300 << 10, ' '));
  Serve(council_.Issue("server"));
  EXPECT_THAT(Refusal("keys.json", council_.file()), HasSubstr("too large"));
  server_.Pause();
  const auto late =
      FromUrl({absl::StrCat("https://localhost:", port_, "/keys.json"), council_.file(), absl::Milliseconds(200)})();
  EXPECT_THAT(std::string(late.status().message()), HasSubstr("timed out"));
  server_.Continue();
}

TEST(FetchedKeysFrom, NothingButHttpsIsFetched) {
  for (const char* url :
       {"http://localhost/keys", "file:///etc/passwd", "ftp://localhost/keys", "gopher://localhost/"}) {
    EXPECT_THAT(std::string(FromUrl({url, "", absl::Seconds(5)})().status().message()), HasSubstr("cannot fetch"))
        << url;
  }
}

}  // namespace
}  // namespace shortbreaks::identity
