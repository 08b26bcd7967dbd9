#include "tables/readers/document_reader.hpp"

#include <algorithm>
#include <cstring>

#include "tables/readers/json_scan.hpp"
#include "tables/readers/json_text.hpp"

namespace kelpie::tables::readers {

namespace {

constexpr std::size_t block_bytes = std::size_t{1} << 20;
/// A page that is larger is read element by element.
constexpr std::size_t whole_page = std::size_t{8} << 20;

}  // namespace

/// More of the file behind what is unread; false when there is no more.
bool DocumentReader::fill() {
  if (ended_) return false;
  if (at_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + at_, filled_ - at_);
    offset_ += at_;
    filled_ -= at_;
    at_ = 0;
  }
  counted_ = 0;
  counted_line_ = line_;
  const std::size_t more = std::max(block_bytes, filled_);
  buffer_.resize(filled_ + more + scan_padding);
  std::string error;
  const std::size_t got = input_->read(offset_ + filled_, buffer_.data() + filled_, more, error);
  filled_ += got;
  ended_ = got < more;
  std::memset(buffer_.data() + filled_, '\n', scan_padding);
  if (!error.empty()) reject(filled_, "the input cannot be read further: " + error, {});
  return got > 0;
}

void DocumentReader::reject(std::size_t at, std::string reason, std::string_view record) {
  if (counted_ < at_ || counted_ > at) {
    counted_ = std::min(at_, at);
    counted_line_ = line_;
  }
  counted_line_ += static_cast<std::uint64_t>(std::count(buffer_.data() + counted_, buffer_.data() + at, '\n'));
  counted_ = at;
  rejections_->add(counted_line_, offset_ + at, std::move(reason), record);
}

void DocumentReader::advance(std::size_t to) {
  line_ += static_cast<std::uint64_t>(std::count(buffer_.data() + at_, buffer_.data() + to, '\n'));
  at_ = counted_ = to;
  counted_line_ = line_;
}

/// Moves behind the bracket of the list of records that the object at at_ holds; false when it holds none.
bool DocumentReader::enter_page() {
  const char* const end = buffer_.data() + filled_;
  const char* p = skip_blanks(buffer_.data() + at_ + 1, end);
  while (p < end && *p == '"') {
    const char* quote = find_string_end(p + 1).quote;
    if (quote == nullptr || quote >= end) return false;
    const std::string_view key(p + 1, static_cast<std::size_t>(quote - p - 1));
    p = skip_blanks(quote + 1, end);
    if (p >= end || *p != ':') return false;
    p = skip_blanks(p + 1, end);
    if (p < end && *p == '[' && is_page_key(key)) {
      advance(static_cast<std::size_t>(p + 1 - buffer_.data()));
      ++pages_;
      return true;
    }
    const char* next = skip_value(p, end);
    if (next == nullptr) {  // perhaps the list is in there
      if (p < end && *p == '{') {
        const std::size_t before = at_;
        const std::uint64_t line = line_;
        advance(static_cast<std::size_t>(p - buffer_.data()));
        if (enter_page()) return true;
        at_ = counted_ = before;
        line_ = counted_line_ = line;
      }
      return false;
    }
    p = skip_blanks(next, end);
    if (p < end && *p == ',') p = skip_blanks(p + 1, end);
  }
  return false;
}

/// Goes on at the next line behind `at`, before `limit`, that begins with a brace as far to the right as the line of
/// at_.
bool DocumentReader::resume_behind(std::size_t at, std::size_t limit) {
  std::size_t begin = at_;
  while (begin > 0 && buffer_[begin - 1] != '\n') --begin;
  std::string pattern = "\n";
  while (begin < at_ && (buffer_[begin] == ' ' || buffer_[begin] == '\t')) pattern += buffer_[begin++];
  pattern += '{';
  const std::string_view text(buffer_.data(), limit);
  const auto found = text.find(pattern, at);
  if (found == std::string_view::npos) return false;
  advance(found + pattern.size() - 1);
  return true;
}

