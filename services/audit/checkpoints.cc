#include "audit/checkpoints.h"

#include <absl/strings/ascii.h>
#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace shortbreaks::audit {
namespace {

namespace fs = std::filesystem;

std::string TimeText(absl::Time time) { return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone()); }

// What is signed.
std::string Signed(const Checkpoint& checkpoint) {
  return absl::StrCat("short breaks audit checkpoint 1\n", checkpoint.council_id, "\n", checkpoint.sequence, "\n",
                      ToHex(checkpoint.hash), "\n", TimeText(checkpoint.time), "\n");
}

absl::Status Malformed(absl::string_view what) { return absl::InvalidArgumentError(what); }

bool IsCouncil(const std::string& text) {
  return !text.empty() && text.size() <= 9 && std::all_of(text.begin(), text.end(), absl::ascii_isalnum);
}

absl::Status CannotWrite(const std::string& path) {
  return absl::FailedPreconditionError(absl::StrCat("cannot write ", path));
}

// Whether the file ends in the middle of a line, as a machine leaves it that lost its power.
bool IsTorn(int file, off_t size) {
  char last = '\n';
  return size > 0 && pread(file, &last, 1, size - 1) == 1 && last != '\n';
}

// A line is far below what one write adds to a file in one piece; but a disk that is full takes a part. What is left of
// that is taken back: the next line would stand behind it, and neither would be one.
absl::Status WriteAll(int file, const std::string& line, const std::string& path) {
  const off_t before = lseek(file, 0, SEEK_END);
  if (before < 0) return CannotWrite(path);
  const std::string whole = IsTorn(file, before) ? "\n" + line : line;
  const bool written =
      write(file, whole.data(), whole.size()) == static_cast<ssize_t>(whole.size()) && fsync(file) == 0;
  if (written) return absl::OkStatus();
  const int ignored [[maybe_unused]] = ftruncate(file, before);
  return CannotWrite(path);
}

absl::Status ReadFile(const fs::path& path, const PublicKeys& keys, Checkpoints& found) {
  std::ifstream file(path);
  if (!file) return absl::FailedPreconditionError(absl::StrCat("cannot read ", path.string()));
  int64_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    ++found.lines;
    auto checkpoint = ReadSignedLine(line, keys);
    if (checkpoint.ok() && checkpoint->council_id != path.stem()) {
      checkpoint = absl::InvalidArgumentError("is of another council than the file");
    }
    if (!checkpoint.ok()) {
      found.forged.push_back(
          absl::StrCat(path.filename().string(), " line ", number, ": ", checkpoint.status().message()));
      continue;
    }
    auto& of_council = found.by_council[checkpoint->council_id];
    const auto [there, added] = of_council.emplace(checkpoint->sequence, *checkpoint);
    if (!added && there->second.hash != checkpoint->hash) {
      found.forged.push_back(absl::StrCat(path.filename().string(), " line ", number, ": record ", checkpoint->sequence,
                                          " was signed before with another hash"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::string SignedLine(const Checkpoint& checkpoint, const Signer& signer) {
  const nlohmann::ordered_json line = {
      {"council", checkpoint.council_id}, {"sequence", checkpoint.sequence},
      {"hash", ToHex(checkpoint.hash)},   {"time", TimeText(checkpoint.time)},
      {"key", signer.key_id()},           {"signature", ToHex(signer.Sign(Signed(checkpoint)))}};
  return line.dump() + "\n";
}

absl::StatusOr<Checkpoint> ReadSignedLine(const std::string& line, const PublicKeys& keys) {
  const auto json = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return Malformed("is no JSON object");
  const auto text = [&](const char* name) {
    const auto value = json.find(name);
    return value != json.end() && value->is_string() ? value->get<std::string>() : std::string();
  };
  const auto sequence = json.find("sequence");
  if (sequence == json.end() || !sequence->is_number_integer()) return Malformed("has no sequence");
  Checkpoint checkpoint{.council_id = text("council"), .sequence = sequence->get<int64_t>()};
  const std::string hash = text("hash"), signature = text("signature");
  const auto is_hex = [](char c) { return absl::ascii_isxdigit(static_cast<unsigned char>(c)); };
  const auto hex = [&](const std::string& digits, size_t size) {
    return digits.size() == size && std::all_of(digits.begin(), digits.end(), is_hex);
  };
  std::string error;
  if (!IsCouncil(checkpoint.council_id) || !hex(hash, 64) || !hex(signature, 128) ||
      !absl::ParseTime("%Y-%m-%dT%H:%M:%SZ", text("time"), &checkpoint.time, &error)) {
    return Malformed("is no checkpoint");
  }
  checkpoint.hash = absl::HexStringToBytes(hash);
  if (!keys.Has(text("key"))) return Malformed("was signed with none of the keys");
  if (!keys.Verify(text("key"), Signed(checkpoint), absl::HexStringToBytes(signature))) {
    return Malformed("has a signature that is not the key's");
  }
  return checkpoint;
}

absl::Status AppendCheckpoint(const std::string& folder, const Checkpoint& checkpoint, const Signer& signer) {
  const std::string path = absl::StrCat(folder, "/", checkpoint.council_id, ".jsonl");
  const int file = open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
  if (file < 0) return CannotWrite(path);
  absl::Status written = WriteAll(file, SignedLine(checkpoint, signer), path);
  close(file);
  return written;
}

absl::StatusOr<Checkpoints> ReadCheckpoints(const std::vector<std::string>& folders, const PublicKeys& keys) {
  Checkpoints found;
  for (const std::string& folder : folders) {
    std::error_code error;
    for (fs::directory_iterator each(folder, error), end; !error && each != end; each.increment(error)) {
      if (each->path().extension() != ".jsonl") continue;
      if (auto read = ReadFile(each->path(), keys, found); !read.ok()) return read;
    }
    if (error) return absl::FailedPreconditionError(absl::StrCat("cannot read the folder ", folder));
  }
  return found;
}

}  // namespace shortbreaks::audit
