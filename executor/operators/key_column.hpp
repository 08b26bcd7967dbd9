#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <variant>
#include <vector>

#include "executor/operators/interner.hpp"
#include "tables/vector.hpp"

namespace kelpie::executor {

/// Gives the values of one key column numbers that are the same in every batch and thread, so that keys meet without touching a value again.
/// The first dictionary's codes are its numbers; other dictionaries are translated once each; flat values are interned. Null has a number.
class KeyColumn {
 public:
  explicit KeyColumn(tables::Type type) : type_(type) {}
  KeyColumn(const KeyColumn&) = delete;
  KeyColumn& operator=(const KeyColumn&) = delete;

  /// What a thread remembers of the column, so that it seldom asks the others.
  class Local {
   public:
    Local();
    ~Local();
    Local(Local&&) noexcept;

   private:
    friend class KeyColumn;
    struct State;
    std::unique_ptr<State> state_;
  };

  /// The number of every row. Thread-safe with a Local a thread.
  void numbers(const tables::Vector& values, Local& local, std::uint32_t* out);
  /// Above every number given so far.
  [[nodiscard]] std::uint32_t end() const;
  /// The values of numbers, as a dictionary vector with distinct entries. After the last call of numbers().
  [[nodiscard]] tables::Vector values(std::span<const std::uint32_t> numbers);

 private:
  using Shared = std::variant<Interner<std::uint8_t>, Interner<std::int64_t>, Interner<double>, Interner<tables::Decimal>, Interner<tables::Guid>,
                              Interner<std::string_view>>;
  template <tables::PhysicalValue T>
  std::uint32_t shared_number(const T& value);
  std::uint32_t null_number();
  void enter_base();
  std::shared_ptr<const std::vector<std::uint32_t>> translate(const std::shared_ptr<const tables::Dictionary>& dictionary);
  template <tables::PhysicalValue T>
  void flat_numbers(const tables::Vector& values, Local& local, std::uint32_t* out);

  tables::Type type_;
  mutable std::mutex mutex_;
  std::shared_ptr<const tables::Dictionary> base_;  // its codes are numbers 0 .. size-1
  bool base_entered_ = false;                       // its values are in `known_`
  std::unique_ptr<Shared> known_;                   // value -> place in numbers_of_known_
  std::vector<std::uint32_t> numbers_of_known_;
  std::vector<std::uint32_t> added_;                // places in `known_` (or null) of the numbers behind the base's, in order
  std::uint32_t null_number_ = UINT32_MAX;
  std::uint32_t end_ = 0;
  struct Translation {
    std::shared_ptr<const tables::Dictionary> from;
    std::shared_ptr<const std::vector<std::uint32_t>> numbers;
  };
  std::vector<Translation> translations_;
};

}  // namespace kelpie::executor