void DocumentReader::read_complete(std::size_t size, RecordReader& reader) {
  const char* begin = buffer_.data() + at_;
  const std::uint64_t rejected = rejections_->count;
  const std::uint64_t rows = reader.rows();
  if (is_utf8({begin, size})) {
    const RejectSink sink = [&](const char* at, std::string reason, std::string_view record) {
      reject(static_cast<std::size_t>(at - buffer_.data()), std::move(reason),
             record.empty() ? std::string_view(begin, size) : record);
    };
    reader.read(begin, begin + size, sink);
  } else {
    std::string repaired;
    repair_utf8({begin, size}, repaired);
    ++rejections_->repaired;
    const std::size_t repaired_size = repaired.size();
    repaired.append(scan_padding, '\n');
    reader.read(repaired.data(), repaired.data() + repaired_size,
                [&](const char*, std::string reason, std::string_view) {
                  reject(at_, std::move(reason), {begin, size});
                });
  }
  // A quote that is missing makes a record swallow the next ones.
  const std::size_t end = at_ + size;
  if (rejections_->count == rejected || reader.rows() != rows || !resume_behind(at_, end)) advance(end);
}

bool DocumentReader::read_record(RecordReader& reader) {
  for (;;) {
    const char* begin = buffer_.data() + at_;
    const char* next = find_container_end(begin, buffer_.data() + filled_);
    if (next != nullptr) {
      read_complete(static_cast<std::size_t>(next - begin), reader);
      return true;
    }
    if ((ended_ || filled_ - at_ > std::min(whole_page, max_record_)) && enter_page()) return true;
    if (filled_ - at_ > max_record_) {
      reject(at_,
             "the record is longer than the largest, " + std::to_string(max_record_) +
                 " bytes, or its closing brace is missing",
             unread());
      return resume_behind(at_, filled_);
    }
    if (!fill() && ended_) {
      if (enter_page()) return true;
      reject(at_, "the file ends inside the record that begins here", unread());
      return resume_behind(at_, filled_);
    }
  }
}

/// What follows the list in an object that was entered.
bool DocumentReader::skip_member() {
  for (;;) {
    const char* begin = buffer_.data() + at_;
    const char* next = skip_value(begin, buffer_.data() + filled_);
    if (next != nullptr && (ended_ || next < buffer_.data() + filled_)) {
      advance(static_cast<std::size_t>(next - buffer_.data()));
      return true;
    }
    if (filled_ - at_ > max_record_ || !fill()) {
      if (next == nullptr) {
        reject(at_, "the file ends inside a string", unread());
        return false;
      }
      advance(static_cast<std::size_t>(next - buffer_.data()));
      return true;
    }
  }
}

/// Reads one thing; false when nothing is left.
bool DocumentReader::step(RecordReader& reader) {
  const char* p = skip_blanks(buffer_.data() + at_, buffer_.data() + filled_);
  advance(static_cast<std::size_t>(p - buffer_.data()));
  if (at_ == filled_) return fill();
  switch (buffer_[at_]) {
    case '[':
    case ']':
    case ',':
      advance(at_ + 1);
      return true;
    case '{':
      lost_ = false;
      return read_record(reader);
    case '}':
    case ':':
      if (pages_ == 0 && !lost_) reject(at_, "expected a JSON object", unread_line());
      lost_ = pages_ == 0;
      advance(at_ + 1);
      return true;
    case '"':
      if (pages_ == 0 && !lost_) reject(at_, "expected a JSON object", unread_line());
      lost_ = pages_ == 0;
      return skip_member();
    default:
      break;
  }
  if (pages_ == 0 && !lost_) reject(at_, "expected a JSON object", unread_line());
  lost_ = pages_ == 0;
  const char* end = buffer_.data() + filled_;
  p = buffer_.data() + at_ + 1;
  while (p < end && *p != '{' && *p != '\n' && *p != ',' && *p != '}' && *p != '"') ++p;
  advance(static_cast<std::size_t>(p - buffer_.data()));
  return true;
}

void DocumentReader::read(Input& input, std::uint64_t begin, RecordReader& reader, Rejections& rejections) {
  input_ = &input;
  rejections_ = &rejections;
  offset_ = begin;
  at_ = filled_ = pages_ = 0;
  line_ = 0;
  ended_ = lost_ = false;
  while (step(reader)) {
    if (between_) static_cast<void>(between_());
  }
  rejections.lines = line_;
}

}  // namespace kelpie::tables::readers
