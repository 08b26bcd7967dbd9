#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tables/builder.hpp"
#include "tables/vector.hpp"

namespace kelpie::rules {

/// The different texts of a column of a table, for all that is kept of it: each lies in memory once, and whoever groups
/// or joins what was kept meets codes of one dictionary. Texts are only added; what is no longer used goes when
/// everything is coded anew. dictionary() is thread-safe, the rest is not.
class SharedTexts {
 public:
  /// Appends the code of each row.
  void add(const tables::Vector& texts, std::vector<std::uint32_t>& codes);
  /// Forgets what add() remembers of dictionaries, which it keeps alive.
  void forget_dictionaries() { translations_.clear(); }

  /// Holds every text so far, each once.
  [[nodiscard]] std::shared_ptr<const tables::Dictionary> dictionary() const;
  [[nodiscard]] std::size_t size() const { return values_.size(); }
  [[nodiscard]] std::size_t bytes() const { return arena_->allocated() + values_.size() * bytes_a_text; }

 private:
  static constexpr std::size_t bytes_a_text = 96;  // views, and a node of the map
  struct Translation {
    std::shared_ptr<const tables::Dictionary> from;
    std::vector<std::uint32_t> codes;
  };
  std::uint32_t code_of(std::string_view text);
  Translation& translation_of(const std::shared_ptr<const tables::Dictionary>& dictionary);

  std::shared_ptr<tables::TextArena> arena_ = std::make_shared<tables::TextArena>();
  std::vector<std::string_view> values_;
  std::unordered_map<std::string_view, std::uint32_t> codes_;
  std::vector<Translation> translations_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const tables::Dictionary> dictionary_;
};

}  // namespace kelpie::rules
