#include "identity/watched_token_keys.h"

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <curl/curl.h>

#include <fstream>
#include <utility>

#include "telemetry/log.h"

namespace shortbreaks::identity {
namespace {

using telemetry::Level;
using telemetry::Log;

constexpr size_t kBytesMax = 256 << 10;

size_t Take(char* data, size_t size, size_t count, void* taken) {
  auto& text = *static_cast<std::string*>(taken);
  if (text.size() + size * count > kBytesMax) return 0;  // ends the transfer
  text.append(data, size * count);
  return size * count;
}

absl::StatusOr<std::string> Fetch(const FetchOptions& options) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle(curl_easy_init(), curl_easy_cleanup);
  std::string text;
  char error[CURL_ERROR_SIZE] = "";
  CURL* curl = handle.get();
  curl_easy_setopt(curl, CURLOPT_URL, options.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options.ca_file.empty()) {
    curl_easy_setopt(curl, CURLOPT_CAINFO, options.ca_file.c_str());
    curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);
  }
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(absl::ToInt64Milliseconds(options.time_max)));
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, Take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &text);
  const CURLcode done = curl_easy_perform(curl);
  if (done == CURLE_WRITE_ERROR) return absl::UnavailableError(absl::StrCat(options.url, " is too large to be keys"));
  if (done != CURLE_OK) {
    return absl::UnavailableError(
        absl::StrCat("cannot fetch ", options.url, ": ", *error != '\0' ? error : curl_easy_strerror(done)));
  }
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  if (status != 200) return absl::UnavailableError(absl::StrCat(options.url, " answers with status ", status));
  return text;
}

}  // namespace

absl::StatusOr<std::shared_ptr<WatchedTokenKeys>> WatchedTokenKeys::Start(Read read, const WatchOptions& options) {
  std::shared_ptr<WatchedTokenKeys> keys(new WatchedTokenKeys(std::move(read), options));
  if (auto first = keys->Refresh(); !first.ok()) return absl::FailedPreconditionError(first.message());
  keys->thread_ = std::thread([watched = keys.get()] { watched->Watch(); });
  return keys;
}

WatchedTokenKeys::~WatchedTokenKeys() {
  {
    const absl::MutexLock lock(&mutex_);
    stop_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

std::shared_ptr<const KeySet> WatchedTokenKeys::Current() const {
  const absl::ReaderMutexLock lock(&mutex_);
  return keys_;
}

void WatchedTokenKeys::Missed() {
  const absl::MutexLock lock(&mutex_);
  missed_ = true;
}

absl::Status WatchedTokenKeys::Refresh() {
  auto text = read_();
  if (!text.ok()) return text.status();
  if (*text == text_) return absl::OkStatus();
  auto keys = ParseJwks(*text, options_.development);
  if (!keys.ok()) return keys.status();
  for (const std::string& refused : keys->refused) Log(Level::kWarning, "token_key_refused", {{"key", refused}});
  Log(Level::kInfo, "token_keys_read", {{"keys", absl::StrCat(keys->by_kid.size())}});
  text_ = *std::move(text);
  const absl::MutexLock lock(&mutex_);
  keys_ = std::make_shared<const KeySet>(*std::move(keys));
  return absl::OkStatus();
}

void WatchedTokenKeys::Watch() {
  absl::MutexLock lock(&mutex_);
  for (absl::Time looked = absl::Now();; looked = absl::Now()) {
    mutex_.AwaitWithDeadline(absl::Condition(this, &WatchedTokenKeys::Called), looked + options_.refresh);
    // However many tokens ask for it.
    mutex_.AwaitWithDeadline(absl::Condition(this, &WatchedTokenKeys::Stopping), looked + options_.refresh_early);
    if (stop_) return;
    missed_ = false;
    mutex_.Unlock();
    const absl::Status refreshed = Refresh();
    const std::string failure(refreshed.message());
    // Said once, not at every look.
    if (!refreshed.ok() && failure != failure_) Log(Level::kWarning, "token_keys_failed", {{"diagnosis", failure}});
    failure_ = failure;
    mutex_.Lock();
  }
}

WatchedTokenKeys::Read FromFile(std::string path) {
  return [path = std::move(path)]() -> absl::StatusOr<std::string> {
    std::ifstream file(path, std::ios::binary);
    std::string text(kBytesMax + 1, '\0');
    if (!file || (!file.read(text.data(), static_cast<std::streamsize>(text.size())) && !file.eof())) {
      return absl::UnavailableError(absl::StrCat("cannot read the keys in ", path));
    }
    text.resize(static_cast<size_t>(file.gcount()));
    if (text.size() > kBytesMax) return absl::UnavailableError(absl::StrCat(path, " is too large to be keys"));
    return text;
  };
}

WatchedTokenKeys::Read FromUrl(FetchOptions options) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  return [options = std::move(options)]() -> absl::StatusOr<std::string> {
    if (ready != CURLE_OK) return absl::InternalError("curl does not start");
    return Fetch(options);
  };
}

}  // namespace shortbreaks::identity
