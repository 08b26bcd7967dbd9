// Standard input: a stream of lines, each acknowledged when it is stored.

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <poll.h>
#include <unistd.h>

#include "tables/ingest/ingest_sources.hpp"
#include "tables/readers/decompress.hpp"
#include "tables/readers/sequential_input.hpp"
#include "tables/readers/sniff.hpp"

namespace kelpie::tables {

namespace {

using namespace readers;
using Clock = std::chrono::steady_clock;

constexpr std::size_t read_bytes = std::size_t{1} << 20;
/// Lines that are read together at most.
constexpr std::size_t batch_bytes = std::size_t{32} << 20;
/// Bytes that show what the stream holds.
constexpr std::size_t enough_to_see = std::size_t{64} << 10;
constexpr const char* name = "-";

/// What was read of standard input already, and the rest of it.
class RestOfInput final : public SequentialInput {
 public:
  explicit RestOfInput(std::string head) : head_(std::move(head)) {}

 private:
  std::size_t next(char* to, std::size_t count, std::string& error) override {
    if (at_ < head_.size()) {
      const std::size_t taken = head_.copy(to, count, at_);
      at_ += taken;
      std::string ignored;
      return taken == count ? taken : taken + next(to + taken, count - taken, error);
    }
    std::size_t done = 0;
    while (done < count) {
      const ssize_t got = ::read(STDIN_FILENO, to + done, count - done);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) error = std::strerror(errno);
      if (got <= 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }
  std::string head_;
  std::size_t at_ = 0;
};

std::size_t behind_last_newline(const char* data, std::size_t size) {
  const void* found = ::memrchr(data, '\n', size);
  return found == nullptr ? 0 : static_cast<std::size_t>(static_cast<const char*>(found) - data) + 1;
}

}  // namespace

/// Waits for bytes, not longer than a moment.
std::size_t IngestStream::receive(bool& ended) {
  if (buffer_.size() < filled_ + read_bytes) buffer_.resize(filled_ + read_bytes);
  pollfd wanted{STDIN_FILENO, POLLIN, 0};
  const int ready = ::poll(&wanted, 1, static_cast<int>(std::max<std::int64_t>(1, shared_.options.stream_delay.count())));
  if (ready <= 0) return 0;
  const ssize_t got = ::read(STDIN_FILENO, buffer_.data() + filled_, read_bytes);
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return 0;
  if (got < 0) shared_.reject(name, 0, offset_ + filled_, std::string("standard input cannot be read further: ") + std::strerror(errno));
  ended = got <= 0;
  filled_ += got > 0 ? static_cast<std::size_t>(got) : 0;
  return got > 0 ? static_cast<std::size_t>(got) : 0;
}

void IngestStream::read_lines(IngestWorker& worker, std::string_view lines) {
  Rejections rejections = shared_.rejections();
  MemoryInput input(lines, offset_);
  worker.reader().begin(++order_, expected_);
  worker.lines().read(input, offset_, offset_ + lines.size(), true, worker.reader(), rejections);
  shared_.add(name, rejections, lines_);
  lines_ += rejections.lines;
  {
    const std::lock_guard lock(shared_.mutex);
    shared_.report.bytes += lines.size();
  }
  offset_ += lines.size();
  std::memmove(buffer_.data(), buffer_.data() + lines.size(), filled_ - lines.size());
  filled_ -= lines.size();
}

/// Goes on behind a line that is too long to be kept.
void IngestStream::skip_line(bool& ended) {
  while (!shared_.stopped()) {
    const void* found = std::memchr(buffer_.data(), '\n', filled_);
    const std::size_t size = found == nullptr ? filled_ : static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.data()) + 1;
    std::memmove(buffer_.data(), buffer_.data() + size, filled_ - size);
    offset_ += size;
    filled_ -= size;
    if (found != nullptr || ended) break;
    receive(ended);
  }
  ++lines_;
}

/// What is no stream of lines: read to its end, then stored.
void IngestStream::read_rest(IngestWorker& worker, const std::string& table) {
  std::unique_ptr<Input> input = std::make_unique<RestOfInput>(std::string(buffer_.data(), filled_));
  const Compression compression = compression_of(std::string_view(buffer_.data(), filled_));
  if (compression != Compression::none) input = decompress(std::move(input), compression);
  const Sniffed sniffed = sniff(*input, false);
  worker.read_all(*input, sniffed, {table, {}}, name, order_);
  worker.flush();
}

void IngestStream::run(const std::string& table) {
  IngestWorker worker(shared_);
  expected_ = {table, {}};
  {
    const std::lock_guard lock(shared_.mutex);
    ++shared_.report.files;
  }
  bool ended = false;
  bool known = false;  // that it is lines
  std::size_t searched = 0;
  std::size_t complete = 0;  // bytes of whole lines
  std::optional<Clock::time_point> waiting;
  while (!ended && !shared_.stopped()) {
    receive(ended);
    const std::size_t found = behind_last_newline(buffer_.data() + searched, filled_ - searched);
    if (found > 0) complete = searched + found;
    searched = filled_;
    if (!known && (complete > 0 || filled_ >= enough_to_see || ended)) {
      const std::string_view seen(buffer_.data(), filled_);
      MemoryInput head(seen.substr(0, complete > 0 ? complete : filled_));
      const bool lines = compression_of(seen) == Compression::none && sniff(head, false).layout == Sniffed::Layout::lines;
      if (!lines) return read_rest(worker, table);
      known = true;
      if (seen.starts_with("\xEF\xBB\xBF")) std::fill_n(buffer_.begin(), 3, ' ');
    }
    if (ended) complete = filled_;
    if (complete == 0) {
      if (filled_ > shared_.options.max_record_bytes) {
        shared_.reject(name, lines_ + 1, offset_, "the line is longer than the largest record, " + std::to_string(shared_.options.max_record_bytes) + " bytes",
                       {buffer_.data(), filled_});
        skip_line(ended);
        searched = 0;
      }
      continue;
    }
    if (!waiting) waiting = Clock::now();
    if (!ended && complete < batch_bytes && Clock::now() - *waiting < shared_.options.stream_delay) continue;
    read_lines(worker, {buffer_.data(), complete});
    worker.flush(offset_);
    complete = 0;
    searched = filled_;
    waiting.reset();
  }
  if (shared_.stopped() && complete > 0) {
    read_lines(worker, {buffer_.data(), complete});
    worker.flush(offset_);
  }
}

}  // namespace kelpie::tables
