#include "executor/functions/operators/text_equality.hpp"

#include <cstring>
#include <optional>

#include "executor/functions/operators/elementwise.hpp"
#include "executor/functions/operators/equal_codes.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Vector;

namespace {

bool same_bytes(std::string_view a, std::string_view b) {
  return a.size() == b.size() && (a.data() == b.data() || a.empty() || std::memcmp(a.data(), b.data(), a.size()) == 0);
}

/// Values of a dictionary that are all compared: more than a few are, mostly, not.
constexpr std::size_t few_values = 64;

class TextEqualityKernel final : public Kernel {
 public:
  explicit TextEqualityKernel(bool negated) : negated_(negated) {}

  /// One value is looked for in the dictionary, and its code among the codes. A small dictionary is rather compared value by value, once.
  [[nodiscard]] std::optional<Vector> evaluate_codes(std::span<const Vector> arguments,
                                                     std::size_t rows) const override {
    if (arguments[0].is_constant() == arguments[1].is_constant()) return std::nullopt;
    const Vector& column = arguments[arguments[0].is_constant() ? 1 : 0];
    const Vector& text = arguments[arguments[0].is_constant() ? 0 : 1];
    const tables::Dictionary& dictionary = *column.dictionary();
    if (dictionary.size() <= few_values || !dictionary.can_find() || rows == 0) return std::nullopt;
    const std::optional<std::uint32_t> code = dictionary.find(*text.values<std::string_view>());
    if (!code) return Vector::constant(tables::Value::boolean(negated_), rows);
    FlatResult<std::uint8_t> result(rows);
    tables::with_codes(column, [&]<typename Code>(const Code* codes) {
      run_loop<EqualCodes<Code>>(codes, static_cast<Code>(*code), std::uint8_t{negated_}, result.values(), rows);
    });
    return result.finish(Type::boolean, rows);
  }

  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    const Vector& left = arguments[0];
    const Vector& right = arguments[1];
    const std::size_t count = rows_to_compute(left, right, rows);
    FlatResult<std::uint8_t> result(count);
    std::uint8_t* out = result.values();
    if (right.is_constant() && !left.is_constant())
      column_with_text(left.values<std::string_view>(), *right.values<std::string_view>(), out, count);
    else if (left.is_constant() && !right.is_constant())
      column_with_text(right.values<std::string_view>(), *left.values<std::string_view>(), out, count);
    else
      columns(left.values<std::string_view>(), right.values<std::string_view>(), out, count);
    return result.finish(Type::boolean, rows);
  }

 private:
  void columns(const std::string_view* a, const std::string_view* b, std::uint8_t* out, std::size_t rows) const {
    for (std::size_t row = 0; row < rows; ++row) out[row] = same_bytes(a[row], b[row]) != negated_;
  }
  /// Most rows are told apart by their length or their first byte, without a call.
  void column_with_text(const std::string_view* column, std::string_view text, std::uint8_t* out,
                        std::size_t rows) const {
    if (text.empty()) {
      for (std::size_t row = 0; row < rows; ++row) out[row] = column[row].empty() != negated_;
      return;
    }
    if (text.size() >= sizeof(std::uint64_t)) return column_with_long_text(column, text, out, rows);
    const char first = text.front();
    for (std::size_t row = 0; row < rows; ++row) {
      const std::string_view value = column[row];
      const bool equal = value.size() == text.size() && value.front() == first &&
                         std::memcmp(value.data(), text.data(), text.size()) == 0;
      out[row] = equal != negated_;
    }
  }
  /// Addresses and names of one domain begin or end alike: both ends are compared before the rest.
  void column_with_long_text(const std::string_view* column, std::string_view text, std::uint8_t* out,
                             std::size_t rows) const {
    const auto word_at = [](const char* from) {
      std::uint64_t word = 0;
      std::memcpy(&word, from, sizeof word);
      return word;
    };
    const std::size_t size = text.size();
    const std::size_t last = size - sizeof(std::uint64_t);
    const std::uint64_t head = word_at(text.data());
    const std::uint64_t tail = word_at(text.data() + last);
    for (std::size_t row = 0; row < rows; ++row) {
      const std::string_view value = column[row];
      const bool equal = value.size() == size &&
                         ((word_at(value.data()) ^ head) | (word_at(value.data() + last) ^ tail)) == 0 &&
                         std::memcmp(value.data(), text.data(), size) == 0;
      out[row] = equal != negated_;
    }
  }

  bool negated_;
};

}  // namespace

std::shared_ptr<const Kernel> make_text_equality(bool negated) {
  return std::make_shared<const TextEqualityKernel>(negated);
}

}  // namespace kelpie::executor
