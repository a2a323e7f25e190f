#include "redis/client.h"

#include <absl/base/thread_annotations.h>
#include <absl/strings/match.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/clock.h>
#include <hiredis/hiredis.h>
#include <openssl/sha.h>
#include <sys/time.h>

#include <array>
#include <map>
#include <optional>
#include <utility>

namespace shortbreaks::redis {
namespace {

struct FreeContext {
  void operator()(redisContext* context) const { redisFree(context); }
};
struct FreeReply {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using Context = std::unique_ptr<redisContext, FreeContext>;
using Reply = std::unique_ptr<redisReply, FreeReply>;

absl::Status Unavailable(const char* what) { return absl::UnavailableError(what); }

std::string ShaOf(std::string_view script) {
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest;
  SHA1(reinterpret_cast<const unsigned char*>(script.data()), script.size(), digest.data());
  constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : digest) text += {kHex[byte >> 4], kHex[byte & 15]};
  return text;
}

Reply Command(redisContext* context, const std::vector<std::string>& words) {
  std::vector<const char*> pointers;
  std::vector<size_t> lengths;
  for (const std::string& word : words) {
    pointers.push_back(word.data());
    lengths.push_back(word.size());
  }
  return Reply(static_cast<redisReply*>(
      redisCommandArgv(context, static_cast<int>(words.size()), pointers.data(), lengths.data())));
}

// hiredis makes room for as many elements as an answer says it has, before any of them has come: four gigabytes for a
// line of twelve bytes. Our scripts answer with a few.
constexpr int kElementsMax = 1'000;

const redisReplyObjectFunctions& OfHiredis() {
  static const redisReplyObjectFunctions functions = [] {
    redisReader* reader = redisReaderCreate();
    const redisReplyObjectFunctions own = *reader->fn;
    redisReaderFree(reader);
    return own;
  }();
  return functions;
}

// Without room the answer is given up, and the connection with it.
void* ArrayWithinBounds(const redisReadTask* task, int elements) {
  return elements > kElementsMax ? nullptr : OfHiredis().createArray(task, elements);
}

void BoundAnswers(redisContext& context) {
  static redisReplyObjectFunctions functions = [] {
    redisReplyObjectFunctions bounded = OfHiredis();
    bounded.createArray = ArrayWithinBounds;
    return bounded;
  }();
  context.reader->fn = &functions;
}

// Nothing for any answer but an array of integers.
std::optional<std::vector<int64_t>> NumbersIn(const redisReply* reply) {
  if (reply == nullptr || reply->type != REDIS_REPLY_ARRAY) return std::nullopt;
  std::vector<int64_t> numbers;
  for (size_t i = 0; i < reply->elements; ++i) {
    if (reply->element[i]->type != REDIS_REPLY_INTEGER) return std::nullopt;
    numbers.push_back(reply->element[i]->integer);
  }
  return numbers;
}

}  // namespace

struct Client::State {
  explicit State(ClientOptions client_options) : options(std::move(client_options)) {}

  absl::StatusOr<Context> Take();
  void GiveBack(Context context);
  void Drop();
  absl::StatusOr<Context> Connect() const;
  absl::Status Authenticate(redisContext* context) const;

  const ClientOptions options;
  absl::Mutex mutex;
  std::vector<Context> idle ABSL_GUARDED_BY(mutex);
  int in_use ABSL_GUARDED_BY(mutex) = 0;
};

absl::StatusOr<Context> Client::State::Connect() const {
  const timeval patience = absl::ToTimeval(options.connect_timeout);
  Context context(options.unix_socket.empty() ? redisConnectWithTimeout(options.host.c_str(), options.port, patience)
                                              : redisConnectUnixWithTimeout(options.unix_socket.c_str(), patience));
  if (context == nullptr || context->err != 0) return Unavailable("cannot connect to Redis");
  BoundAnswers(*context);
  if (redisSetTimeout(context.get(), absl::ToTimeval(options.command_timeout)) != REDIS_OK) {
    return Unavailable("cannot set a timeout on the connection to Redis");
  }
  if (auto status = Authenticate(context.get()); !status.ok()) return status;
  return context;
}

absl::Status Client::State::Authenticate(redisContext* context) const {
  if (options.password.empty()) return absl::OkStatus();
  std::vector<std::string> words = {"AUTH"};
  if (!options.user.empty()) words.push_back(options.user);
  words.push_back(options.password);
  const Reply reply = Command(context, words);
  if (reply == nullptr || reply->type == REDIS_REPLY_ERROR) return Unavailable("Redis refused the password");
  return absl::OkStatus();
}

absl::StatusOr<Context> Client::State::Take() {
  {
    absl::MutexLock lock(&mutex);
    const auto free = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex) { return in_use < options.connections_max; };
    if (!mutex.AwaitWithTimeout(absl::Condition(&free), options.command_timeout)) {
      return Unavailable("every connection to Redis is in use");
    }
    ++in_use;
    if (!idle.empty()) {
      Context context = std::move(idle.back());
      idle.pop_back();
      return context;
    }
  }
  auto context = Connect();
  if (!context.ok()) Drop();
  return context;
}

void Client::State::GiveBack(Context context) {
  absl::MutexLock lock(&mutex);
  --in_use;
  idle.push_back(std::move(context));
}

// A connection is never mended: after an error it is unknown which answer would come next.
void Client::State::Drop() {
  absl::MutexLock lock(&mutex);
  --in_use;
  idle.clear();
}

Client::Client(ClientOptions options) : state_(std::make_unique<State>(std::move(options))) {}

Client::~Client() = default;

absl::StatusOr<std::vector<int64_t>> Client::Run(const Script& script, const std::vector<std::string>& keys,
                                                 const std::vector<std::string>& arguments) {
  auto context = state_->Take();
  if (!context.ok()) return context.status();
  std::vector<std::string> words = {"EVALSHA", ShaOf(script.body), std::to_string(keys.size())};
  words.insert(words.end(), keys.begin(), keys.end());
  words.insert(words.end(), arguments.begin(), arguments.end());
  Reply reply = Command(context->get(), words);
  if (reply != nullptr && reply->type == REDIS_REPLY_ERROR &&
      absl::StartsWith(absl::string_view(reply->str, reply->len), "NOSCRIPT")) {
    words[0] = "EVAL";
    words[1] = std::string(script.body);
    reply = Command(context->get(), words);
  }
  auto numbers = NumbersIn(reply.get());
  if (!numbers) {
    state_->Drop();
    return Unavailable("Redis did not answer as it should");
  }
  state_->GiveBack(*std::move(context));
  return *std::move(numbers);
}

absl::Status Client::Ping() {
  auto context = state_->Take();
  if (!context.ok()) return context.status();
  const Reply reply = Command(context->get(), {"PING"});
  if (reply == nullptr || reply->type != REDIS_REPLY_STATUS) {
    state_->Drop();
    return Unavailable("Redis did not answer PING");
  }
  state_->GiveBack(*std::move(context));
  return absl::OkStatus();
}

}  // namespace shortbreaks::redis
