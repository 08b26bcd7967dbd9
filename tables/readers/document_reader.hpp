#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tables/readers/input.hpp"
#include "tables/readers/record_reader.hpp"
#include "tables/readers/rejections.hpp"

namespace kelpie::tables::readers {

/// Reads files in which JSON values follow each other in any layout: pretty printed, one list, one page of Graph. Pages
/// and lists may be larger than memory; a record must fit. Where the text is broken it goes on at the next line that
/// looks like the beginning of a record.
class DocumentReader {
 public:
  explicit DocumentReader(std::size_t max_record) : max_record_(max_record) {}
  /// Called between two records, when what was read may be taken out of the record reader.
  void between_records(std::function<bool()> called) { between_ = std::move(called); }
  void read(Input& input, std::uint64_t begin, RecordReader& reader, Rejections& rejections);

 private:
  bool fill();
  bool step(RecordReader& reader);
  bool read_record(RecordReader& reader);
  void read_complete(std::size_t size, RecordReader& reader);
  bool enter_page();
  bool skip_member();
  bool resume_behind(std::size_t at, std::size_t limit);
  void reject(std::size_t at, std::string reason, std::string_view record);
  /// What is in the buffer from at_ on, as long as a refused record may be.
  [[nodiscard]] std::string_view unread() const { return {buffer_.data() + at_, filled_ - at_}; }
  [[nodiscard]] std::string_view unread_line() const { return unread().substr(0, unread().find('\n')); }
  void advance(std::size_t to);

  std::size_t max_record_;
  std::function<bool()> between_;
  Input* input_ = nullptr;
  Rejections* rejections_ = nullptr;
  std::vector<char> buffer_;
  std::size_t at_ = 0;        // what is read next
  std::size_t filled_ = 0;    // bytes in the buffer
  std::uint64_t offset_ = 0;  // of the buffer's first byte
  std::uint64_t line_ = 0;    // at at_
  std::size_t counted_ = 0;   // to there lines have been counted for reject()
  std::uint64_t counted_line_ = 0;
  std::size_t pages_ = 0;  // pages entered
  bool ended_ = false;     // nothing of the input is left
  bool lost_ = false;      // the last thing read was no JSON, and was reported
};

}  // namespace kelpie::tables::readers
