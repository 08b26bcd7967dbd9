#include "plugin/configuration/settings.hpp"

#include <sstream>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include "tables/text.hpp"

namespace kelpie::plugin {

namespace {

SettingPlace place_of(const YAML::Mark& mark) {
  if (mark.is_null()) return {};
  return {static_cast<std::uint32_t>(mark.line + 1), static_cast<std::uint32_t>(mark.column + 1)};
}

Setting setting_of(const YAML::Node& node, unsigned depth, std::vector<SettingFault>& faults) {
  Setting setting;
  setting.place = place_of(node.Mark());
  if (depth > most_setting_depth) {
    faults.push_back({setting.place, "lists and objects lie more than " + std::to_string(most_setting_depth) + " deep within each other"});
    return setting;
  }
  if (node.IsScalar()) {
    setting.kind = Setting::Kind::word;
    setting.word = node.Scalar();
    setting.quoted = node.Tag() == "!";
  } else if (node.IsSequence()) {
    setting.kind = Setting::Kind::list;
    for (const YAML::Node& item : node) setting.items.push_back(setting_of(item, depth + 1, faults));
  } else if (node.IsMap()) {
    setting.kind = Setting::Kind::object;
    for (const auto& member : node) setting.members.emplace_back(setting_of(member.first, depth + 1, faults), setting_of(member.second, depth + 1, faults));
  }
  return setting;
}

/// Counts depth and aliases before a tree is made: yaml-cpp itself knows no bound.
class Survey final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse(mark, "an alias (*name) is not taken here; write the value again"); }
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override { enter(mark); }
  void OnSequenceEnd() override { --depth_; }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override { enter(mark); }
  void OnMapEnd() override { --depth_; }

 private:
  void enter(const YAML::Mark& mark) {
    if (++depth_ > most_setting_depth)
      refuse(mark, "lists and objects lie more than " + std::to_string(most_setting_depth) + " deep within each other");
  }
  [[noreturn]] static void refuse(const YAML::Mark& mark, const std::string& message) { throw YAML::ParserException(mark, message); }
  unsigned depth_ = 0;
};

}  // namespace

Setting::Setting() = default;
Setting::Setting(const Setting&) = default;
Setting::Setting(Setting&&) noexcept = default;
Setting& Setting::operator=(const Setting&) = default;
Setting& Setting::operator=(Setting&&) noexcept = default;
Setting::~Setting() = default;

bool Setting::is_text() const {
  if (kind != Kind::word) return false;
  return quoted || (word != "true" && word != "false" && !tables::parse_real(word));
}

std::string Setting::shown() const {
  switch (kind) {
    case Kind::nothing:
      return "nothing";
    case Kind::word:
      return "'" + word.substr(0, 80) + "'";
    case Kind::list:
      return "a list";
    case Kind::object:
      return "an object";
  }
  return {};
}

Setting read_settings(std::string_view text, std::vector<SettingFault>& faults) {
  if (text.size() > most_configuration_bytes) {
    faults.push_back({{}, "the configuration has " + std::to_string(text.size()) + " bytes; a megabyte is the most"});
    return {};
  }
  try {
    const std::string owned(text);
    {
      std::istringstream input(owned);
      YAML::Parser parser(input);
      Survey survey;
      parser.HandleNextDocument(survey);
    }
    return setting_of(YAML::Load(owned), 0, faults);
  } catch (const YAML::Exception& failure) {
    faults.push_back({place_of(failure.mark), "this is no YAML or JSON: " + failure.msg});
    return {};
  }
}

}  // namespace kelpie::plugin
