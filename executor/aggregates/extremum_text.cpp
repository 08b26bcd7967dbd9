#include "executor/aggregates/extremum_text.hpp"

#include <string>

#include "tables/builder.hpp"

namespace kelpie::executor {

namespace {

using tables::Vector;

template <bool Largest>
class TextExtremum final : public Aggregator {
  struct State {
    std::string_view text;
    bool seen = false;
    bool borrowed = false;  // the text belongs to the batch at hand
  };

 public:
  void resize(std::size_t groups) override {
    if (groups > states_.size()) states_.resize(groups);
  }

  void update(std::span<const Vector> arguments, std::span<const std::uint32_t> group_of) override {
    const Vector& argument = arguments[0];
    if (group_of.empty()) return;
    if (argument.is_dictionary()) {
      const std::string_view* values = argument.dictionary()->values().values<std::string_view>();
      tables::with_codes(argument, [&](const auto* codes) {
        if (states_.size() == 1)
          add_codes(values, codes, group_of.size(), argument.dictionary()->size());
        else
          add([&](std::size_t row) { return values[codes[row]]; }, group_of);
      });
    } else if (argument.is_constant()) {
      const std::string_view value = *argument.values<std::string_view>();
      add([&](std::size_t) { return value; }, group_of);
    } else {
      const std::string_view* values = argument.values<std::string_view>();
      add([&](std::size_t row) { return values[row]; }, group_of);
    }
    own();
  }

  void merge(Aggregator& other, std::span<const std::uint32_t> group_map) override {
    auto& from = static_cast<TextExtremum&>(other);
    for (std::size_t group = 0; group < from.states_.size(); ++group) {
      if (from.states_[group].seen) add(group_map[group], from.states_[group].text);
    }
    own();
  }

  [[nodiscard]] std::vector<Vector> finish() override {
    tables::FlatBuilder<std::string_view> builder(tables::Type::string, states_.size());
    for (std::size_t group = 0; group < states_.size(); ++group)
      builder.set(group, builder.arena().put(states_[group].text));
    return {builder.finish()};
  }

  [[nodiscard]] std::size_t memory() const override { return states_.capacity() * sizeof(State) + arena_.allocated(); }

 private:
  void add(std::uint32_t group, std::string_view text) {
    State& state = states_[group];
    if (state.seen && !(Largest ? text > state.text : text < state.text)) return;
    state.text = text;
    state.seen = true;
    if (!state.borrowed) changed_.push_back(group);
    state.borrowed = true;
  }
  template <typename TextOf>
  void add(TextOf text_of, std::span<const std::uint32_t> group_of) {
    for (std::size_t row = 0; row < group_of.size(); ++row) add(group_of[row], text_of(row));
  }
  /// One group: each entry of the dictionary is looked at once.
  template <typename Code>
  void add_codes(const std::string_view* values, const Code* codes, std::size_t count, std::size_t entries) {
    if (entries > count) {
      for (std::size_t row = 0; row < count; ++row) add(0, values[codes[row]]);
      return;
    }
    std::vector<std::uint8_t> used(entries, 0);
    for (std::size_t row = 0; row < count; ++row) used[codes[row]] = 1;
    for (std::size_t entry = 0; entry < entries; ++entry) {
      if (used[entry] != 0) add(0, values[entry]);
    }
  }
  /// Copies what was borrowed, and now and then throws away the texts that lost.
  void own() {
    for (const std::uint32_t group : changed_) {
      State& state = states_[group];
      state.borrowed = false;
      state.text = arena_.put(state.text);
      written_ += state.text.size();
    }
    changed_.clear();
    if (written_ < limit_) return;
    tables::TextArena fresh;
    written_ = 0;
    for (State& state : states_) {
      state.text = fresh.put(state.text);
      written_ += state.text.size();
    }
    arena_ = std::move(fresh);
    limit_ = 2 * written_ + (std::size_t{1} << 20);
  }

  std::vector<State> states_;
  std::vector<std::uint32_t> changed_;
  tables::TextArena arena_;
  std::size_t written_ = 0;
  std::size_t limit_ = std::size_t{1} << 20;
};

}  // namespace

std::unique_ptr<Aggregator> make_text_extremum(bool largest) {
  if (largest) return std::make_unique<TextExtremum<true>>();
  return std::make_unique<TextExtremum<false>>();
}

}  // namespace kelpie::executor
