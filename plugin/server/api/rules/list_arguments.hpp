#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "plugin/server/http/router.hpp"

namespace kelpie::server {

/// The query arguments of a list. Every member throws RequestRefused (400) that says which argument is wrong, what it
/// is and what it may be.
class ListArguments {
 public:
  /// `known`: the arguments that there are; another one is refused, so that a misspelt filter does not show everything.
  ListArguments(const Request& request, std::initializer_list<std::string_view> known);

  /// Empty when it is not there.
  [[nodiscard]] std::string text(std::string_view name) const;
  /// One of these, in any case, as it stands here; empty when it is not there.
  [[nodiscard]] std::string choice(std::string_view name, std::initializer_list<std::string_view> choices) const;
  /// A time, or how long ago: "2026-03-02T12:00:00Z", "-24h". Ticks.
  [[nodiscard]] std::optional<std::int64_t> time(std::string_view name, std::int64_t now) const;
  /// 1 to `most`.
  [[nodiscard]] std::size_t count(std::string_view name, std::size_t usual, std::size_t most) const;
  /// A number that a link of this server holds.
  [[nodiscard]] std::optional<std::int64_t> place(std::string_view name) const;

  /// The address of the same list with another value for one argument.
  [[nodiscard]] std::string link_with(std::string_view name, std::string_view value) const;

 private:
  [[noreturn]] void refuse(std::string_view name, const std::string& expected) const;
  const Request& request_;
};

/// {"value":[...],"nextLink":...}: the form of all lists.
[[nodiscard]] Response list_answer(std::string_view values, const std::string& next_link);

}  // namespace kelpie::server
