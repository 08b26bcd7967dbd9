#include "tables/loader.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <mutex>
#include <random>
#include <thread>

#include "tables/readers/assemble.hpp"
#include "tables/readers/csv_reader.hpp"
#include "tables/readers/decompress.hpp"
#include "tables/readers/document_reader.hpp"
#include "tables/readers/event_files.hpp"
#include "tables/readers/line_numbers.hpp"
#include "tables/readers/line_reader.hpp"
#include "tables/readers/line_stretches.hpp"
#include "tables/readers/sniff.hpp"
#include "tables/readers/worker_threads.hpp"

namespace kelpie::tables {

namespace {

using namespace readers;

/// Bytes of a stretch of lines that one thread reads.
constexpr std::uint64_t stretch_bytes = std::uint64_t{16} << 20;

struct File {
  std::string path;
  Expectation expected;
  std::unique_ptr<Input> input;
  std::uint64_t bytes = 0;  // on the disk
  Sniffed sniffed;
  std::unique_ptr<LineStretches> stretches;  // of lines that only go forward
  std::unique_ptr<LineNumbers> lines = std::make_unique<LineNumbers>();
};

/// What one thread reads at a time.
struct Part {
  std::size_t file = 0;
  std::size_t number = 0;  // in the file
  std::uint64_t begin = 0;
  std::uint64_t end = 0;    // of lines in a seekable input
  std::uint64_t bytes = 0;  // for the progress
};

/// What a thread keeps from part to part.
struct Worker {
  std::unique_ptr<RecordReader> reader;
  std::unique_ptr<LineReader> lines;
  LineStretch stretch;
};

class Load {
 public:
  Load(const SchemaSet& schemas, MemoryCatalog& catalog, const LoadOptions& options)
      : schemas_(schemas), catalog_(catalog), options_(options), threads_(options.threads) {
    if (threads_ == 0) threads_ = std::max(1u, std::thread::hardware_concurrency());
  }

  LoadReport run(std::span<const LoadSource> sources) {
    for (const LoadSource& source : sources) add_source(source);
    for (File& file : files_) open(file);
    add_hands();
    read_parts();
    report_rejections();
    make_tables();
    return std::move(report_);
  }

 private:
  void reject_file(const std::string& path, std::string reason) {
    ++report_.rejected;
    if (report_.first_rejected.size() < options_.max_reported) report_.first_rejected.push_back({path, 0, 0, reason});
    if (options_.dead_letters != nullptr) options_.dead_letters->write({path, 0, 0, reason, {}, false});
  }

  void add_source(const LoadSource& source) {
    std::error_code unknown;
    if (!std::filesystem::is_directory(source.path, unknown)) return add_file(source.path, source.table);
    std::string error;
    for (const std::string& path : event_files(source.path, error)) add_file(path, source.table);
    if (!error.empty()) reject_file(source.path, std::move(error));
  }

  void add_file(const std::string& path, const std::string& table) {
    File& file = files_.emplace_back();
    file.path = path;
    file.expected = {table, table_hint(path)};
  }

  void open(File& file) {
    std::string error;
    file.input = open_input(file.path, error);
    if (!file.input) return reject_file(file.path, std::move(error));
    file.sniffed = sniff(*file.input, without_compression(file.path).ends_with(".csv"));
    if (file.sniffed.layout == Sniffed::Layout::unreadable) return reject_file(file.path, file.sniffed.reason);
    ++report_.files;
    file.bytes = file.input->size().value_or(0);
    std::error_code unknown;
    if (!file.input->seekable() && std::filesystem::is_regular_file(file.path, unknown)) {
      file.bytes = std::filesystem::file_size(file.path, unknown);
    }
    report_.bytes += file.bytes;
    if (file.sniffed.layout == Sniffed::Layout::empty) return;
    const auto number = static_cast<std::size_t>(&file - files_.data());
    const std::uint64_t begin = file.sniffed.begin;
    if (file.sniffed.layout != Sniffed::Layout::lines) {
      parts_.push_back({number, 0, begin, 0, file.bytes});
    } else if (!file.input->seekable()) {
      file.stretches = std::make_unique<LineStretches>(*file.input, begin, options_.max_record_bytes);
      parts_.push_back({number, 0, begin, 0, file.bytes});
    } else {
      const std::uint64_t size = *file.input->size();
      for (std::uint64_t from = begin, i = 0; from < size; from += stretch_bytes, ++i) {
        const std::uint64_t to = std::min(from + stretch_bytes, size);
        parts_.push_back({number, i, from, to, to - from});
      }
    }
  }

