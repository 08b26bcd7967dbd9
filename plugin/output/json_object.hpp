#pragma once

#include <concepts>
#include <string>
#include <string_view>

#include "plugin/output/json_writer.hpp"

namespace kelpie::plugin {

/// One JSON object, member by member; `raw` values are JSON already.
class JsonObject {
 public:
  JsonObject& text(std::string_view key, std::string_view value) {
    begin(key);
    append_json_string(value, out_);
    return *this;
  }
  JsonObject& number(std::string_view key, std::integral auto value) { return raw(key, std::to_string(value)); }
  JsonObject& boolean(std::string_view key, bool value) { return raw(key, value ? "true" : "false"); }
  JsonObject& raw(std::string_view key, std::string_view json) {
    begin(key);
    out_ += json;
    return *this;
  }
  template <typename Texts>
  JsonObject& texts(std::string_view key, const Texts& values) {
    begin(key);
    out_ += '[';
    for (const auto& value : values) {
      if (out_.back() != '[') out_ += ',';
      append_json_string(value, out_);
    }
    out_ += ']';
    return *this;
  }
  [[nodiscard]] std::string done() const { return out_ + "}"; }

 private:
  void begin(std::string_view key) {
    if (out_.size() > 1) out_ += ',';
    append_json_string(key, out_);
    out_ += ':';
  }
  std::string out_ = "{";
};

/// A JSON list of what `write` makes of each element.
template <typename Elements, typename Write>
[[nodiscard]] std::string json_list(const Elements& elements, const Write& write) {
  std::string out = "[";
  for (const auto& element : elements) {
    if (out.size() > 1) out += ',';
    out += write(element);
  }
  return out + "]";
}

}  // namespace kelpie::plugin
