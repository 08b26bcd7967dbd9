#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "tables/ingest/ingest.hpp"
#include "tables/readers/line_reader.hpp"
#include "tables/readers/line_stretches.hpp"
#include "tables/readers/record_reader.hpp"
#include "tables/readers/rejections.hpp"
#include "tables/readers/sniff.hpp"

namespace kelpie::tables {

/// What the threads of one ingest() share. Thread-safe where it says so.
struct IngestShared {
  const SchemaSet& schemas;
  store::Writer& writer;
  const IngestOptions& options;
  std::uint64_t seed = 0;

  std::mutex mutex;  // over what follows
  std::function<void(const Stored&)> told;
  IngestReport report;

  /// A file that cannot be read, or something in it; line 0: the place is not a line. Thread-safe.
  void reject(const std::string& source, std::uint64_t line, std::uint64_t offset, const std::string& reason, std::string_view record = {});
  /// What a part of a source had wrong; `lines` stand before the part, where that is known. Thread-safe.
  void add(const std::string& source, const readers::Rejections& rejections, std::optional<std::uint64_t> lines);
  [[nodiscard]] readers::Rejections rejections() const;
  [[nodiscard]] bool stopped() const { return options.stop != nullptr && options.stop->load(std::memory_order_relaxed); }
};

/// One thread's readers and the rows that it has not stored yet.
class IngestWorker {
 public:
  explicit IngestWorker(IngestShared& shared);

  [[nodiscard]] readers::RecordReader& reader() { return *reader_; }
  [[nodiscard]] readers::LineReader& lines() { return lines_; }
  [[nodiscard]] readers::LineStretch& stretch() { return stretch_; }

  /// Reads all of an input whose parts only one thread can read: compressed lines, a list, a page, CSV. `order`: place of the source among all, counted on. `lines_before`: of what the input is a part of.
  /// False: it was stopped before the end.
  bool read_all(readers::Input& input, const readers::Sniffed& sniffed, const readers::Expectation& expected, const std::string& source, std::atomic<std::uint64_t>& order,
                std::uint64_t lines_before = 0);
  /// `bytes` of input were read; stores when it is time.
  void consumed(std::uint64_t bytes);
  /// Between two records of a source that is read as a whole: stores when it is time; true: it did.
  bool between_records();
  /// This range's rows are all in the reader, or stored.
  void covered(store::SourceRange range) { ranges_.push_back(std::move(range)); }
  /// Stores what is there, and returns when it is on the disk.
  void flush(std::uint64_t stream_bytes = 0);

 private:
  IngestShared& shared_;
  std::unique_ptr<readers::RecordReader> reader_;
  readers::LineReader lines_;
  readers::LineStretch stretch_;
  std::vector<store::SourceRange> ranges_;
  std::uint64_t bytes_ = 0;  // since the last flush
  std::uint64_t rows_ = 0;   // the reader had at the last flush
  bool read_lines(readers::Input& input, std::uint64_t begin, const readers::Expectation& expected, const std::string& source, std::atomic<std::uint64_t>& order);

  std::uint64_t records_ = 0;  // between_records() since then
};

}  // namespace kelpie::tables
