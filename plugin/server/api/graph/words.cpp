#include "plugin/server/api/graph/words.hpp"

#include "plugin/server/api/graph/letters.hpp"

namespace kelpie::server::graph {

namespace {

/// Calls `take` with the spellings of each member until it gives true.
template <typename Take>
void each_member(std::string_view words, const Take& take) {
  while (!words.empty()) {
    const auto blank = words.find(' ');
    std::string_view entry = words.substr(0, blank);
    words.remove_prefix(blank == std::string_view::npos ? words.size() : blank + 1);
    std::vector<std::string> forms;
    while (true) {
      const auto equals = entry.find('=');
      std::string form(entry.substr(0, equals));
      for (char& c : form) {
        if (c == '+') c = ' ';
      }
      forms.push_back(std::move(form));
      if (equals == std::string_view::npos) break;
      entry.remove_prefix(equals + 1);
    }
    if (take(forms)) return;
  }
}

bool has(const std::vector<std::string>& forms, std::string_view text) {
  for (const std::string& form : forms) {
    if (same_letters(form, text)) return true;
  }
  return false;
}

}  // namespace

std::string word_of(std::string_view words, std::string_view stored) {
  std::string found(stored);
  each_member(words, [&](const std::vector<std::string>& forms) {
    if (!has(forms, stored)) return false;
    found = forms.front();
    return true;
  });
  return found;
}

std::vector<std::string> spellings(std::string_view words, std::string_view word) {
  std::vector<std::string> found;
  each_member(words, [&](const std::vector<std::string>& forms) {
    if (!has(forms, word)) return false;
    found = forms;
    return true;
  });
  return found;
}

std::vector<std::string> all_words(std::string_view words) {
  std::vector<std::string> all;
  each_member(words, [&](const std::vector<std::string>& forms) {
    all.push_back(forms.front());
    return false;
  });
  return all;
}

std::string words_of_mask(std::string_view words, std::int64_t bits) {
  std::string joined;
  unsigned bit = 0;
  each_member(words, [&](const std::vector<std::string>& forms) {
    if (bit < 63 && (bits >> bit & 1) != 0) joined += (joined.empty() ? "" : ",") + forms.front();
    ++bit;
    return false;
  });
  return joined.empty() ? "none" : joined;
}

}  // namespace kelpie::server::graph
