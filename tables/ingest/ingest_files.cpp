// Files and folders: what is new in them.

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include "tables/ingest/ingest_sources.hpp"
#include "tables/readers/decompress.hpp"
#include "tables/readers/event_files.hpp"
#include "tables/readers/file_input.hpp"
#include "tables/readers/sniff.hpp"
#include "tables/readers/worker_threads.hpp"
#include "tables/store/bytes.hpp"

namespace kelpie::tables {

namespace {

using namespace readers;

/// Bytes of a stretch of lines that one thread reads.
constexpr std::uint64_t stretch_bytes = std::uint64_t{16} << 20;
/// Bytes by which a file is known again.
constexpr std::uint64_t head_bytes = 4096;
/// Files that are open at once.
constexpr std::size_t group_files = 64;

std::uint64_t size_of(const std::string& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  return error ? 0 : size;
}

/// Hash of a file's first bytes; nothing when it has fewer.
std::optional<std::uint64_t> hash_of_head(const std::string& path, std::uint64_t bytes) {
  std::string error;
  const auto file = open_file(path, error);
  if (!file) return std::nullopt;
  std::string head(bytes, '\0');
  if (file->read(0, head.data(), head.size(), error) != bytes) return std::nullopt;
  return store::checksum(head);
}

/// What of [begin, end) is not done.
std::vector<std::pair<std::uint64_t, std::uint64_t>> missing(const store::SourceProgress& progress, std::uint64_t begin, std::uint64_t end) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> gaps;
  for (const auto& [from, to] : progress.done) {
    if (from > begin && begin < end) gaps.emplace_back(begin, std::min(from, end));
    begin = std::max(begin, to);
  }
  if (begin < end) gaps.emplace_back(begin, end);
  return gaps;
}

/// Where the last line that has an end, ends; `from` when there is none behind it.
std::uint64_t end_of_lines(Input& input, std::uint64_t from, std::uint64_t end) {
  std::vector<char> block(std::size_t{64} << 10);
  std::string error;
  while (end > from) {
    const std::uint64_t begin = end - std::min<std::uint64_t>(end - from, block.size());
    const std::size_t got = input.read(begin, block.data(), static_cast<std::size_t>(end - begin), error);
    for (std::size_t i = got; i > 0; --i) {
      if (block[i - 1] == '\n') return begin + i;
    }
    end = begin;
  }
  return from;
}

}  // namespace

struct IngestFiles::File {
  std::string path;
  std::string source;  // the name it is known by in the store
  Expectation expected;
  std::unique_ptr<Input> input;
  Sniffed sniffed;
  std::uint64_t bytes = 0;  // on the disk
  std::uint64_t head = 0;
  std::uint64_t head_hash = 0;
  store::SourceProgress progress;

  /// Whether several threads may read it, a stretch each.
  [[nodiscard]] bool in_stretches() const { return input->seekable() && sniffed.layout == Sniffed::Layout::lines; }
  [[nodiscard]] store::SourceRange range(std::uint64_t begin, std::uint64_t end) const { return {source, head, head_hash, begin, end}; }
};

void IngestFiles::find(const LoadSource& source, std::vector<std::pair<std::string, std::string>>& paths) {
  std::error_code unknown;
  if (!std::filesystem::is_directory(source.path, unknown)) {
    paths.emplace_back(source.path, source.table);
    return;
  }
  std::string error;
  for (std::string& path : event_files(source.path, error)) paths.emplace_back(std::move(path), source.table);
  if (!error.empty() && complained_.insert(source.path).second) shared_.reject(source.path, 0, 0, error);
}

IngestFiles::Look IngestFiles::look_at(const std::string& path) {
  std::error_code error;
  const auto changed = std::filesystem::last_write_time(path, error);
  return {size_of(path), error ? 0 : static_cast<std::int64_t>(changed.time_since_epoch().count())};
}

/// False: there is nothing to read.
bool IngestFiles::open(File& file) {
  const Look look = look_at(file.path);
  const std::uint64_t size = look.first;
  if (const auto last = seen_.find(file.path); last != seen_.end() && last->second == look) return false;
  std::string error;
  file.source = std::filesystem::absolute(file.path).lexically_normal().string();
  file.progress = shared_.writer.progress(file.source);
  file.head = std::min(size, head_bytes);
  const auto known = file.progress.head_bytes <= size ? hash_of_head(file.path, file.progress.head_bytes) : std::nullopt;
  if (!file.progress.done.empty() && known && *known == file.progress.head_hash) {
    file.head = file.progress.head_bytes;
    file.head_hash = file.progress.head_hash;
  } else {
    file.progress = {};
    file.head_hash = hash_of_head(file.path, file.head).value_or(0);
  }
  if (size > 0 && missing(file.progress, 0, size).empty()) {
    seen_[file.path] = look;
    const std::lock_guard lock(shared_.mutex);
    ++shared_.report.unchanged;
    return false;
  }
  file.input = open_input(file.path, error);
  if (file.input) {
    file.sniffed = sniff(*file.input, without_compression(file.path).ends_with(".csv"));
    if (file.sniffed.layout == Sniffed::Layout::unreadable) error = file.sniffed.reason;
  }
  if (!file.input || file.sniffed.layout == Sniffed::Layout::unreadable) {
    if (complained_.insert(file.path).second) shared_.reject(file.path, 0, 0, error);
    return false;
  }
  seen_[file.path] = look;
  file.bytes = size;
  return file.sniffed.layout != Sniffed::Layout::empty;
}

