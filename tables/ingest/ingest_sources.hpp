#pragma once

#include <atomic>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tables/ingest/ingest_worker.hpp"

namespace kelpie::tables {

/// Reads files and the files of folders, once or until it is stopped.
class IngestFiles {
 public:
  explicit IngestFiles(IngestShared& shared) : shared_(shared) {}
  void run(std::span<const LoadSource> sources);

 private:
  struct File;
  /// A part of a file that one thread reads.
  struct Part {
    std::size_t file = 0;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
  };
  void find(const LoadSource& source, std::vector<std::pair<std::string, std::string>>& paths);
  bool open(File& file);
  std::vector<Part> stretches(File& file, std::size_t number);
  void read_stretch(File& file, const Part& part, IngestWorker& worker);
  void read_whole(File& file, IngestWorker& worker);
  /// Reads what is new. False: there was nothing.
  bool pass(std::span<const LoadSource> sources, std::vector<std::unique_ptr<IngestWorker>>& workers);

  IngestShared& shared_;
  std::atomic<std::uint64_t> order_ = 0;
  /// Size and time of the last change, by which a file that nothing is left to read of is passed over.
  using Look = std::pair<std::uint64_t, std::int64_t>;
  static Look look_at(const std::string& path);
  std::map<std::string, Look> seen_;
  std::set<std::string> complained_;
};

/// Reads standard input: lines as they come, anything else as a whole.
class IngestStream {
 public:
  explicit IngestStream(IngestShared& shared) : shared_(shared) {}
  void run(const std::string& table);

 private:
  void read_lines(IngestWorker& worker, std::string_view lines);
  void read_rest(IngestWorker& worker, const std::string& table);
  std::size_t receive(bool& ended);
  void skip_line(bool& ended);

  IngestShared& shared_;
  std::vector<char> buffer_;
  std::size_t filled_ = 0;
  std::uint64_t offset_ = 0;  // of the buffer's first byte
  std::uint64_t lines_ = 0;
  std::atomic<std::uint64_t> order_ = 0;
  readers::Expectation expected_;
};

}  // namespace kelpie::tables
