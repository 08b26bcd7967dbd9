#pragma once

// Turns a function of one row into a kernel of many: the loop, the encodings and the nulls are here, once.
//
//   rows([](std::int64_t value) { return value + 1; })
//   rows([](std::string_view text) -> std::optional<std::int64_t> { ... })            nothing is null
//   rows([](TextArena& arena, std::string_view a) { return arena.put(...); })         text: in the arena, or a view into an argument
//   rows([](DynamicBuilder& out, DynamicView bag) { ...; return true; })              dynamic: written to out; false is null
//   prepared([](const CallSite& site) { return [regex = ...](std::string_view text) { ... }; })
//
// Parameters by physical form: bool, std::int64_t, double, Decimal, Guid, std::string_view, DynamicView. A null argument makes a null result
// and the function is not called, unless the parameter is std::optional<T>; an optional parameter that the call leaves out is
// std::nullopt too. Functions must be callable from several threads at once.

#include <array>
#include <memory>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "executor/functions/kernel.hpp"
#include "tables/builder.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::executor {

namespace row_kernel_detail {

template <typename T>
struct Stored {
  using type = T;
};
template <>
struct Stored<bool> {
  using type = std::uint8_t;
};
template <>
struct Stored<tables::DynamicView> {
  using type = std::string_view;
};

template <typename T>
struct Unwrapped {
  using type = T;
  static constexpr bool optional = false;
};
template <typename T>
struct Unwrapped<std::optional<T>> {
  using type = T;
  static constexpr bool optional = true;
};

/// One argument of a call: reads row i, whatever the encoding.
template <typename Parameter>
class Reader {
  using Plain = typename Unwrapped<Parameter>::type;
  using Cell = typename Stored<Plain>::type;

 public:
  static constexpr bool optional = Unwrapped<Parameter>::optional;

  Reader() = default;
  explicit Reader(const tables::Vector& vector)
      : values_(vector.values<Cell>()), validity_(vector.validity()), step_(vector.is_constant() ? 0 : 1) {}

  [[nodiscard]] bool missing(std::size_t row) const {
    return values_ == nullptr || (validity_ != nullptr && validity_[row * step_] == 0);
  }
  [[nodiscard]] bool may_miss() const { return values_ == nullptr || validity_ != nullptr; }
  [[nodiscard]] Parameter get(std::size_t row) const {
    if constexpr (optional) {
      if (missing(row)) return std::nullopt;
    }
    const Cell& cell = values_[row * step_];
    if constexpr (std::is_same_v<Plain, bool>) return Parameter(cell != 0);
    else return Parameter(Plain(cell));
  }

 private:
  const Cell* values_ = nullptr;
  const std::uint8_t* validity_ = nullptr;
  std::size_t step_ = 1;
};

template <typename F>
struct Signature : Signature<decltype(&F::operator())> {};
template <typename C, typename R, typename... Args>
struct Signature<R (C::*)(Args...) const> {
  using result = R;
  using arguments = std::tuple<Args...>;
};
template <typename R, typename... Args>
struct Signature<R (*)(Args...)> {
  using result = R;
  using arguments = std::tuple<Args...>;
};

template <typename Tuple>
struct Tail;
template <typename Head, typename... Rest>
struct Tail<std::tuple<Head, Rest...>> {
  using type = std::tuple<Rest...>;
};

enum class Output { value, text, dynamic };
template <typename Arguments>
struct OutputOf {
  static constexpr Output value = Output::value;
  using parameters = Arguments;
};
template <typename... Rest>
struct OutputOf<std::tuple<tables::TextArena&, Rest...>> {
  static constexpr Output value = Output::text;
  using parameters = std::tuple<Rest...>;
};
template <typename... Rest>
struct OutputOf<std::tuple<tables::DynamicBuilder&, Rest...>> {
  static constexpr Output value = Output::dynamic;
  using parameters = std::tuple<Rest...>;
};

template <typename F, typename Parameters>
class RowKernel;

template <typename F, typename... Parameters>
class RowKernel<F, std::tuple<Parameters...>> final : public Kernel {
  using Traits = Signature<F>;
  using Result = typename Traits::result;
  static constexpr Output output = OutputOf<typename Traits::arguments>::value;
  using Plain = std::conditional_t<output == Output::dynamic, std::string_view, typename Unwrapped<Result>::type>;
  using Cell = typename Stored<Plain>::type;

