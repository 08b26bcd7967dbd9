#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "tables/store/change.hpp"
#include "tables/store/files.hpp"

namespace kelpie::tables::store {

// The log: what makes the store. A file has a head ("KELLOG" and the format's version, its number) and records; a record is a head with length and
// checksums, and a Change. The first record of a file is the whole state, so that one file is enough, and the state is the records in order.
//
// A record that the file ends within was being written when the writer died: nobody was told that it is there, and it does not count. A
// record that is all there and whose checksum is wrong is damage.

/// How far a log file is sound.
struct LogEnd {
  std::uint64_t number = 0;    // of the file
  std::uint64_t bytes = 0;     // that hold whole records
  std::uint64_t sequence = 0;  // of the next record
  bool torn = false;           // there are bytes behind them
};

/// Hands every record to `record`, with the sequence number of each. Throws DamagedData, and StoreError for another format.
LogEnd read_log(std::string_view bytes, const std::string& place, const std::function<void(const Change&, std::uint64_t sequence)>& record);

/// Name of a log file, and the number in a name; 0 when it is none.
[[nodiscard]] std::string log_name(std::uint64_t number);
[[nodiscard]] std::uint64_t log_number(std::string_view name);

/// The log's file, open for adding records. One thread at a time.
class LogWriter {
 public:
  /// Makes a new file that begins with `state`: it is there wholly or not at all.
  static std::unique_ptr<LogWriter> create(const Files& files, const std::string& folder, std::uint64_t number, std::uint64_t sequence, const Change& state);
  /// Goes on with a file that read_log() has read; what is torn is cut off.
  static std::unique_ptr<LogWriter> resume(const Files& files, const std::string& folder, const LogEnd& end);

  /// Adds encoded changes and returns when they are on the disk: as one write and one sync. Throws StoreError; the file may then end in a torn
  /// record, and nothing may be added any more. Returns the sequence number of the first.
  std::uint64_t add(std::span<const std::string> changes);

  [[nodiscard]] std::uint64_t number() const { return number_; }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  [[nodiscard]] std::uint64_t next_sequence() const { return sequence_; }

 private:
  LogWriter(const Files& files, std::unique_ptr<OutputFile> file, std::uint64_t number, std::uint64_t bytes, std::uint64_t sequence)
      : files_(files), file_(std::move(file)), number_(number), bytes_(bytes), sequence_(sequence) {}
  const Files& files_;
  std::unique_ptr<OutputFile> file_;
  std::uint64_t number_;
  std::uint64_t bytes_;
  std::uint64_t sequence_;
};

}  // namespace kelpie::tables::store
