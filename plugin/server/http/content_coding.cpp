#include "plugin/server/http/content_coding.hpp"

#include <algorithm>
#include <cctype>
#include <new>

#include <zlib.h>

namespace kelpie::server {

namespace {

constexpr std::size_t piece_bytes = std::size_t{64} << 10;

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char letter) { return static_cast<char>(std::tolower(static_cast<unsigned char>(letter))); });
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

class Inflater final : public BodyDecoder {
 public:
  Inflater() {
    // 32: gzip or zlib, whichever the first bytes say.
    if (::inflateInit2(&stream_, 15 + 32) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() override { ::inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  void finish() override {
    if (!ended_) throw CodingError(false, "the compressed body ends before its end");
  }

 private:
  void begin(std::string_view piece) override {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
    stream_.avail_in = static_cast<uInt>(piece.size());
    full_ = false;
  }
  bool next(std::string& out) override {
    while (stream_.avail_in > 0 || full_) {
      if (ended_) {
        // Another member follows (RFC 1952, section 2.2).
        if (::inflateReset(&stream_) != Z_OK) throw std::bad_alloc();
        ended_ = false;
      }
      out.resize(piece_bytes);
      stream_.next_out = reinterpret_cast<Bytef*>(out.data());
      stream_.avail_out = static_cast<uInt>(out.size());
      const int answer = ::inflate(&stream_, Z_NO_FLUSH);
      if (answer == Z_MEM_ERROR) throw std::bad_alloc();
      if (answer != Z_OK && answer != Z_STREAM_END && answer != Z_BUF_ERROR)
        throw CodingError(false, std::string("the compressed body cannot be read: ") + (stream_.msg == nullptr ? "wrong data" : stream_.msg));
      ended_ = answer == Z_STREAM_END;
      full_ = stream_.avail_out == 0 && !ended_;
      out.resize(out.size() - stream_.avail_out);
      if (!out.empty()) return true;
      if (answer == Z_BUF_ERROR) break;
    }
    return false;
  }

  z_stream stream_{};
  bool ended_ = false;
  bool full_ = false;  // there may be more output without more input
};

}  // namespace

std::unique_ptr<BodyDecoder> BodyDecoder::make(std::string_view coding) {
  const std::string name = lower(trimmed(coding));
  if (name == "gzip" || name == "x-gzip" || name == "deflate") return std::make_unique<Inflater>();
  return nullptr;
}

struct BodyEncoder::State {
  z_stream stream{};
};

BodyEncoder::BodyEncoder() : state_(std::make_unique<State>()) {
  // Level 1: the network of a site is faster than the higher ones.
  if (::deflateInit2(&state_->stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
}
BodyEncoder::~BodyEncoder() { ::deflateEnd(&state_->stream); }

std::string BodyEncoder::take(std::string_view piece, Until until) {
  z_stream& stream = state_->stream;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
  stream.avail_in = static_cast<uInt>(piece.size());
  const int flush = until == Until::end ? Z_FINISH : until == Until::flush ? Z_SYNC_FLUSH : Z_NO_FLUSH;
  std::string out;
  for (;;) {
    const std::size_t begin = out.size();
    out.resize(begin + piece_bytes);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + begin);
    stream.avail_out = static_cast<uInt>(piece_bytes);
    ::deflate(&stream, flush);
    out.resize(out.size() - stream.avail_out);
    if (stream.avail_out > 0) return out;
  }
}

bool accepts_gzip(std::string_view accept_encoding) {
  for (;;) {
    const auto comma = accept_encoding.find(',');
    const std::string one = lower(trimmed(accept_encoding.substr(0, comma)));
    const auto semicolon = one.find(';');
    const std::string_view name = trimmed(std::string_view(one).substr(0, semicolon));
    if (name == "gzip" || name == "*") {
      const auto quality = one.find("q=", semicolon == std::string::npos ? one.size() : semicolon);
      // "q=0", "q=0.0": not at all.
      return quality == std::string::npos || one.find_first_of("123456789", quality) != std::string::npos;
    }
    if (comma == std::string_view::npos) return false;
    accept_encoding.remove_prefix(comma + 1);
  }
}

}  // namespace kelpie::server
