#include "plugin/sinks/sink_spec.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>

#include "executor/binder/nearest_name.hpp"
#include "plugin/output/terminal.hpp"

namespace kelpie::plugin {

namespace {

constexpr std::size_t longest_spec = 16 * 1024;

std::string quoted(std::string_view text) { return "'" + shortened(harmless(text), 80) + "'"; }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decoded(std::string_view text, std::string_view what) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0)
      throw SinkError(std::string(what) + ": % stands before two hexadecimal digits; a % itself is %25");
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (out.find('\0') != std::string::npos) throw SinkError(std::string(what) + " holds a null byte");
  return out;
}

template <typename T>
std::optional<T> parse_number(std::string_view text) {
  T value{};
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

void read_options(std::string_view text, SinkSpec& spec) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view option = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (option.empty()) continue;
    const std::size_t equals = option.find('=');
    if (equals == std::string_view::npos || equals == 0)
      throw SinkError("the option " + quoted(option) + " has no value: OPTION=VALUE is expected");
    const std::string name(option.substr(0, equals));
    spec.options.emplace_back(name, decoded(option.substr(equals + 1), "the value of " + quoted(name)));
  }
}

void read_authority(std::string_view text, SinkSpec& spec) {
  if (text.find('@') != std::string_view::npos) {
    throw SinkError(
        "a user and password do not belong into a sink's text, where everyone sees them; header-file takes an "
        "Authorization header");
  }
  std::string_view port;
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) throw SinkError("the address " + quoted(text) + " has no closing ]");
    spec.host = text.substr(1, close - 1);
    std::string_view rest = text.substr(close + 1);
    if (!rest.empty() && rest.front() != ':') throw SinkError("after ] a :PORT is expected, not " + quoted(rest));
    if (!rest.empty()) port = rest.substr(1), spec.port = 0;
  } else {
    const std::size_t colon = text.find(':');
    spec.host = text.substr(0, colon);
    if (colon != std::string_view::npos) port = text.substr(colon + 1), spec.port = 0;
  }
  if (spec.host.empty()) throw SinkError("there is no host after " + spec.scheme + "://");
  const auto belongs = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_' || c == ':' || c == '%';
  };
  if (!std::all_of(spec.host.begin(), spec.host.end(), belongs) || spec.host.size() > 255)
    throw SinkError(quoted(spec.host) + " is no name or address of a host");
  if (!spec.port) return;
  const auto number = parse_number<std::uint16_t>(port);
  if (!number || *number == 0) throw SinkError(quoted(port) + " is no port: 1 to 65535 is expected");
  spec.port = *number;
}

}  // namespace

SinkSpec parse_sink_spec(std::string_view text) {
  if (text.size() > longest_spec) throw SinkError("a sink's text has at most 16 KB");
  SinkSpec spec;
  const std::size_t question = text.find('?');
  std::string_view rest = text.substr(0, question);
  if (rest == "-") {
    spec.scheme = "-";
  } else {
    const std::size_t colon = rest.find(':');
    const auto belongs = [](unsigned char c) { return std::isalnum(c) != 0 || c == '+' || c == '-' || c == '.'; };
    if (colon == std::string_view::npos || colon == 0 ||
        !std::all_of(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(colon), belongs)) {
      throw SinkError(
          quoted(rest) +
          " is no sink: SCHEME:... is expected, such as file:/var/log/alerts.jsonl or syslog+tls://host:6514");
    }
    spec.scheme = rest.substr(0, colon);
    rest.remove_prefix(colon + 1);
    if (rest.starts_with("//")) {
      rest.remove_prefix(2);
      const std::size_t slash = std::min(rest.find('/'), rest.size());
      if (slash == 0)
        spec.path = decoded(rest, "the path");
      else
        read_authority(rest.substr(0, slash), spec), spec.path = rest.substr(slash);
    } else {
      spec.path = decoded(rest, "the path");
    }
  }
  if (question != std::string_view::npos) read_options(text.substr(question + 1), spec);
  return spec;
}

