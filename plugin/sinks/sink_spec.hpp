#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kelpie::plugin {

/// A sink cannot be made of what was given: what was found, what is expected. For a person; without secrets.
class SinkError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A sink in words: SCHEME:REST?OPTION=VALUE&OPTION=VALUE, where REST is //HOST:PORT/PATH or a path; "-" alone is
/// standard output. In values %XX stands for a byte (RFC 3986) and + for itself.
struct SinkSpec {
  std::string scheme;
  std::string host;  // without brackets
  std::optional<std::uint16_t> port;
  std::string path;
  std::vector<std::pair<std::string, std::string>> options;
};

/// Throws SinkError when the text has no such form.
[[nodiscard]] SinkSpec parse_sink_spec(std::string_view text);

/// The options of a sink, each of which is read by name. Throws SinkError for values that do not fit.
class SinkOptions {
 public:
  /// Throws SinkError for an option that the scheme does not know, naming the nearest, and for one that stands twice
  /// and is not `repeated`.
  SinkOptions(const SinkSpec& spec, std::vector<std::string> known, std::string_view repeated = {});

  [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
  /// A whole number within bounds.
  [[nodiscard]] std::uint64_t number(std::string_view name, std::uint64_t otherwise, std::uint64_t least,
                                     std::uint64_t most) const;
  /// A size such as 4096, 64KB, 100MB, 2GB (powers of ten), within bounds.
  [[nodiscard]] std::uint64_t bytes(std::string_view name, std::uint64_t otherwise, std::uint64_t least,
                                    std::uint64_t most) const;
  /// "yes" or "no".
  [[nodiscard]] bool yes(std::string_view name, bool otherwise) const;
  /// One of some words.
  [[nodiscard]] std::string word(std::string_view name, std::string otherwise,
                                 const std::vector<std::string>& words) const;
  /// Throws the SinkError for a value of an option.
  [[noreturn]] void refuse(std::string_view name, std::string_view value, std::string_view expected) const;

 private:
  std::string scheme_;
  std::vector<std::pair<std::string, std::string>> options_;
};

/// 100MB as a number of bytes; nothing when it is no size.
[[nodiscard]] std::optional<std::uint64_t> parse_bytes(std::string_view text);

/// The whole of a small file, such as a secret, without the line's end that editors put there. Throws SinkError when it
/// cannot be read, is empty or longer than 64 KB.
[[nodiscard]] std::string read_small_file(const std::string& option, const std::string& path);

}  // namespace kelpie::plugin