  /// Threads that have nothing else to do help with inputs that are read in stretches as they come.
  void add_hands() {
    const std::size_t count = parts_.size();
    for (unsigned hand = 1; hand < threads_; ++hand) {
      for (std::size_t i = 0; i < count; ++i) {
        if (files_[parts_[i].file].stretches) parts_.push_back({parts_[i].file, 0, 0, 0, 0});
      }
    }
  }

  /// Where a part stands among all, beginning with 1.
  static std::uint64_t order_of(std::size_t file, std::size_t number) {
    return ((static_cast<std::uint64_t>(file) << 32) | number) + 1;
  }

  /// Reads one part of a file by `read`, which puts what is wrong into its argument.
  template <typename F>
  void read_part(std::size_t number_of_file, std::size_t number, Worker& worker, F&& read) {
    File& file = files_[number_of_file];
    Rejections rejections;
    rejections.kept = options_.max_reported;
    rejections.keep_records = options_.dead_letters != nullptr;
    rejections.max_record = max_dead_letter_bytes;
    rejections.take = [&](std::vector<Rejections::Record>&& records) { write(records, file, number); };
    // Others may wait for the lines of this part, even when memory runs out here.
    struct Finish {
      File& file;
      std::size_t number;
      const Rejections& rejections;
      ~Finish() { file.lines->finish(number, rejections.lines); }
    };
    {
      const Finish finish{file, number, rejections};
      worker.reader->begin(order_of(number_of_file, number), file.expected);
      read(rejections);
    }
    rejections.hand_over();
    if (rejections.count == 0 && rejections.repaired == 0) return;
    rejections.take = nullptr;
    const std::lock_guard lock(mutex_);
    rejections_.emplace(std::pair(number_of_file, number), std::move(rejections));
  }

  void write(const std::vector<Rejections::Record>& records, File& file, std::size_t number) {
    const std::uint64_t lines = file.lines->before(number);
    for (const Rejections::Record& record : records) {
      options_.dead_letters->write({file.path, lines + record.place.line + 1, record.place.offset, record.place.reason,
                                    record.bytes, record.truncated});
    }
  }

  void read_stretches(const Part& part, Worker& worker) {
    while (files_[part.file].stretches->next(worker.stretch)) {
      read_part(part.file, worker.stretch.number, worker, [&](Rejections& rejections) {
        LineStretch& stretch = worker.stretch;
        if (!stretch.long_line) {
          MemoryInput input(stretch.bytes(), stretch.offset);
          worker.lines->read(input, stretch.offset, stretch.offset + stretch.size, true, *worker.reader, rejections);
        }
        if (stretch.failure.empty()) return;
        rejections.add(rejections.lines, stretch.offset + (stretch.long_line ? 0 : stretch.size), stretch.failure,
                       stretch.long_line ? stretch.bytes() : std::string_view());
        if (stretch.long_line) ++rejections.lines;
      });
    }
  }

  void read(const Part& part, Worker& worker) {
    File& file = files_[part.file];
    if (file.stretches) return read_stretches(part, worker);
    read_part(part.file, part.number, worker, [&](Rejections& rejections) {
      switch (file.sniffed.layout) {
        case Sniffed::Layout::lines:
          worker.lines->read(*file.input, part.begin, part.end, part.number == 0, *worker.reader, rejections);
          break;
        case Sniffed::Layout::documents:
          DocumentReader(options_.max_record_bytes).read(*file.input, part.begin, *worker.reader, rejections);
          break;
        case Sniffed::Layout::csv:
          CsvReader(options_.max_record_bytes)
              .read(*file.input, part.begin, schemas_, file.expected, *worker.reader, rejections);
          break;
        default:
          break;
      }
    });
  }

