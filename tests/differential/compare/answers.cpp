#include "compare/answers.hpp"

#include <algorithm>
#include <cmath>

#include "generate/literal.hpp"
#include "tables/dynamic.hpp"
#include "tables/text.hpp"

namespace kelpie::differential {

using tables::DynamicKind;
using tables::DynamicView;
using tables::Type;
using tables::Value;

namespace {

bool same_real(double left, double right) {
  if (std::isnan(left) || std::isnan(right)) return std::isnan(left) && std::isnan(right);
  if (left == right) return true;
  if (std::isinf(left) || std::isinf(right)) return false;
  return std::abs(left - right) <= 1e-9 * std::max({1.0, std::abs(left), std::abs(right)});
}

/// Texts of reals that differ in what rounding leaves: all 15 digits and more are shown.
bool same_text(std::string_view left, std::string_view right) {
  if (left == right) return true;
  constexpr std::size_t all_digits = 15;
  if (left.size() < all_digits && right.size() < all_digits) return false;
  const auto first = tables::parse_real(left), second = tables::parse_real(right);
  return first && second && same_real(*first, *second);
}

bool same_dynamic(DynamicView left, DynamicView right) {
  if (left.kind() != right.kind()) return false;
  switch (left.kind()) {
    case DynamicKind::real:
      return same_real(left.as_real(), right.as_real());
    case DynamicKind::array:
      if (left.size() != right.size()) return false;
      for (std::size_t i = 0; i < left.size(); ++i) {
        if (!same_dynamic(left.element(i), right.element(i))) return false;
      }
      return true;
    case DynamicKind::bag:
      if (left.size() != right.size()) return false;
      for (std::size_t i = 0; i < left.size(); ++i) {
        const std::string_view key = left.key(i);
        bool there = false;
        for (std::size_t j = 0; j < right.size(); ++j)
          there |= right.key(j) == key && same_dynamic(left.value(i), right.value(j));
        if (!there) return false;
      }
      return true;
    default:
      return left.bytes() == right.bytes() || tables::equal(left, right);
  }
}

bool same_row(const Row& left, const Row& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), same_value);
}

std::string text_of(const Row& row) {
  std::string text;
  for (const Value& value : row) text += (text.empty() ? "" : ", ") + literal_of(value);
  return "[" + text + "]";
}

}  // namespace

bool same_value(const Value& left, const Value& right) {
  if (left.type() != right.type() || left.is_null() != right.is_null()) return false;
  if (left.is_null()) return true;
  if (left.type() == Type::real) return same_real(left.as_real(), right.as_real());
  if (left.type() == Type::dynamic) return same_dynamic(DynamicView(left.as_text()), DynamicView(right.as_text()));
  if (left.type() == Type::string) return same_text(left.as_text(), right.as_text());
  return left == right;
}

std::optional<std::string> difference(const Relation& expected, const Relation& actual, bool ordered) {
  if (ordered) {
    for (std::size_t i = 0; i < std::min(expected.rows.size(), actual.rows.size()); ++i) {
      if (!same_row(expected.rows[i], actual.rows[i]))
        return "Row " + std::to_string(i) + " is " + text_of(actual.rows[i]) + ", expected " +
               text_of(expected.rows[i]) + ".";
    }
  } else {
    // Most rows are where they are expected; of the others each takes one that is alike.
    std::vector<char> taken(actual.rows.size());
    for (std::size_t i = 0; i < expected.rows.size(); ++i) {
      const Row& row = expected.rows[i];
      bool found = false;
      for (std::size_t k = 0; k < actual.rows.size() && !found; ++k) {
        const std::size_t at = (i + k) % actual.rows.size();
        if (taken[at] != 0 || !same_row(row, actual.rows[at])) continue;
        taken[at] = 1;
        found = true;
      }
      if (!found) return "There is no row " + text_of(row) + " (any more).";
    }
  }
  if (expected.rows.size() != actual.rows.size())
    return std::to_string(actual.rows.size()) + " rows, expected " + std::to_string(expected.rows.size()) + ".";
  return std::nullopt;
}

std::string to_text(const Relation& relation) {
  std::string text = "  ";
  for (const executor::PlanColumn& column : relation.columns)
    text += column.name + ":" + std::string(tables::name_of(column.type)) + "  ";
  text += "\n";
  std::size_t shown = 0;
  for (const Row& row : relation.rows) {
    if (++shown > 40) return text + "  ... " + std::to_string(relation.rows.size()) + " rows\n";
    text += "  " + text_of(row) + "\n";
  }
  return text;
}

}  // namespace kelpie::differential
