#include "executor/functions/conversion/data_size.hpp"

#include <algorithm>

#include "tables/builder.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Vector;

namespace {

/// Bytes of every value of a type; 0 for the types whose values differ.
std::int64_t fixed_size(Type type) {
  switch (type) {
    case Type::boolean:
      return 1;
    case Type::int_:
      return 4;
    case Type::decimal:
    case Type::guid:
      return 16;
    case Type::string:
    case Type::dynamic:
      return 0;
    default:
      return 8;
  }
}

/// Text counts its bytes, a dynamic those of its binary form.
class DataSizeKernel final : public Kernel {
 public:
  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    tables::FlatBuilder<std::int64_t> builder(Type::long_, rows);
    std::int64_t fixed = 0;
    for (const Vector& argument : arguments) fixed += fixed_size(argument.type());
    std::fill_n(builder.values(), rows, fixed);
    for (const Vector& argument : arguments) {
      if (tables::physical_of(argument.type()) != tables::Physical::text) continue;
      const std::string_view* texts = argument.values<std::string_view>();
      const std::size_t step = argument.is_constant() ? 0 : 1;
      for (std::size_t row = 0; row < rows; ++row)
        builder.values()[row] += static_cast<std::int64_t>(texts[row * step].size());
    }
    return builder.finish();
  }
};

}  // namespace

void add_data_size(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "estimate_data_size",
      .category = "metadata",
      .summary = "Estimates the bytes that the values of columns take.",
      .example = "print estimate_data_size(1, 'kelpie')",
      .overloads = {{.signature = "(column:scalar, other?...:scalar) -> long",
                     .kernel = [](const CallSite&) { return std::make_shared<const DataSizeKernel>(); }}}});
}

}  // namespace kelpie::executor
