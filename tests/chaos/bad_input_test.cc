// Bytes that no client of ours would send, to services that run: whatever comes, they stay up, answer with a typed
// refusal where there is somebody to answer, and serve whoever behaves. The seed is printed; SHORTBREAKS_SEED sets it.
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <random>
#include <thread>

#include "identity/authorisation.h"
#include "support/running_services.h"
#include "wire/times.h"

namespace shortbreaks {
namespace {

using support::RunningServices;
using Program = RunningServices::Program;
using Random = std::mt19937_64;

constexpr Program kPrograms[] = {Program::kAvailability, Program::kEligibility, Program::kBookings};
constexpr char kCouncil[] = "E08000031";

uint64_t Seed() {
  const char* given = std::getenv("SHORTBREAKS_SEED");
  const uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
  std::cout << "SHORTBREAKS_SEED=" << seed << "\n";
  return seed;
}

size_t Below(Random& random, size_t limit) { return random() % limit; }

std::string Noise(Random& random, size_t bytes_max) {
  std::string noise(Below(random, bytes_max + 1), '\0');
  for (char& c : noise) c = static_cast<char>(random());
  return noise;
}

// HTTP/2, RFC 9113: nine bytes of head and a payload. `length` may lie.
std::string Frame(int type, int flags, uint32_t stream, const std::string& payload, size_t length) {
  std::string frame;
  for (const int shift : {16, 8, 0}) frame += static_cast<char>(length >> shift);
  frame += static_cast<char>(type);
  frame += static_cast<char>(flags);
  for (const int shift : {24, 16, 8, 0}) frame += static_cast<char>(stream >> shift);
  return frame + payload;
}
std::string Frame(int type, int flags, uint32_t stream, const std::string& payload) {
  return Frame(type, flags, stream, payload, payload.size());
}

constexpr int kHeaders = 1, kReset = 3, kSettings = 4, kPing = 6, kContinuation = 9;
const std::string kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

// A request's head in HPACK, RFC 7541, without its table: POST, http, the path.
std::string Head(const std::string& path) {
  return std::string("\x83\x86\x04", 3) + static_cast<char>(path.size()) + path;
}

std::string Many(size_t times, const std::function<std::string(uint32_t)>& frame) {
  std::string all;
  for (uint32_t i = 0; i < times; ++i) all += frame(i);
  return all;
}

// What one connection says.
std::string Conversation(Random& random) {
  const std::string hello = kPreface + Frame(kSettings, 0, 0, "");
  const std::string path = "/grpc.health.v1.Health/Check";
  switch (Below(random, 12)) {
    case 0:
      return Noise(random, 4'000);
    case 1:
      return "GET / HTTP/1.1\r\nHost: x\r\n\r\n" + Noise(random, 200);
    case 2:
      return kPreface.substr(0, Below(random, kPreface.size()));
    case 3:  // frames of any kind on any stream
      return hello + Many(50, [&](uint32_t) {
               return Frame(static_cast<int>(Below(random, 256)), static_cast<int>(Below(random, 256)),
                            static_cast<uint32_t>(random()), Noise(random, 300));
             });
    case 4:  // lengths that lie
      return hello + Frame(static_cast<int>(Below(random, 10)), 0, 1, Noise(random, 100), random() & 0xFFFFFF);
    case 5:  // heads that are no HPACK
      return hello + Frame(kHeaders, 4, 1, Noise(random, 2'000));
    case 6:  // streams opened and reset at once
      return hello + Many(2'000, [&](uint32_t i) {
               return Frame(kHeaders, 4, 2 * i + 1, Head(path)) + Frame(kReset, 0, 2 * i + 1, std::string(4, '\x08'));
             });
    case 7:  // a head that never ends
      return hello + Frame(kHeaders, 0, 1, Head(path)) +
             Many(2'000, [&](uint32_t) { return Frame(kContinuation, 0, 1, std::string("\x00\x01x\x01y", 5)); });
    case 8:
      return hello + Many(5'000, [](uint32_t) { return Frame(kPing, 0, 0, "12345678"); });
    case 9:
      return hello +
             Many(5'000, [](uint32_t) { return Frame(kSettings, 0, 0, std::string("\x00\x04\x00\x00\x00\x00", 6)); });
    case 10:  // a head of far more than is taken
      return hello + Frame(kHeaders, 4, 1, Head(path) + Many(200, [](uint32_t) {
                                             return std::string("\x00\x01x\x7f\x81\x03", 6) + std::string(512, 'y');
                                           }));
    default:  // a body that says it is longer, or shorter, than it is
      return hello + Frame(kHeaders, 4, 1, Head(path)) +
             Frame(0, static_cast<int>(Below(random, 2)), 1, Noise(random, 5) + Noise(random, 5'000));
  }
}

// Says it, listens for a moment, hangs up in the middle of whatever comes.
void Say(const std::string& what, const std::string& target) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(std::stoi(target.substr(target.rfind(':') + 1))));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{0, 100'000};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) {
    (void)!send(fd, what.data(), what.size(), MSG_NOSIGNAL);
    char heard[4096];
    (void)!recv(fd, heard, sizeof(heard), 0);
  }
  close(fd);
}

int64_t ResidentBytes(pid_t pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/statm"));
  int64_t pages = 0, resident = 0;
  file >> pages >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

class BadInput : public testing::Test {
 protected:
  static void SetUpTestSuite() { services_ = RunningServices::Create().release(); }
  static void TearDownTestSuite() {
    delete services_;
    services_ = nullptr;
  }

  // One call of each service by somebody who behaves.
  static absl::Status ServesWell(Client& officer) {
    if (auto providers = officer.ListProviders({}); !providers.ok()) return providers.status();
    if (auto children = officer.ListChildren({}); !children.ok()) return children.status();
    bookings::v1::ListBookingsRequest bookings;
    *bookings.mutable_changed_since() = wire::ToProto(absl::Now());
    return officer.ListBookings(bookings).status();
  }

  // Runs `trouble` on three threads and a well-behaved client beside them; every one of its calls must be served.
  void Beside(const std::function<void(Random&)>& trouble) {
    const uint64_t seed = Seed();
    std::atomic<bool> over = false;
    std::vector<std::thread> threads;
    for (uint64_t i = 0; i < 3; ++i) {
      threads.emplace_back([&, i] {
        Random random(seed + i);
        trouble(random);
      });
    }
    std::thread end([&] {
      for (std::thread& thread : threads) thread.join();
      over = true;
    });
    int served = 0;
    Client officer = services_->Officer(kCouncil);
    do {
      const absl::Status well = ServesWell(officer);
      EXPECT_TRUE(well.ok()) << well << " after " << served;
      if (!well.ok()) break;
      ++served;
    } while (!over);
    end.join();
    EXPECT_TRUE(ServesWell(officer).ok());
    EXPECT_GT(served, 0);
  }

  void SetUp() override {
    for (const Program program : kPrograms) {
      pids_.push_back(services_->process(program).pid());
      before_.push_back(ResidentBytes(pids_.back()));
    }
  }
  void TearDown() override {
    for (size_t i = 0; i < std::size(kPrograms); ++i) {
      EXPECT_TRUE(services_->process(kPrograms[i]).running());
      EXPECT_EQ(services_->process(kPrograms[i]).pid(), pids_[i]);
      EXPECT_LT(ResidentBytes(pids_[i]) - before_[i], int64_t{256} << 20) << "memory that bad input is left with";
    }
  }

  static RunningServices* services_;
  std::vector<pid_t> pids_;
  std::vector<int64_t> before_;
};

RunningServices* BadInput::services_ = nullptr;

TEST_F(BadInput, OfHttp2LeavesServicesUpAndServingOthers) {
  Beside([](Random& random) {
    for (int i = 0; i < 150; ++i) {
      Say(Conversation(random), services_->target(kPrograms[Below(random, std::size(kPrograms))]));
    }
  });
}

Program ProgramOf(std::string_view method) {
  if (method.starts_with("shortbreaks.availability.")) return Program::kAvailability;
  return method.starts_with("shortbreaks.eligibility.") ? Program::kEligibility : Program::kBookings;
}

// Field numbers, wire types and lengths, right and wrong, one in another.
std::string Wire(Random& random, int depth) {
  std::string bytes;
  const size_t fields = Below(random, 6);
  for (size_t i = 0; i < fields; ++i) {
    const int number = 1 + static_cast<int>(Below(random, 15)), kind = static_cast<int>(Below(random, 8));
    bytes += static_cast<char>(number << 3 | kind);
    if (kind == 0) bytes += Noise(random, 11);
    if (kind == 1) bytes += Noise(random, 8);
    if (kind == 2) {
      const std::string inner = depth > 0 ? Wire(random, depth - 1) : Noise(random, 40);
      bytes += static_cast<char>((inner.size() + Below(random, 2)) & 0x7F);
      bytes += inner;
    }
  }
  return bytes;
}

std::string Body(Random& random) {
  switch (Below(random, 5)) {
    case 0:
      return Noise(random, 2'000);
    case 1:
      return std::string(20'000, '\x0a');  // deep, if anything
    case 2:
      return std::string("\x0a\xff\xff\xff\xff\x07", 6) + Noise(random, 100);  // a length of 2 GiB
    case 3:
      return std::string("\x0a\x04\xc3\x28\xf0\x9f", 6);  // a text that is no UTF-8
    default:
      return Wire(random, 4);
  }
}

grpc::ByteBuffer ToBuffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

grpc::Status Send(grpc::GenericStub& stub, const std::string& method, const std::string& token,
                  const std::string& body) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  context.AddMetadata("authorization", "Bearer " + token);
  grpc::CompletionQueue queue;
  grpc::ByteBuffer response;
  grpc::Status status;
  const auto call = stub.PrepareUnaryCall(&context, "/" + method, ToBuffer(body), &queue);
  call->StartCall();
  call->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  return status;
}

TEST_F(BadInput, OfProtocolBuffersToEveryMethodIsRefusedOrAnsweredAndNeverADefect) {
  const std::string token = services_->Token({identity::Role::kOfficer, kCouncil, "officer-1", "", "test-suite"});
  std::atomic<int> refused = 0, answered = 0;
  Beside([&](Random& random) {
    std::map<Program, std::unique_ptr<grpc::GenericStub>> stubs;
    for (const Program program : kPrograms) {
      stubs[program] = std::make_unique<grpc::GenericStub>(
          grpc::CreateChannel(services_->target(program), grpc::InsecureChannelCredentials()));
    }
    for (const identity::Rule& rule : identity::AuthorisationTable()) {
      for (int i = 0; i < 4; ++i) {
        const std::string method(rule.method);
        const grpc::Status status = Send(*stubs[ProgramOf(method)], method, token, Body(random));
        ++(status.ok() ? answered : refused);
        EXPECT_NE(status.error_code(), grpc::StatusCode::INTERNAL) << method;
        EXPECT_NE(status.error_code(), grpc::StatusCode::UNKNOWN) << method << ": " << status.error_message();
        EXPECT_NE(status.error_code(), grpc::StatusCode::UNAVAILABLE) << method << ": " << status.error_message();
      }
    }
  });
  EXPECT_GT(refused, 0);
  std::cout << refused << " refused, " << answered << " answered\n";
}

}  // namespace
}  // namespace shortbreaks
