#include "executor/functions/operators/text_equality.hpp"

#include <cstring>

#include "executor/functions/operators/elementwise.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Vector;

namespace {

bool same_bytes(std::string_view a, std::string_view b) {
  return a.size() == b.size() && (a.data() == b.data() || a.empty() || std::memcmp(a.data(), b.data(), a.size()) == 0);
}

class TextEqualityKernel final : public Kernel {
 public:
  explicit TextEqualityKernel(bool negated) : negated_(negated) {}

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
    const char first = text.front();
    for (std::size_t row = 0; row < rows; ++row) {
      const std::string_view value = column[row];
      const bool equal = value.size() == text.size() && value.front() == first &&
                         std::memcmp(value.data(), text.data(), text.size()) == 0;
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
