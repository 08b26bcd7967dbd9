#include "tables/readers/decompress.hpp"

#include <array>
#include <new>
#include <vector>

#include <zlib.h>
#include <zstd.h>

#include "tables/readers/file_input.hpp"
#include "tables/readers/sequential_input.hpp"

namespace kelpie::tables::readers {

namespace {

constexpr std::size_t block_bytes = std::size_t{256} << 10;
constexpr int max_window_log = 27;

/// Compressed bytes, a block at a time.
class CompressedBlocks {
 public:
  explicit CompressedBlocks(std::unique_ptr<Input> input) : input_(std::move(input)), block_(block_bytes) {}
  /// The next block; empty at the end and on an error.
  std::string_view next(std::string& error) {
    const std::size_t got = input_->read(offset_, block_.data(), block_.size(), error);
    offset_ += got;
    return {block_.data(), got};
  }

 private:
  std::unique_ptr<Input> input_;
  std::vector<char> block_;
  std::uint64_t offset_ = 0;
};

class GzipInput final : public SequentialInput {
 public:
  explicit GzipInput(std::unique_ptr<Input> input) : blocks_(std::move(input)) {
    constexpr int gzip_only = 16;
    if (::inflateInit2(&stream_, MAX_WBITS + gzip_only) != Z_OK) throw std::bad_alloc();
  }
  ~GzipInput() override { ::inflateEnd(&stream_); }
  GzipInput(const GzipInput&) = delete;
  GzipInput& operator=(const GzipInput&) = delete;

 private:
  std::size_t next(char* to, std::size_t count, std::string& error) override {
    std::size_t done = 0;
    while (done < count && error.empty()) {
      if (stream_.avail_in == 0 && !fill(error)) {
        if (inside_ && error.empty()) error = "the gzip data ends before its end: it is cut off";
        break;
      }
      if (!inside_ && !begin_member(error)) continue;
      const auto room = static_cast<uInt>(std::min<std::size_t>(count - done, std::size_t{1} << 30));
      stream_.next_out = reinterpret_cast<Bytef*>(to + done);
      stream_.avail_out = room;
      const int result = ::inflate(&stream_, Z_NO_FLUSH);
      done += room - stream_.avail_out;
      if (result == Z_STREAM_END) {
        inside_ = false;
      } else if (result == Z_MEM_ERROR) {
        throw std::bad_alloc();
      } else if (result != Z_OK && result != Z_BUF_ERROR) {
        error = std::string("the gzip data is damaged: ") + (stream_.msg != nullptr ? stream_.msg : "not gzip");
      }
    }
    return done;
  }

  bool fill(std::string& error) {
    const std::string_view block = blocks_.next(error);
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(block.data()));
    stream_.avail_in = static_cast<uInt>(block.size());
    return !block.empty();
  }

  /// At the first byte of a member, or of the zeros that some writers put behind the last one. False: the byte is gone.
  bool begin_member(std::string& error) {
    if (members_ > 0 && *stream_.next_in == 0) {
      ++stream_.next_in;
      --stream_.avail_in;
      padding_ = true;
      return false;
    }
    if (padding_ || (members_ > 0 && *stream_.next_in != 0x1f)) {
      error = "other bytes follow the gzip data";
      return false;
    }
    ++members_;
    inside_ = true;
    ::inflateReset(&stream_);
    return true;
  }

  CompressedBlocks blocks_;
  z_stream stream_{};
  bool inside_ = false;  // of a member
  bool padding_ = false;
  std::uint64_t members_ = 0;
};

class ZstdInput final : public SequentialInput {
 public:
  explicit ZstdInput(std::unique_ptr<Input> input) : blocks_(std::move(input)), context_(::ZSTD_createDCtx()) {
    if (!context_) throw std::bad_alloc();
    ::ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, max_window_log);
  }

 private:
  std::size_t next(char* to, std::size_t count, std::string& error) override {
    ZSTD_outBuffer out{to, count, 0};
    while (out.pos < count && error.empty()) {
      // What the decompressor still holds comes before new bytes do.
      if (in_.pos == in_.size && !holds_) {
        const std::string_view block = blocks_.next(error);
        in_ = {block.data(), block.size(), 0};
        if (block.empty()) {
          if (inside_ && error.empty()) error = "the zstd data ends before its end: it is cut off";
          break;
        }
      }
      const std::size_t result = ::ZSTD_decompressStream(context_.get(), &out, &in_);
      if (::ZSTD_isError(result) != 0) {
        error =
            std::string("the zstd data is damaged or wants more than 128 MB of memory: ") + ::ZSTD_getErrorName(result);
      }
      inside_ = result != 0;
      holds_ = inside_ && out.pos == count;
    }
    return out.pos;
  }

  struct Free {
    void operator()(ZSTD_DCtx* context) const { ::ZSTD_freeDCtx(context); }
  };
  CompressedBlocks blocks_;
  std::unique_ptr<ZSTD_DCtx, Free> context_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  bool inside_ = false;  // of a frame
  bool holds_ = false;   // the last call stopped for want of room
};

}  // namespace

Compression compression_of(std::string_view head) {
  if (head.starts_with("\x1f\x8b")) return Compression::gzip;
  if (head.starts_with("\x28\xb5\x2f\xfd")) return Compression::zstd;
  const bool skippable = head.size() >= 4 && (head[0] & 0xf0) == 0x50 && head.substr(1, 3) == "\x2a\x4d\x18";
  return skippable ? Compression::zstd : Compression::none;
}

std::unique_ptr<Input> decompress(std::unique_ptr<Input> compressed, Compression compression) {
  switch (compression) {
    case Compression::gzip:
      return std::make_unique<GzipInput>(std::move(compressed));
    case Compression::zstd:
      return std::make_unique<ZstdInput>(std::move(compressed));
    case Compression::none:
      break;
  }
  return compressed;
}

std::unique_ptr<Input> open_input(const std::string& path, std::string& error) {
  std::unique_ptr<Input> input = open_file(path, error);
  if (!input) return nullptr;
  std::array<char, 4> head{};
  std::string unreadable;  // whoever reads the input meets it again
  const std::size_t got = input->read(0, head.data(), head.size(), unreadable);
  return decompress(std::move(input), compression_of({head.data(), got}));
}

std::string_view without_compression(std::string_view path) {
  for (const std::string_view suffix : {".gz", ".zst"}) {
    if (path.ends_with(suffix)) return path.substr(0, path.size() - suffix.size());
  }
  return path;
}

}  // namespace kelpie::tables::readers
