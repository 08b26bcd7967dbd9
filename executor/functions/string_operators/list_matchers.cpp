#include "executor/functions/string_operators/list_matchers.hpp"

#include <algorithm>

#include <boost/unordered/unordered_flat_set.hpp>
#include <fmt/format.h>

#include "executor/error.hpp"
#include "executor/functions/string_operators/needle_matcher.hpp"
#include "executor/functions/text/code_points.hpp"

namespace kelpie::executor {

namespace {

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
using TextSet = boost::unordered_flat_set<std::string, TextHash, std::equal_to<>>;

std::string folded(std::string_view text) {
  std::string result;
  append_folded(text, result);
  return result;
}

class InIgnoringCase final : public ListMatcher {
 public:
  explicit InIgnoringCase(const std::vector<std::string>& elements) {
    for (const std::string& element : elements) {
      ascii_ = ascii_ && is_ascii(element);
      longest_ = std::max(longest_, element.size());
      set_.insert(folded(element));
    }
  }
  [[nodiscard]] bool matches(std::string_view text, std::string& scratch) const override {
    if (ascii_) {
      if (text.size() > longest_) return false;
      scratch.assign(text);  // what is beyond ASCII stays as it is and equals no element
      std::transform(scratch.begin(), scratch.end(), scratch.begin(), ascii_lower);
    } else {
      scratch.clear();
      append_folded(text, scratch);
    }
    return set_.contains(std::string_view(scratch));
  }

 private:
  TextSet set_;
  std::size_t longest_ = 0;
  bool ascii_ = true;
};

/// Up to this many needles are searched one after the other; more of them by splitting the text into its terms.
constexpr std::size_t few_needles = 4;

bool is_one_term(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const DecodedCodePoint decoded = decode_at(text, at);
    if (!is_term_character(decoded.value)) return false;
    at += decoded.bytes;
  }
  return !text.empty();
}

class HasAny final : public ListMatcher {
 public:
  explicit HasAny(const std::vector<std::string>& elements) {
    const bool few = elements.size() <= few_needles;
    for (const std::string& element : elements) {
      if (!few && is_one_term(element))
        terms_.insert(folded(element));
      else
        needles_.emplace_back(TextQuestion::has, CaseRule::insensitive, element);
    }
  }
  [[nodiscard]] bool matches(std::string_view text, std::string& scratch) const override {
    if (!terms_.empty() && has_term(text, scratch)) return true;
    return std::any_of(needles_.begin(), needles_.end(),
                       [&](const NeedleMatcher& needle) { return needle.matches(text, scratch); });
  }

 private:
  [[nodiscard]] bool has_term(std::string_view text, std::string& scratch) const {
    scratch.clear();
    append_folded(text, scratch);
    const std::string_view all = scratch;
    std::size_t begin = 0;
    for (std::size_t at = 0; at < all.size();) {
      const auto byte = static_cast<unsigned char>(all[at]);
      std::size_t bytes = 1;
      bool inside = is_ascii_letter_or_digit(byte);
      if (byte >= 0x80) {
        const DecodedCodePoint decoded = decode_at(all, at);
        inside = is_term_character(decoded.value);
        bytes = decoded.bytes;
      }
      if (!inside) {
        if (at > begin && terms_.contains(all.substr(begin, at - begin))) return true;
        begin = at + bytes;
      }
      at += bytes;
    }
    return begin < all.size() && terms_.contains(all.substr(begin));
  }

  TextSet terms_;
  std::vector<NeedleMatcher> needles_;
};

class HasAll final : public ListMatcher {
 public:
  explicit HasAll(const std::vector<std::string>& elements) {
    for (const std::string& element : elements)
      needles_.emplace_back(TextQuestion::has, CaseRule::insensitive, element);
  }
  [[nodiscard]] bool matches(std::string_view text, std::string& scratch) const override {
    return std::all_of(needles_.begin(), needles_.end(),
                       [&](const NeedleMatcher& needle) { return needle.matches(text, scratch); });
  }

 private:
  std::vector<NeedleMatcher> needles_;
};

void check_count(std::string_view name, std::size_t count, std::size_t limit) {
  if (count <= limit) return;
  throw QueryError("E_QUERY_LIMIT",
                   fmt::format("{} takes up to {} values and was given {}; match a longer list with join or lookup",
                               name, limit, count));
}

}  // namespace

std::shared_ptr<const ListMatcher> make_in_ignoring_case(std::vector<std::string> elements) {
  return std::make_shared<const InIgnoringCase>(elements);
}

std::shared_ptr<const ListMatcher> make_has_any(std::vector<std::string> elements) {
  check_count("has_any", elements.size(), max_has_any_elements);
  return std::make_shared<const HasAny>(elements);
}

std::shared_ptr<const ListMatcher> make_has_all(std::vector<std::string> elements) {
  check_count("has_all", elements.size(), max_has_all_elements);
  return std::make_shared<const HasAll>(elements);
}

}  // namespace kelpie::executor
