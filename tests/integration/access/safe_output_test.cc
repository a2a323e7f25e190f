// Everything is asked of everything, rightly and wrongly, about families whose every word is a canary; then nothing of
// them stands in a log, a metric, Redis or the words of an error.
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <gmock/gmock.h>

#include <memory>

#include "access/requests.h"
#include "access/world.h"
#include "redis/client.h"
#include "support/http_get.h"

namespace shortbreaks::access {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using Program = support::RunningServices::Program;

// What a caller says in every text: it stands nowhere either, but in the answer to whoever said it.
constexpr char kSaid[] = "Xanthippe of 17 Canary Lane";

// How many keys of Redis have the word in their name or in what they hold.
constexpr redis::Script kHolds{R"lua(
local found = 0
for _, key in ipairs(redis.call('KEYS', '*')) do
  local kind = redis.call('TYPE', key)['ok']
  local held = {}
  if kind == 'string' then held = {redis.call('GET', key)}
  elseif kind == 'zset' then held = redis.call('ZRANGE', key, 0, -1)
  elseif kind == 'hash' then held = redis.call('HGETALL', key)
  elseif kind == 'set' then held = redis.call('SMEMBERS', key)
  elseif kind == 'list' then held = redis.call('LRANGE', key, 0, -1) end
  if string.find(key .. '|' .. table.concat(held, '|'), ARGV[1], 1, true) then found = found + 1 end
end
return {found, redis.call('DBSIZE')}
)lua"};

class SafeOutput : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    world_ = MakeWorld().release();
    AskEverything();
  }
  static void TearDownTestSuite() {
    delete world_;
    world_ = nullptr;
  }

  // Texts are filled where `said` is set; else what WaysToAsk puts there stays.
  static void Ask(const Persona& persona, const MethodDescriptor& method, const Message& request) {
    const std::unique_ptr<Message> answer = New(method.output_type());
    const absl::Status status =
        persona.connection->Call(FullName(method), request, *answer, {.timeout = absl::Seconds(10), .retry = false});
    ++asked_;
    if (status.ok()) return;
    absl::StrAppend(&errors_, FullName(method), ": ", status.ToString(absl::StatusToStringMode::kWithEverything), "\n");
  }

  static void SayEverywhere(Message& message, const MethodDescriptor& method, int depth) {
    const auto* reflection = message.GetReflection();
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor* field = message.GetDescriptor()->field(i);
      if (field->is_repeated()) continue;
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && depth > 0) {
        if (reflection->HasField(message, field)) {
          SayEverywhere(*reflection->MutableMessage(&message, field), method, depth - 1);
        }
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING && WhatIsIn(*field, method) == Holds::kText) {
        reflection->SetString(&message, field, kSaid);
      }
    }
  }

  static void AskEverything() {
    for (const MethodDescriptor* method : support::ContractMethods()) {
      for (const Persona& persona : world_->personas) {
        for (const Way& way : WaysToAsk(*method, persona.role, world_->home.records)) {
          Ask(persona, *method, *way.request);
          SayEverywhere(*way.request, *method, 6);
          Ask(persona, *method, *way.request);
        }
      }
    }
  }

  // Names, keys, places and texts of both families, and what officers wrote of them.
  static std::set<std::string> Words() {
    std::set<std::string> words;
    for (const Council* council : {&world_->home, &world_->other}) {
      const Canaries& c = council->canaries;
      for (const auto* some : {&c.of_family, &c.of_other_family, &c.of_officers})
        words.insert(some->begin(), some->end());
    }
    return words;
  }

  static void ExpectNone(const std::string& text, const char* where, const std::set<std::string>& words) {
    for (const std::string& line : std::vector<std::string>(absl::StrSplit(text, '\n'))) {
      for (const std::string& word : words) {
        if (line.find(word) != std::string::npos) ADD_FAILURE() << word << " in " << where << ": " << line;
      }
    }
  }

  static std::set<std::string> WordsAndWhatWasSaid() {
    auto words = Words();
    words.insert({kSaid, "Xanthippe", "Canary Lane"});
    return words;
  }

  static World* world_;
  static std::string errors_;
  static int asked_;
};

World* SafeOutput::world_ = nullptr;
std::string SafeOutput::errors_;
int SafeOutput::asked_ = 0;

TEST_F(SafeOutput, NothingOfAFamilyIsInALog) {
  EXPECT_GT(asked_, 2'000);
  for (const Program program : {Program::kAvailability, Program::kEligibility, Program::kBookings}) {
    const std::string log = world_->services->Log(program);
    EXPECT_GT(std::ranges::count(log, '\n'), 100);
    ExpectNone(log, "a log", WordsAndWhatWasSaid());
  }
}

TEST_F(SafeOutput, NothingOfAFamilyIsInAMetric) {
  for (const Program program : {Program::kAvailability, Program::kEligibility, Program::kBookings}) {
    const auto reply = support::HttpSend(world_->services->metrics_port(program),
                                         "GET /metrics HTTP/1.1\r\nHost: metrics\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(reply.body, testing::HasSubstr("shortbreaks_rpcs_total"));
    ExpectNone(reply.body, "a metric", WordsAndWhatWasSaid());
  }
}

TEST_F(SafeOutput, NothingOfAFamilyIsInAnError) {
  EXPECT_GT(std::ranges::count(errors_, '\n'), 1'000);
  ExpectNone(errors_, "an error", Words());
}

TEST_F(SafeOutput, NothingOfAFamilyIsInRedis) {
  redis::Client redis(world_->services->redis().Options());
  for (const std::string& word : WordsAndWhatWasSaid()) {
    const auto found = redis.Run(kHolds, {}, {word});
    ASSERT_TRUE(found.ok()) << found.status();
    EXPECT_EQ((*found)[0], 0) << word;
    EXPECT_GT((*found)[1], 0) << "nothing is in Redis at all";
  }
}

}  // namespace
}  // namespace shortbreaks::access