SinkOptions::SinkOptions(const SinkSpec& spec, std::vector<std::string> known, std::string_view repeated)
    : scheme_(spec.scheme), options_(spec.options) {
  for (std::size_t i = 0; i < options_.size(); ++i) {
    const std::string& name = options_[i].first;
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      const std::string near = executor::did_you_mean(name, known);
      std::sort(known.begin(), known.end());
      std::string list;
      for (const std::string& one : known) list += (list.empty() ? "" : ", ") + one;
      throw SinkError(scheme_ + ": there is no option " + quoted(name) + (near.empty() ? "" : "; " + near) +
                      " (there are " + list + ")");
    }
    const auto same = [&](const auto& option) { return option.first == name; };
    if (name != repeated && std::count_if(options_.begin(), options_.end(), same) > 1)
      throw SinkError(scheme_ + ": the option " + quoted(name) + " stands twice");
  }
}

std::optional<std::string> SinkOptions::text(std::string_view name) const {
  for (const auto& [key, value] : options_) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::vector<std::string> SinkOptions::texts(std::string_view name) const {
  std::vector<std::string> found;
  for (const auto& [key, value] : options_) {
    if (key == name) found.push_back(value);
  }
  return found;
}

std::uint64_t SinkOptions::number(std::string_view name, std::uint64_t otherwise, std::uint64_t least,
                                  std::uint64_t most) const {
  const auto value = text(name);
  if (!value) return otherwise;
  const auto number = parse_number<std::uint64_t>(*value);
  if (!number || *number < least || *number > most)
    refuse(name, *value, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return *number;
}

std::uint64_t SinkOptions::bytes(std::string_view name, std::uint64_t otherwise, std::uint64_t least,
                                 std::uint64_t most) const {
  const auto value = text(name);
  if (!value) return otherwise;
  const auto number = parse_bytes(*value);
  if (!number || *number < least || *number > most) {
    refuse(name, *value,
           "a size such as 64KB or 100MB, from " + std::to_string(least) + " to " + std::to_string(most) + " bytes");
  }
  return *number;
}

bool SinkOptions::yes(std::string_view name, bool otherwise) const {
  return word(name, otherwise ? "yes" : "no", {"yes", "no"}) == "yes";
}

std::string SinkOptions::word(std::string_view name, std::string otherwise,
                              const std::vector<std::string>& words) const {
  const auto value = text(name);
  if (!value) return otherwise;
  if (std::find(words.begin(), words.end(), *value) == words.end()) {
    std::string list;
    for (std::size_t i = 0; i < words.size(); ++i)
      list += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
    const std::string near = executor::did_you_mean(*value, words);
    refuse(name, *value, list + (near.empty() ? "" : "; " + near));
  }
  return *value;
}

void SinkOptions::refuse(std::string_view name, std::string_view value, std::string_view expected) const {
  throw SinkError(scheme_ + ": " + std::string(name) + "=" + shortened(harmless(value), 80) + ": expected " +
                  std::string(expected));
}

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
  std::uint64_t unit = 1;
  for (const auto& [suffix, factor] :
       {std::pair<std::string_view, std::uint64_t>{"KB", 1000}, {"MB", 1000 * 1000}, {"GB", 1000 * 1000 * 1000}}) {
    if (!text.ends_with(suffix)) continue;
    unit = factor;
    text.remove_suffix(2);
    break;
  }
  const auto number = parse_number<std::uint64_t>(text);
  if (!number || *number > UINT64_MAX / unit) return std::nullopt;
  return *number * unit;
}

std::string read_small_file(const std::string& option, const std::string& path) {
  constexpr std::size_t most = 64 * 1024;
  std::ifstream file(path, std::ios::binary);
  if (!file) throw SinkError(option + ": " + quoted(path) + " cannot be opened: " + std::strerror(errno));
  std::string text(most + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > most) throw SinkError(option + ": " + quoted(path) + " is longer than 64 KB");
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  if (text.empty()) throw SinkError(option + ": " + quoted(path) + " is empty");
  return text;
}

}  // namespace kelpie::plugin
