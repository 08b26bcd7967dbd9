#include <vector>

#include <fmt/format.h>

#include "executor/error.hpp"
#include "executor/functions/row_kernel.hpp"
#include "executor/functions/string/string_functions.hpp"
#include "executor/functions/text/text_arguments.hpp"

namespace kelpie::executor {

namespace {

using tables::Type;
using tables::Vector;

/// Most repetitions that strrep makes (Kusto reference: "strrep()"), and the most text of one result.
constexpr std::int64_t max_repetitions = 1024;
constexpr std::size_t max_repeated_size = 64 * 1024 * 1024;

/// strcat, or with a delimiter as first argument strcat_delim. All arguments are strings.
class ConcatenationKernel final : public Kernel {
 public:
  explicit ConcatenationKernel(bool delimited) : delimited_(delimited) {}

  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    struct Part {
      const std::string_view* values;
      std::size_t step;
    };
    std::vector<Part> parts;
    for (const Vector& argument : arguments) {
      if (delimited_ && parts.size() >= 2) parts.push_back(parts.front());
      parts.push_back({argument.values<std::string_view>(), argument.is_constant() ? std::size_t{0} : 1});
    }
    tables::FlatBuilder<std::string_view> builder(Type::string, rows);
    for (std::size_t row = 0; row < rows; ++row) {
      std::size_t size = 0;
      for (std::size_t i = delimited_ ? 1 : 0; i < parts.size(); ++i)
        size += parts[i].values[row * parts[i].step].size();
      char* out = builder.arena().reserve(size);
      for (std::size_t i = delimited_ ? 1 : 0; i < parts.size(); ++i) {
        const std::string_view part = parts[i].values[row * parts[i].step];
        if (!part.empty()) std::memcpy(out, part.data(), part.size());
        out += part.size();
      }
      builder.set(row, builder.arena().commit(size));
    }
    return builder.finish();
  }

 private:
  bool delimited_;
};

KernelFactory concatenation(bool delimited) {
  return with_text_from(
      0, [delimited](const CallSite&) { return std::make_shared<const ConcatenationKernel>(delimited); });
}

std::string_view repeat(tables::TextArena& arena, std::string_view text, std::int64_t count,
                        std::optional<std::string_view> delimiter) {
  if (count <= 0) return {};
  const auto times = static_cast<std::size_t>(std::min(count, max_repetitions));
  const std::string_view between = delimiter.value_or(std::string_view());
  const std::size_t size = text.size() * times + between.size() * (times - 1);
  if (size > max_repeated_size) {
    throw QueryError(
        "E_RUNAWAY_QUERY",
        fmt::format("strrep() would make a text of {} bytes; a text has at most {} bytes. Repeat fewer times", size,
                    max_repeated_size));
  }
  std::string repeated;
  repeated.reserve(size);
  for (std::size_t i = 0; i < times; ++i) {
    if (i > 0) repeated.append(between);
    repeated.append(text);
  }
  return arena.put(repeated);
}

}  // namespace

void add_concatenation_functions(FunctionRegistry& registry) {
  registry.add(
      ScalarFunction{.name = "strcat",
                     .category = "string",
                     .summary = "Joins the texts of its arguments.",
                     .example = "print strcat('kelp', '-', 7)",
                     .overloads = {{.signature = "(argument...:scalar) -> string", .kernel = concatenation(false)}}});
  registry.add(
      ScalarFunction{.name = "strcat_delim",
                     .category = "string",
                     .summary = "Joins the texts of its arguments with a delimiter between them.",
                     .example = "print strcat_delim(', ', 'kelp', 'seal', 7)",
                     .overloads = {{.signature = "(delimiter:scalar, argument1:scalar, argument...:scalar) -> string",
                                    .kernel = concatenation(true)}}});
  registry.add(ScalarFunction{
      .name = "strrep",
      .category = "string",
      .summary = "Repeats the text of a value up to 1024 times, with a delimiter between if one is given.",
      .example = "print strrep('kelp', 3, '~')",
      .overloads = {{.signature = "(value:scalar, multiplier:integer, delimiter?:scalar) -> string",
                     .kernel = with_text({0, 2}, rows(repeat))}}});
}

}  // namespace kelpie::executor