/// The stretches of a file of lines that are to be read. A last line without an end is read only if it is a whole record.
std::vector<IngestFiles::Part> IngestFiles::stretches(File& file, std::size_t number) {
  const std::uint64_t size = file.input->size().value_or(0);
  const std::uint64_t begin = file.sniffed.begin;
  std::uint64_t end = end_of_lines(*file.input, begin, size);
  if (end < size && !missing(file.progress, end, size).empty()) {
    const std::uint64_t length = size - end;
    bool whole = false;
    if (length <= shared_.options.max_record_bytes) {
      std::string error;
      std::string tail(static_cast<std::size_t>(length), '\0');
      tail.resize(file.input->read(end, tail.data(), tail.size(), error));
      MemoryInput input(tail);
      RecordReader reader(shared_.schemas, shared_.seed);
      reader.begin(1, file.expected);
      Rejections rejections;
      LineReader(shared_.options.max_record_bytes).read(input, 0, tail.size(), true, reader, rejections);
      whole = rejections.count == 0;
    }
    if (whole) {
      end = size;
    } else {
      seen_.erase(file.path);
      const std::lock_guard lock(shared_.mutex);
      if (std::find(shared_.report.incomplete.begin(), shared_.report.incomplete.end(), file.path) == shared_.report.incomplete.end())
        shared_.report.incomplete.push_back(file.path);
    }
  }
  std::vector<Part> parts;
  for (const auto& [from, to] : missing(file.progress, begin, end)) {
    for (std::uint64_t at = from; at < to; at += stretch_bytes) parts.push_back({number, at, std::min(at + stretch_bytes, to)});
  }
  return parts;
}

void IngestFiles::read_stretch(File& file, const Part& part, IngestWorker& worker) {
  Rejections rejections = shared_.rejections();
  worker.reader().begin(++order_, file.expected);
  const bool at_line = part.begin == file.sniffed.begin;
  worker.lines().read(*file.input, part.begin, part.end, at_line, worker.reader(), rejections);
  shared_.add(file.path, rejections, at_line ? std::optional<std::uint64_t>(0) : std::nullopt);
  // A stretch owns the lines that begin in it, so its bytes may be counted as read when its lines are.
  worker.covered(file.range(at_line ? 0 : part.begin, part.end));
  worker.consumed(part.end - part.begin);
}

/// A compressed file, a list, a page, CSV: one thread, from the beginning.
void IngestFiles::read_whole(File& file, IngestWorker& worker) {
  if (!worker.read_all(*file.input, file.sniffed, file.expected, file.path, order_)) return;
  worker.covered(file.range(0, file.bytes));
  worker.consumed(file.bytes);
}

bool IngestFiles::pass(std::span<const LoadSource> sources, std::vector<std::unique_ptr<IngestWorker>>& workers) {
  std::vector<std::pair<std::string, std::string>> paths;
  for (const LoadSource& source : sources) find(source, paths);
  std::uint64_t total = 0;
  std::uint64_t done = 0;
  for (const auto& [path, table] : paths) total += size_of(path);
  bool any = false;
  for (std::size_t first = 0; first < paths.size() && !shared_.stopped(); first += group_files) {
    std::vector<File> files;
    std::vector<Part> parts;
    for (std::size_t i = first; i < std::min(paths.size(), first + group_files); ++i) {
      File file;
      file.path = paths[i].first;
      file.expected = {paths[i].second, table_hint(file.path)};
      if (open(file)) {
        files.push_back(std::move(file));
      } else {
        done += size_of(paths[i].first);
      }
    }
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (!files[i].in_stretches()) parts.push_back({i, 0, files[i].bytes});
      else for (const Part& part : stretches(files[i], i)) parts.push_back(part);
    }
    any |= !parts.empty();
    std::set<std::size_t> touched;
    for (const Part& part : parts) touched.insert(part.file);
    run_tasks(static_cast<unsigned>(workers.size()), parts.size(), [&](std::size_t i, unsigned w) {
      if (shared_.stopped()) return;
      File& file = files[parts[i].file];
      if (file.in_stretches()) read_stretch(file, parts[i], *workers[w]);
      else read_whole(file, *workers[w]);
      const std::lock_guard lock(shared_.mutex);
      shared_.report.bytes += parts[i].end - parts[i].begin;
      done += parts[i].end - parts[i].begin;
      if (shared_.options.progress) shared_.options.progress(done, total);
    });
    const std::lock_guard lock(shared_.mutex);
    shared_.report.files += touched.size();
  }
  return any;
}

void IngestFiles::run(std::span<const LoadSource> sources) {
  std::vector<std::unique_ptr<IngestWorker>> workers;
  const unsigned threads = shared_.options.threads > 0 ? shared_.options.threads : std::max(1u, std::thread::hardware_concurrency());
  for (unsigned i = 0; i < threads; ++i) workers.push_back(std::make_unique<IngestWorker>(shared_));
  for (;;) {
    const bool any = pass(sources, workers);
    run_tasks(threads, workers.size(), [&](std::size_t i, unsigned) { workers[i]->flush(); });
    if (!shared_.options.follow || shared_.stopped()) return;
    const auto until = std::chrono::steady_clock::now() + (any ? std::chrono::milliseconds(10) : shared_.options.follow_pause);
    while (!shared_.stopped() && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

}  // namespace kelpie::tables