  void read_parts() {
    std::random_device random;
    const std::uint64_t seed = (static_cast<std::uint64_t>(random()) << 32) ^ random();
    std::vector<Worker> workers(threads_);
    std::uint64_t done = 0;
    run_tasks(threads_, parts_.size(), [&](std::size_t i, unsigned w) {
      Worker& worker = workers[w];
      if (!worker.reader) {
        worker.reader = std::make_unique<RecordReader>(schemas_, seed);
        worker.lines = std::make_unique<LineReader>(options_.max_record_bytes);
      }
      read(parts_[i], worker);
      if (!options_.progress) return;
      const std::lock_guard lock(mutex_);
      done += parts_[i].bytes;
      options_.progress(done, report_.bytes);
    });
    for (Worker& worker : workers) {
      if (!worker.reader) continue;
      for (auto& filler : worker.reader->finish()) fillers_[filler->name()].push_back(std::move(filler));
    }
  }

  void report_rejections() {
    for (auto& [part, rejections] : rejections_) {
      File& file = files_[part.first];
      report_.rejected += rejections.count;
      report_.repaired += rejections.repaired;
      for (auto& place : rejections.first) {
        if (report_.first_rejected.size() >= options_.max_reported) break;
        report_.first_rejected.push_back(
            {file.path, file.lines->before(part.second) + place.line + 1, place.offset, std::move(place.reason)});
      }
    }
  }

  void make_tables() {
    AssembleOptions assembly;
    assembly.workspace_id = options_.workspace_id;
    assembly.run = [this](std::size_t count, const std::function<void(std::size_t)>& task) {
      run_tasks(threads_, count, [&](std::size_t i, unsigned) { task(i); });
    };
    for (auto& [name, fillers] : fillers_) {
      for (const auto& filler : fillers) report_unreadable(*filler);
      const auto table = assemble(std::move(fillers), assembly);
      report_.rows[name] = table->size();
      catalog_.add(table);
    }
    for (const TableSchema& schema : schemas_.all()) {
      if (!catalog_.find(schema.name)) catalog_.add(std::make_shared<MemoryTable>(schema));
    }
  }

  void report_unreadable(TableFiller& filler) {
    for (std::size_t i = 0; i < filler.column_count(); ++i) {
      const ColumnFiller& column = filler.column(i);
      if (column.unreadable() == 0) continue;
      auto at = std::find_if(report_.unreadable.begin(), report_.unreadable.end(), [&](const UnreadableValues& values) {
        return values.table == filler.name() && values.column == filler.column_name(i);
      });
      if (at == report_.unreadable.end()) {
        report_.unreadable.push_back({filler.name(), filler.column_name(i), 0, column.unreadable_example()});
        at = report_.unreadable.end() - 1;
      }
      at->count += column.unreadable();
    }
  }

  const SchemaSet& schemas_;
  MemoryCatalog& catalog_;
  const LoadOptions& options_;
  unsigned threads_;
  std::vector<File> files_;
  std::vector<Part> parts_;
  std::mutex mutex_;                                                      // of what the threads share:
  std::map<std::pair<std::size_t, std::size_t>, Rejections> rejections_;  // by file and part
  std::map<std::string, std::vector<std::unique_ptr<TableFiller>>> fillers_;
  LoadReport report_;
};

}  // namespace

LoadReport load(std::span<const LoadSource> sources, const SchemaSet& schemas, MemoryCatalog& catalog,
                const LoadOptions& options) {
  return Load(schemas, catalog, options).run(sources);
}

LoadReport load_files(std::span<const std::string> paths, const SchemaSet& schemas, MemoryCatalog& catalog,
                      const LoadOptions& options) {
  std::vector<LoadSource> sources;
  for (const std::string& path : paths) sources.push_back({path, {}});
  return load(sources, schemas, catalog, options);
}

}  // namespace kelpie::tables
