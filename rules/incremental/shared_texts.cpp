#include "rules/incremental/shared_texts.hpp"

namespace kelpie::rules {

namespace {

constexpr std::uint32_t unknown = UINT32_MAX;

/// The texts as they were; the arena keeps them while more are added.
struct Texts {
  std::vector<std::string_view> values;
  std::shared_ptr<const tables::TextArena> arena;
};

}  // namespace

std::uint32_t SharedTexts::code_of(std::string_view text) {
  if (const auto found = codes_.find(text); found != codes_.end()) return found->second;
  const std::string_view kept = arena_->put(text);
  const auto code = static_cast<std::uint32_t>(values_.size());
  values_.push_back(kept);
  codes_.emplace(kept, code);
  return code;
}

SharedTexts::Translation& SharedTexts::translation_of(const std::shared_ptr<const tables::Dictionary>& dictionary) {
  for (Translation& one : translations_) {
    if (one.from == dictionary) return one;
  }
  constexpr std::size_t remembered = 4;
  if (translations_.size() >= remembered) translations_.erase(translations_.begin());
  return translations_.emplace_back(Translation{dictionary, std::vector<std::uint32_t>(dictionary->size(), unknown)});
}

void SharedTexts::add(const tables::Vector& texts, std::vector<std::uint32_t>& codes) {
  if (texts.is_dictionary()) {
    Translation& known = translation_of(texts.dictionary());
    const auto* values = texts.dictionary()->values().values<std::string_view>();
    const std::size_t before = codes.size();
    codes.resize(before + texts.size());
    std::uint32_t* const out = codes.data() + before;
    std::uint32_t* const code_at = known.codes.data();
    tables::with_codes(texts, [&](const auto* rows) {
      for (std::size_t row = 0; row < texts.size(); ++row) {
        std::uint32_t& code = code_at[rows[row]];
        if (code == unknown) code = code_of(values[rows[row]]);
        out[row] = code;
      }
    });
    return;
  }
  const auto* values = texts.values<std::string_view>();
  if (texts.is_constant()) {
    if (texts.size() > 0) codes.insert(codes.end(), texts.size(), code_of(*values));
    return;
  }
  for (std::size_t row = 0; row < texts.size(); ++row) codes.push_back(code_of(values[row]));
}

std::shared_ptr<const tables::Dictionary> SharedTexts::dictionary() const {
  const std::lock_guard lock(mutex_);
  if (!dictionary_ || dictionary_->size() != values_.size()) {
    auto texts = std::make_shared<const Texts>(Texts{values_, arena_});
    const std::string_view* values = texts->values.data();
    dictionary_ = std::make_shared<const tables::Dictionary>(
        tables::Vector::flat(tables::Type::string, texts->values.size(), values, nullptr, texts), true);
  }
  return dictionary_;
}

}  // namespace kelpie::rules
