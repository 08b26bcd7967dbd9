#include "rules/testing/placed_value.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "executor/binder/nearest_name.hpp"
#include "rules/detail/field_reader.hpp"
#include "rules/detail/yaml_guard.hpp"
#include "tables/utf8.hpp"

namespace kelpie::rules::testing {

namespace {

class Placing {
 public:
  explicit Placing(TestReader& reader) : reader_(reader), places_(reader.source(), unused_) {}

  PlacedValue place(const YAML::Node& node) {
    PlacedValue value;
    value.span = places_.span_of(node);
    if (node.IsScalar()) {
      value.kind = PlacedValue::Kind::text;
      value.text = node.Scalar();
      value.quoted = node.Tag() == "!";
    } else if (node.IsSequence()) {
      value.kind = PlacedValue::Kind::list;
      for (const auto& element : node) value.elements.push_back(place(element));
    } else if (node.IsMap()) {
      value.kind = PlacedValue::Kind::map;
      for (const auto& entry : node) add_member(value, entry.first, entry.second);
    }
    return value;
  }

 private:
  void add_member(PlacedValue& map, const YAML::Node& key, const YAML::Node& value) {
    if (!key.IsScalar()) {
      reader_.error(places_.span_of(key), "KT007", "A key is a list or a map; text is expected.",
                    "put {{...}} in quotes");
      return;
    }
    const parser::Span span = places_.span_of(key);
    if (map.find(key.Scalar()) != nullptr) {
      reader_.error(span, "KT005", fmt::format("The key '{}' stands twice.", key.Scalar()), "keep one of them");
      return;
    }
    map.members.push_back({key.Scalar(), span, place(value)});
  }

  TestReader& reader_;
  RuleDiagnostics unused_;
  detail::RuleReader places_;
};

parser::Span at(std::size_t offset, std::string_view text) {
  const auto place = static_cast<std::uint32_t>(std::min(offset, text.size()));
  return {place, place};
}

/// Offset of the first byte that is no UTF-8.
std::optional<std::size_t> first_bad_byte(std::string_view text) {
  std::size_t offset = 0;
  while (offset < text.size()) {
    const std::size_t length = tables::utf8_sequence(text.data() + offset, text.data() + text.size());
    if (length == 0) return offset;
    offset += length;
  }
  return std::nullopt;
}

}  // namespace

const PlacedValue* PlacedValue::find(std::string_view key) const {
  for (const PlacedMember& member : members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

std::string_view name_of(PlacedValue::Kind kind) {
  switch (kind) {
    case PlacedValue::Kind::null:
      return "nothing";
    case PlacedValue::Kind::text:
      return "text";
    case PlacedValue::Kind::list:
      return "a list";
    case PlacedValue::Kind::map:
      break;
  }
  return "a map";
}

void TestReader::error(parser::Span span, std::string code, std::string message, std::string hint) {
  diagnostics_.push_back(
      {source_, {parser::Severity::error, std::move(code), std::move(message), span, std::move(hint)}});
}

void TestReader::expected(const PlacedValue& value, std::string_view what, std::string_view type) {
  error(value.span, "KT007", fmt::format("{} is {}; {} is expected.", what, name_of(value.kind), type));
}

void TestReader::only(const PlacedValue& map, std::string_view what, const std::vector<std::string>& known) {
  for (const PlacedMember& member : map.members) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
    std::string hint = executor::did_you_mean(member.key, known);
    if (hint.empty()) hint = fmt::format("there are {}", fmt::join(known, ", "));
    error(member.key_span, "KT004", fmt::format("{} has no key '{}'.", what, member.key), std::move(hint));
  }
}

std::vector<PlacedValue> read_placed_values(TestReader& reader) {
  const std::string& text = reader.source()->text;
  std::vector<PlacedValue> values;
  if (const auto bad = first_bad_byte(text)) {
    reader.error(at(*bad, text), "KT002", "This byte is no UTF-8.", "save the file as UTF-8");
    return values;
  }
  if (const auto problem = detail::check_yaml(text)) {
    const std::string_view hint = text.find(": {{") == std::string::npos ? "" : "put {{...}} in quotes";
    reader.error(at(problem->offset, text), problem->code == "KR003" ? "KT003" : "KT002", problem->message,
                 std::string(hint));
    return values;
  }
  try {
    Placing placing(reader);
    for (const YAML::Node& document : YAML::LoadAll(text)) values.push_back(placing.place(document));
  } catch (const YAML::Exception& error) {
    reader.error(at(error.mark.pos < 0 ? 0 : static_cast<std::size_t>(error.mark.pos), text), "KT002",
                 fmt::format("No YAML: {}.", error.msg));
    values.clear();
  }
  return values;
}

}  // namespace kelpie::rules::testing
