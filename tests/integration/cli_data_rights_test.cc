// What families may ask of what is kept about them, as officers answer at the command line.
#include "command_line.h"

namespace shortbreaks {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class DataRights : public CommandLine {
 protected:
  Client officer_ = services_->Officer(council_);
  const support::Family family_ = support::AddFamily(officer_, 600);
};

TEST_F(DataRights, AChildsRecordIsWrittenForPeopleAndForPrograms) {
  const std::string folder = folder_.path() + "/answer";
  const Answer answer = Run("officer", {"child", "export", family_.child, "--to", folder});
  EXPECT_EQ(answer.exit_code, 0) << answer.said;
  EXPECT_THAT(answer.out, AllOf(HasSubstr(folder + "/record.html"), HasSubstr("somebody else")));
  EXPECT_THAT(Read(folder + "/record.html"), AllOf(HasSubstr("<h2>The child</h2>"), HasSubstr(family_.child)));
  const auto json = nlohmann::json::parse(Read(folder + "/record.json"));
  EXPECT_EQ(json["child"], family_.child);
  EXPECT_EQ(json["tables"]["children"][0]["child_id"], family_.child);
  EXPECT_EQ(json["tables"]["carers"][0]["carer_id"], family_.carer);
  EXPECT_EQ(json["tables"]["allocations"][0]["allocation_id"], family_.allocation);
  struct stat of_folder {
  }, of_file{};
  ASSERT_EQ(stat(folder.c_str(), &of_folder) + stat((folder + "/record.json").c_str(), &of_file), 0);
  EXPECT_EQ(of_folder.st_mode & 0777, 0700u);
  EXPECT_EQ(of_file.st_mode & 0777, 0600u);
  const Answer again = Run("officer", {"child", "export", family_.child, "--to", folder});
  EXPECT_NE(again.exit_code, 0) << "what is there is left alone";
  EXPECT_THAT(again.said, HasSubstr("--to"));
}

TEST_F(DataRights, AFamilyAsksForACorrectionAndIsAnswered) {
  SignIn("carer", {identity::Role::kCarer, council_, family_.carer, "", "parent-app"});
  const Answer asked = Run("carer", {"--json", "correction", "request", family_.child, "--text", "It is spelt Kym."});
  ASSERT_EQ(asked.exit_code, 0) << asked.said;
  const std::string name = asked.Json()["correction"]["name"];
  EXPECT_THAT(Run("officer", {"correction", "list"}).out, AllOf(HasSubstr(name), HasSubstr("It is spelt Kym.")));
  EXPECT_THAT(Run("officer", {"correction", "answer", name, "--extend", "--text", "The school is asked."}).out,
              HasSubstr("extended"));
  EXPECT_NE(Run("officer", {"correction", "answer", name, "--outcome", "perhaps", "--text", "?"}).exit_code, 0);
  EXPECT_THAT(
      Run("officer", {"correction", "answer", name, "--outcome", "corrected", "--text", "It is put right."}).out,
      HasSubstr("corrected"));
  EXPECT_THAT(Run("officer", {"correction", "list"}).out, HasSubstr("No corrections."));
  EXPECT_THAT(Run("carer", {"correction", "list", "--child", family_.child}).out, HasSubstr("corrected"));
}

TEST_F(DataRights, ARuleSaysWhoseTimeIsOverAndNothingIsErasedByIt) {
  EXPECT_NE(Run("officer", {"retention", "show-rule"}).exit_code, 0);
  EXPECT_THAT(Run("officer", {"retention", "set-rule", "--birthday", "25", "--idle-years", "6"}).out,
              HasSubstr("after the birthday at 25"));
  EXPECT_THAT(Run("officer", {"retention", "show-rule"}).out, HasSubstr("Set by officer:officer-1"));
  EXPECT_THAT(Run("officer", {"retention", "due"}).out, HasSubstr("Nobody's time is over."));
  EXPECT_THAT(Run("officer", {"retention", "due", "--birthday", "12"}).said, HasSubstr("18 to 100"));
  const Answer refused = Run("officer", {"retention", "propose", family_.child});
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_THAT(refused.said, HasSubstr("not over"));
  EXPECT_THAT(Run("officer", {"child", "show", family_.child}).out, HasSubstr(family_.child));
}

}  // namespace
}  // namespace shortbreaks