 public:
  RowKernel(tables::Type result, F function) : result_(result), function_(std::move(function)) {}

  [[nodiscard]] tables::Vector evaluate(std::span<const tables::Vector> arguments, std::size_t rows) const override {
    return evaluate(arguments, rows, std::index_sequence_for<Parameters...>{});
  }

 private:
  template <std::size_t... I>
  tables::Vector evaluate(std::span<const tables::Vector> arguments, std::size_t rows, std::index_sequence<I...>) const {
    const std::tuple<Reader<std::remove_cvref_t<Parameters>>...> readers{reader<std::remove_cvref_t<Parameters>>(arguments, I)...};
    tables::FlatBuilder<Cell> builder(result_, rows);
    if constexpr (std::is_same_v<Cell, std::string_view> && output != Output::dynamic) {
      for (const tables::Vector& argument : arguments) builder.keep(argument.owner());
    }
    [[maybe_unused]] tables::DynamicBuilder dynamic;
    const bool may_miss = ((!std::get<I>(readers).optional && std::get<I>(readers).may_miss()) || ... || false);
    for (std::size_t row = 0; row < rows; ++row) {
      if (may_miss && ((!std::get<I>(readers).optional && std::get<I>(readers).missing(row)) || ... || false)) {
        builder.set_null(row);
        continue;
      }
      if constexpr (output == Output::dynamic) {
        bool written = true;
        if constexpr (std::is_void_v<Result>) function_(dynamic, std::get<I>(readers).get(row)...);
        else written = function_(dynamic, std::get<I>(readers).get(row)...);
        set_dynamic(builder, row, written, dynamic);
      } else if constexpr (output == Output::text) {
        set(builder, row, function_(builder.arena(), std::get<I>(readers).get(row)...));
      } else {
        set(builder, row, function_(std::get<I>(readers).get(row)...));
      }
    }
    return builder.finish();
  }

  template <typename Parameter>
  static Reader<Parameter> reader(std::span<const tables::Vector> arguments, std::size_t index) {
    if (index >= arguments.size()) return {};
    return Reader<Parameter>(arguments[index]);
  }
  template <typename R>
  static void set(tables::FlatBuilder<Cell>& builder, std::size_t row, const R& result) {
    if constexpr (Unwrapped<R>::optional) {
      if (!result) return builder.set_null(row);
      builder.set(row, static_cast<Cell>(*result));
    } else {
      builder.set(row, static_cast<Cell>(result));
    }
  }
  static void set_dynamic(tables::FlatBuilder<Cell>& builder, std::size_t row, bool written, tables::DynamicBuilder& dynamic) {
    const std::string bytes = dynamic.finish();
    if (!written || tables::DynamicView(bytes).is_null()) return builder.set_null(row);
    builder.set(row, builder.arena().put(bytes));
  }

  tables::Type result_;
  F function_;
};

template <typename F>
std::shared_ptr<const Kernel> make(tables::Type result, F function) {
  using Parameters = typename OutputOf<typename Signature<F>::arguments>::parameters;
  return std::make_shared<const RowKernel<F, Parameters>>(result, std::move(function));
}

}  // namespace row_kernel_detail

/// A kernel factory for a function that is the same for every call.
template <typename F>
KernelFactory rows(F function) {
  return [function](const CallSite& site) { return row_kernel_detail::make(site.result_type, function); };
}

/// A kernel factory for a function that is made for each call from what is constant in it.
template <typename Prepare>
KernelFactory prepared(Prepare prepare) {
  return [prepare](const CallSite& site) { return row_kernel_detail::make(site.result_type, prepare(site)); };
}

}  // namespace kelpie::executor
