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
#include "tables/readers/line_reader.hpp"
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
};

/// Whether a file of a folder holds events, by its name.
bool has_events(const std::filesystem::path& path) {
  const std::string extension = std::filesystem::path(without_compression(path.native())).extension().string();
  return extension == ".json" || extension == ".jsonl" || extension == ".ndjson" || extension == ".csv";
}

/// What the path says of the table: the file's name, and before it the container of a storage account, which is called
/// insights-logs- and the category, where the file lies in one.
std::string hint_of(const std::filesystem::path& path) {
  std::string hint = path.filename().string();
  for (const auto& folder : path) {
    if (folder.native().starts_with("insights-logs-")) hint = folder.string() + "/" + hint;
  }
  return hint;
}

/// A part of a file; its number is its place in the input.
struct Part {
  std::size_t file = 0;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  Rejections rejections;
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
    read_parts();
    report_rejections();
    make_tables();
    return std::move(report_);
  }

 private:
  void reject_file(const std::string& path, std::string reason) {
    ++report_.rejected;
    if (report_.first_rejected.size() < options_.max_reported)
      report_.first_rejected.push_back({path, 0, 0, std::move(reason)});
  }

  void add_source(const LoadSource& source) {
    namespace fs = std::filesystem;
    std::error_code error;
    if (!fs::is_directory(source.path, error)) {
      add_file(source.path, source.table);
      return;
    }
    std::vector<std::string> found;
    auto entry = fs::recursive_directory_iterator(source.path, fs::directory_options::skip_permission_denied, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
      std::error_code ignored;
      if (has_events(entry->path()) && entry->is_regular_file(ignored)) found.push_back(entry->path().string());
    }
    if (error) reject_file(source.path, "the folder cannot be read: " + error.message());
    std::sort(found.begin(), found.end());
    for (const std::string& path : found) add_file(path, source.table);
  }

  void add_file(const std::string& path, const std::string& table) {
    files_.push_back({path, {table, hint_of(path)}, nullptr, 0, {}});
  }

  void open(File& file) {
    std::string error;
    file.input = open_input(file.path, error);
    if (!file.input) return reject_file(file.path, std::move(error));
    file.sniffed = sniff(*file.input, without_compression(file.path).ends_with(".csv"));
    if (file.sniffed.layout == Sniffed::Layout::unreadable) return reject_file(file.path, file.sniffed.reason);
    ++report_.files;
    std::error_code unknown;
    file.bytes = file.input->size().value_or(0);
    if (!file.input->seekable() && std::filesystem::is_regular_file(file.path, unknown)) {
      file.bytes = std::filesystem::file_size(file.path, unknown);
    }
    report_.bytes += file.bytes;
    if (file.sniffed.layout == Sniffed::Layout::empty) return;
    const auto number = static_cast<std::size_t>(&file - files_.data());
    const std::uint64_t size = file.input->size().value_or(UINT64_MAX);
    const bool in_stretches = file.input->seekable() && file.sniffed.layout == Sniffed::Layout::lines;
    const std::uint64_t length = in_stretches ? stretch_bytes : size - file.sniffed.begin;
    for (std::uint64_t begin = file.sniffed.begin; begin < size; begin += length) {
      parts_.push_back({number, begin, std::min(begin + length, size), {}});
      parts_.back().rejections.kept = options_.max_reported;
    }
  }

  void read_part(std::size_t number, RecordReader& reader, LineReader& lines) {
    Part& part = parts_[number];
    const File& file = files_[part.file];
    reader.begin(number + 1, file.expected);
    switch (file.sniffed.layout) {
      case Sniffed::Layout::lines:
        lines.read(*file.input, part.begin, part.end, part.begin == file.sniffed.begin, reader, part.rejections);
        break;
      case Sniffed::Layout::documents:
        DocumentReader(options_.max_record_bytes).read(*file.input, part.begin, reader, part.rejections);
        break;
      case Sniffed::Layout::csv:
        CsvReader(options_.max_record_bytes)
            .read(*file.input, part.begin, schemas_, file.expected, reader, part.rejections);
        break;
      default:
        break;
    }
  }

  void read_parts() {
    std::random_device random;
    seed_ = (static_cast<std::uint64_t>(random()) << 32) ^ random();
    struct Worker {
      std::unique_ptr<RecordReader> reader;
      std::unique_ptr<LineReader> lines;
    };
    std::vector<Worker> workers(threads_);
    std::mutex progress;
    std::uint64_t done = 0;
    run_tasks(threads_, parts_.size(), [&](std::size_t i, unsigned w) {
      Worker& worker = workers[w];
      if (!worker.reader) {
        worker.reader = std::make_unique<RecordReader>(schemas_, seed_);
        worker.lines = std::make_unique<LineReader>(options_.max_record_bytes);
      }
      read_part(i, *worker.reader, *worker.lines);
      if (!options_.progress) return;
      const std::lock_guard lock(progress);
      const File& file = files_[parts_[i].file];
      done += file.input->seekable() ? parts_[i].end - parts_[i].begin : file.bytes;
      options_.progress(done, report_.bytes);
    });
    for (Worker& worker : workers) {
      if (!worker.reader) continue;
      for (auto& filler : worker.reader->finish()) fillers_[filler->name()].push_back(std::move(filler));
    }
  }

  void report_rejections() {
    std::uint64_t lines = 0;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      Part& part = parts_[i];
      if (i == 0 || parts_[i - 1].file != part.file) lines = 0;
      report_.rejected += part.rejections.count;
      report_.repaired += part.rejections.repaired;
      for (auto& place : part.rejections.first) {
        if (report_.first_rejected.size() >= options_.max_reported) break;
        report_.first_rejected.push_back(
            {files_[part.file].path, lines + place.line + 1, place.offset, std::move(place.reason)});
      }
      lines += part.rejections.lines;
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
  std::uint64_t seed_ = 0;
  std::vector<File> files_;
  std::vector<Part> parts_;
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
