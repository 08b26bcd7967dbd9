#include "rules/findings/yaml_places.hpp"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include "rules/detail/scalar_offsets.hpp"

namespace kelpie::rules {

namespace {

constexpr std::size_t most_levels = 32;
constexpr std::size_t most_places = 100'000;

/// The text holds more than a rule file may.
struct TooMuch {};

/// ".key", or ['my key'] where a dot would not tell where it ends.
std::string step_of(std::string_view key, bool first) {
  const bool plain = !key.empty() && key.find_first_of(".[]'\" \t\r\n") == std::string_view::npos;
  if (!plain) return fmt::format("['{}']", key);
  return first ? std::string(key) : fmt::format(".{}", key);
}

class Collector : public YAML::EventHandler {
 public:
  Collector(std::string_view text, std::vector<YamlPlace>& places, std::size_t& documents)
      : text_(text), places_(places), documents_(documents) {}

  void OnDocumentStart(const YAML::Mark&) override { ++documents_; }
  void OnDocumentEnd() override { levels_.clear(); }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { scalar(mark, {}); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { scalar(mark, {}); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t, const std::string& value) override {
    scalar(mark, value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    open(mark, false);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    open(mark, true);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Level {
    bool map = false;
    std::size_t place = 0;
    std::size_t next = 0;
    bool has_key = false;
    bool in_key = false;  // the key is a list or map
    std::string key;
    parser::Span key_span;
  };

  [[nodiscard]] std::uint32_t offset(const YAML::Mark& mark) const {
    return static_cast<std::uint32_t>(
        mark.pos < 0 ? 0 : std::min<std::size_t>(static_cast<std::size_t>(mark.pos), text_.size()));
  }

  void scalar(const YAML::Mark& mark, const std::string& value) {
    const std::uint32_t begin = offset(mark);
    std::vector<std::uint32_t> offsets = detail::scalar_offsets(text_, begin, value);
    std::uint32_t end = std::max(begin, offsets.back());
    if (end < text_.size() && (text_[begin] == '"' || text_[begin] == '\'') && text_[end] == text_[begin]) ++end;
    if (!levels_.empty() && levels_.back().map && !levels_.back().has_key) {
      levels_.back().key = value;
      levels_.back().key_span = {begin, end};
      levels_.back().has_key = true;
      return;
    }
    YamlPlace& place = add({begin, end});
    place.text = value;
    place.offsets = std::move(offsets);
    for (const Level& level : levels_) grow(level.place, end);
  }

  void open(const YAML::Mark& mark, bool map) {
    if (levels_.size() >= most_levels) throw TooMuch{};
    if (!levels_.empty() && levels_.back().map && !levels_.back().has_key) {  // a key that is no text
      levels_.back().in_key = true;
      levels_.back().key = "?";
      levels_.back().key_span = {};
    }
    const std::uint32_t begin = offset(mark);
    add({begin, begin});
    levels_.push_back({map, places_.size() - 1, 0, false, false, {}, {}});
  }

  void close() {
    levels_.pop_back();
    if (levels_.empty() || !levels_.back().in_key) return;
    levels_.back().in_key = false;
    levels_.back().has_key = true;
  }

  YamlPlace& add(parser::Span value) {
    if (places_.size() >= most_places) throw TooMuch{};
    YamlPlace place;
    place.document = documents_ - 1;
    place.value = value;
    if (!levels_.empty()) {
      Level& level = levels_.back();
      const std::string& parent = places_[level.place].path;
      place.path = parent + (level.map ? step_of(level.key, parent.empty()) : fmt::format("[{}]", level.next++));
      place.key = level.map ? level.key_span : parser::Span{};
      level.has_key = false;
    }
    places_.push_back(std::move(place));
    return places_.back();
  }

  void grow(std::size_t place, std::uint32_t end) {
    places_[place].value.end = std::max(places_[place].value.end, end);
  }

  std::string_view text_;
  std::vector<YamlPlace>& places_;
  std::size_t& documents_;
  std::vector<Level> levels_;
};

}  // namespace

YamlPlaces::YamlPlaces(std::string_view text) {
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    Collector collector(text, places_, documents_);
    while (parser.HandleNextDocument(collector)) {
    }
  } catch (const YAML::Exception&) {  // what was read before stays
  } catch (const TooMuch&) {
  }
}

const YamlPlace* YamlPlaces::around(parser::Span span) const {
  const YamlPlace* found = nullptr;
  for (const YamlPlace& place : places_) {
    const bool in_key = place.key.begin <= span.begin && span.begin < place.key.end;
    const bool in_value = place.value.begin <= span.begin && span.end <= place.value.end;
    if (!in_key && !in_value) continue;
    const bool starts_here = span.empty() && place.value.begin == span.begin && place.offsets.empty();
    found = &place;
    if (starts_here) break;
  }
  return found;
}

const YamlPlace* YamlPlaces::find(std::size_t document, std::string_view path) const {
  const auto at = std::find_if(places_.begin(), places_.end(),
                               [&](const YamlPlace& one) { return one.document == document && one.path == path; });
  return at == places_.end() ? nullptr : &*at;
}

bool YamlPlaces::in_content(std::uint32_t offset) const {
  return std::any_of(places_.begin(), places_.end(), [&](const YamlPlace& one) {
    return (one.key.begin <= offset && offset < one.key.end) ||
           (!one.text.empty() && one.offsets.front() <= offset && offset < one.value.end);
  });
}

}  // namespace kelpie::rules
