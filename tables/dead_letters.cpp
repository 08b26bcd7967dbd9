#include "tables/dead_letters.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "tables/readers/json_text.hpp"

namespace kelpie::tables {

namespace {

constexpr std::size_t buffer_bytes = std::size_t{256} * 1024;

/// RFC 4648, with padding.
void append_base64(std::string_view bytes, std::string& out) {
  static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto at = [&](std::size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0u; };
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const unsigned bits = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
    out += digits[bits >> 18];
    out += digits[bits >> 12 & 63];
    out += i + 1 < bytes.size() ? digits[bits >> 6 & 63] : '=';
    out += i + 2 < bytes.size() ? digits[bits & 63] : '=';
  }
}

/// A text member; what is no UTF-8 becomes U+FFFD.
void append_text(std::string_view key, std::string_view text, std::string& out) {
  std::string repaired;
  if (readers::repair_utf8(text, repaired)) text = repaired;
  out.append(1, '"').append(key).append("\":\"");
  readers::append_escaped(text, out);
  out += '"';
}

/// The text without the sequence that its limit cut in two.
std::string_view whole_characters(std::string_view text) {
  for (std::size_t back = 1; back <= 4 && back <= text.size(); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if (byte < 0x80) return text;
    if (byte < 0xc0) continue;
    const std::size_t length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? text.substr(0, text.size() - back) : text;
  }
  return text;
}

void append_line(const DeadLetter& letter, std::string& out) {
  const bool truncated = letter.truncated || letter.record.size() > max_dead_letter_bytes;
  std::string_view record = letter.record.substr(0, max_dead_letter_bytes);
  if (truncated) record = whole_characters(record);
  out += '{';
  append_text("source", letter.source, out);
  out += ",\"line\":" + std::to_string(letter.line) + ",\"offset\":" + std::to_string(letter.offset) + ',';
  append_text("reason", letter.reason, out);
  out += ',';
  if (readers::is_utf8(record)) {
    append_text("record", record, out);
  } else {
    out += "\"record_base64\":\"";
    append_base64(letter.record.substr(0, max_dead_letter_bytes), out);
    out += '"';
  }
  out += truncated ? ",\"truncated\":true}\n" : ",\"truncated\":false}\n";
}

}  // namespace

DeadLetters::DeadLetters(std::string path) : path_(std::move(path)) {
  descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor_ < 0) {
    fail("cannot be opened");
    return;
  }
  const off_t size = ::lseek(descriptor_, 0, SEEK_END);
  char last = '\n';
  broken_line_ = size > 0 && ::pread(descriptor_, &last, 1, size - 1) == 1 && last != '\n';
}

DeadLetters::~DeadLetters() {
  flush();
  if (descriptor_ >= 0) ::close(descriptor_);
}

void DeadLetters::fail(const char* what) {
  if (error_.empty()) error_ = path_ + ' ' + what + ": " + std::strerror(errno);
}

void DeadLetters::write(const DeadLetter& letter) {
  const std::lock_guard lock(mutex_);
  append_line(letter, waiting_);
  ++waiting_count_;
  if (waiting_.size() >= buffer_bytes) write_out();
}

/// Lines are written whole, so that those of other processes do not fall between.
void DeadLetters::write_out() {
  if (waiting_.empty()) return;
  if (broken_line_) waiting_.insert(0, 1, '\n');
  std::size_t done = 0;
  while (descriptor_ >= 0 && done < waiting_.size()) {
    const ssize_t got = ::write(descriptor_, waiting_.data() + done, waiting_.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      fail("cannot be written");
      break;
    }
    done += static_cast<std::size_t>(got);
  }
  std::uint64_t whole = 0;
  for (std::size_t i = broken_line_ ? 1 : 0; i < done; ++i) whole += waiting_[i] == '\n' ? 1 : 0;
  if (done > 0) broken_line_ = waiting_[done - 1] != '\n';
  written_ += whole;
  lost_ += waiting_count_ - whole;
  waiting_.clear();
  waiting_count_ = 0;
}

bool DeadLetters::flush() {
  const std::lock_guard lock(mutex_);
  write_out();
  return error_.empty() && lost_ == 0;
}

std::uint64_t DeadLetters::written() const {
  const std::lock_guard lock(mutex_);
  return written_;
}

std::uint64_t DeadLetters::lost() const {
  const std::lock_guard lock(mutex_);
  return lost_;
}

std::string DeadLetters::error() const {
  const std::lock_guard lock(mutex_);
  return error_;
}

}  // namespace kelpie::tables
