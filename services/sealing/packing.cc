#include "sealing/packing.h"

#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>

namespace shortbreaks::sealing {
namespace {

// What is kept has a few kilobytes: for a window of 4 KiB zlib takes an eighth of the memory that it takes for its own
// choice. To look harder than level 1 saves 3 % of a kept decision at most.
constexpr int kLevel = 1, kWindowBits = 12, kMemoryLevel = 5;

// zlib reads what it calls not const.
Bytef* Bytes(std::string_view text) { return reinterpret_cast<Bytef*>(const_cast<char*>(text.data())); }
Bytef* Bytes(std::string& text, size_t at) { return reinterpret_cast<Bytef*>(text.data() + at); }

}  // namespace

std::string Pack(std::string_view text) {
  z_stream stream{};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kWindowBits, kMemoryLevel, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();
  }
  const std::unique_ptr<z_stream, decltype(&deflateEnd)> end(&stream, &deflateEnd);
  std::string packed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = Bytes(text);
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = Bytes(packed, 0);
  stream.avail_out = static_cast<uInt>(packed.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) std::abort();
  packed.resize(stream.total_out);
  return packed;
}

std::optional<std::string> Unpack(std::string_view packed) {
  z_stream stream{};
  if (inflateInit2(&stream, kWindowBits) != Z_OK) throw std::bad_alloc();
  const std::unique_ptr<z_stream, decltype(&inflateEnd)> end(&stream, &inflateEnd);
  stream.next_in = Bytes(packed);
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string text;
  int state = Z_OK;
  while (state == Z_OK) {
    text.resize(std::max(2 * text.size(), 4 * packed.size()));
    stream.next_out = Bytes(text, stream.total_out);
    stream.avail_out = static_cast<uInt>(text.size() - stream.total_out);
    state = inflate(&stream, Z_NO_FLUSH);
  }
  if (state != Z_STREAM_END || stream.avail_in != 0) return std::nullopt;
  text.resize(stream.total_out);
  return text;
}

}  // namespace shortbreaks::sealing
