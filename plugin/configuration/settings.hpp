#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kelpie::plugin {

/// Where something stands in a configuration, from 1; 0: nowhere.
struct SettingPlace {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

/// One value of a configuration, as YAML (or JSON, which is a part of it) has it.
struct Setting {
  enum class Kind { nothing, word, list, object };
  Kind kind = Kind::nothing;
  std::string word;
  bool quoted = false;  // so that "5" and "true" are texts
  std::vector<Setting> items;
  std::vector<std::pair<Setting, Setting>> members;
  SettingPlace place;

  // Defined where pairs of settings are complete; clang wants them to be.
  Setting();
  Setting(const Setting&);
  Setting(Setting&&) noexcept;
  Setting& operator=(const Setting&);
  Setting& operator=(Setting&&) noexcept;
  ~Setting();

  /// A text: in quotes, or a word that is no number, true, false or null.
  [[nodiscard]] bool is_text() const;
  /// For "found ...": "'5'", "a list", "an object", "nothing".
  [[nodiscard]] std::string shown() const;
};

/// What is wrong with a configuration, and where.
struct SettingFault {
  SettingPlace place;
  std::string message;
};

/// The most bytes of a configuration, and the most lists and objects within each other.
inline constexpr std::size_t most_configuration_bytes = std::size_t{1} << 20;
inline constexpr unsigned most_setting_depth = 16;

/// Reads one document. Never throws for the text: what is wrong is appended, and what it says nothing about is `nothing`. Aliases are refused: they can make much of
/// little.
[[nodiscard]] Setting read_settings(std::string_view text, std::vector<SettingFault>& faults);

}  // namespace kelpie::plugin
