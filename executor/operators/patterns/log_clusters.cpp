#include "executor/operators/patterns/log_clusters.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "executor/operators/execution.hpp"
#include "executor/operators/interner.hpp"

namespace kelpie::executor {

namespace {

constexpr std::uint32_t no_word = UINT32_MAX;

/// A word of a text, where it stands, and its number among the words that stay.
struct Word {
  std::uint32_t begin = 0, end = 0;
  std::uint32_t number = no_word;
};

bool is_number(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

class Clustering {
 public:
  Clustering(const std::vector<std::string_view>& texts, const std::vector<std::uint64_t>& rows,
             const LogClusterOptions& options, Execution& execution)
      : texts_(texts), rows_(rows), named_(!options.separators.empty()), execution_(execution) {
    for (std::size_t c = 0; c < separators_.size(); ++c) {
      const bool letter_or_digit = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      separators_[c] = named_ ? options.separators.find(static_cast<char>(c)) != std::string::npos : !letter_or_digit;
    }
    std::uint64_t all = 0;
    for (const std::uint64_t count : rows) all += count;
    least_ = std::max(1.0, options.threshold * static_cast<double>(all));
  }

  LogClusters run() {
    split();
    choose_words();
    return join();
  }

 private:
  [[nodiscard]] bool enough(std::uint64_t rows) const { return static_cast<double>(rows) > least_; }
  [[nodiscard]] std::string_view word(std::size_t text, const Word& at) const {
    return texts_[text].substr(at.begin, at.end - at.begin);
  }

  void split() {
    words_.resize(texts_.size());
    std::size_t accounted = 0, count = 0;
    for (std::size_t text = 0; text < texts_.size(); ++text) {
      if (text % 4096 == 0) {
        execution_.check();
        execution_.account(static_cast<std::int64_t>((count - accounted) * sizeof(Word)));
        accounted = count;
      }
      const std::string_view all = texts_[text];
      for (std::size_t at = 0; at < all.size();) {
        if (separators_[static_cast<unsigned char>(all[at])]) {
          ++at;
          continue;
        }
        const std::size_t begin = at;
        while (at < all.size() && !separators_[static_cast<unsigned char>(all[at])]) ++at;
        words_[text].push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at), no_word});
      }
      count += words_[text].size();
    }
  }

  /// Counts in how many rows each word is, and keeps those that are in enough. A number is a word only where nothing
  /// else is.
  void choose_words() {
    Interner<std::string_view> known;
    std::vector<std::uint64_t> last_text;
    for (std::size_t text = 0; text < texts_.size(); ++text) {
      std::vector<Word>& words = words_[text];
      const bool only_numbers =
          std::all_of(words.begin(), words.end(), [&](const Word& at) { return is_number(word(text, at)); });
      for (Word& at : words) {
        if (!only_numbers && is_number(word(text, at))) continue;
        bool added = false;
        at.number = known.intern(word(text, at), added);
        if (added) {
          rows_of_word_.push_back(0);
          last_text.push_back(UINT64_MAX);
        }
        if (last_text[at.number] != text) rows_of_word_[at.number] += rows_[text];
        last_text[at.number] = text;
      }
    }
    for (std::vector<Word>& words : words_) {
      for (Word& at : words) {
        if (at.number != no_word && !enough(rows_of_word_[at.number])) at.number = no_word;
      }
    }
  }

  /// The pieces of a text: what stays, and what stands where the pattern has `*`, by turns; the first is one that
  /// stays, and may be empty.
  [[nodiscard]] std::vector<std::string_view> pieces(std::size_t text) const {
    const std::string_view all = texts_[text];
    std::vector<std::string_view> result;
    std::size_t from = 0;  // of the piece
    const std::vector<Word>& words = words_[text];
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words[i].number != no_word) continue;
      std::size_t begin = words[i].begin;
      while (i + 1 < words.size() && words[i + 1].number == no_word) ++i;
      std::size_t end = words[i].end;
      if (named_) {  // separators that the query names go with what they separate
        while (begin > from && separators_[static_cast<unsigned char>(all[begin - 1])]) --begin;
        while (end < all.size() && separators_[static_cast<unsigned char>(all[end])]) ++end;
      }
      result.push_back(all.substr(from, begin - from));
      result.push_back(all.substr(begin, end - begin));
      from = end;
    }
    result.push_back(all.substr(from));
    return result;
  }

  [[nodiscard]] static std::string key_of(const std::vector<std::string_view>& pieces) {
    std::string key;
    for (std::size_t i = 0; i < pieces.size(); i += 2) {
      if (i > 0) key += '\0';
      key += pieces[i];
    }
    return key;
  }
  [[nodiscard]] std::size_t word_count(std::size_t text) const {
    return static_cast<std::size_t>(
        std::count_if(words_[text].begin(), words_[text].end(), [](const Word& at) { return at.number != no_word; }));
  }
  /// Makes the rarest of the words something between words.
  void drop_rarest(std::size_t text) {
    std::uint32_t rarest = no_word;
    for (const Word& at : words_[text]) {
      if (at.number != no_word && (rarest == no_word || rows_of_word_[at.number] < rows_of_word_[rarest]))
        rarest = at.number;
    }
    for (Word& at : words_[text]) {
      if (at.number == rarest) at.number = no_word;
    }
  }

  LogClusters join() {
    struct Group {
      std::uint64_t rows = 0;
      std::vector<std::uint32_t> texts;
    };
    std::map<std::string, Group> done, open;
    std::vector<std::uint32_t> waiting;
    for (std::uint32_t text = 0; text < texts_.size(); ++text) waiting.push_back(text);
    // Texts whose cluster is too small try again with a word less, those of most words first, so that they meet the
    // others on their way.
    while (!waiting.empty()) {
      execution_.check();
      open.clear();
      for (const std::uint32_t text : waiting) {
        if (word_count(text) == 0) continue;
        Group& group = open[key_of(pieces(text))];
        group.rows += rows_[text];
        group.texts.push_back(text);
      }
      waiting.clear();
      std::size_t most_words = 0;
      for (const auto& [key, group] : open) most_words = std::max(most_words, word_count(group.texts.front()));
      for (auto& [key, group] : open) {
        const auto large = done.find(key);
        if (large == done.end() && !enough(group.rows)) {
          const bool drops = word_count(group.texts.front()) == most_words;
          for (const std::uint32_t text : group.texts) {
            if (drops) drop_rarest(text);
            waiting.push_back(text);
          }
          continue;
        }
        Group& target = done[key];
        target.rows += group.rows;
        target.texts.insert(target.texts.end(), group.texts.begin(), group.texts.end());
      }
    }
    std::vector<Group*> order;
    for (auto& [key, group] : done) {
      std::sort(group.texts.begin(), group.texts.end());
      order.push_back(&group);
    }
    std::sort(order.begin(), order.end(), [](const Group* a, const Group* b) {
      return a->rows != b->rows ? a->rows > b->rows : a->texts.front() < b->texts.front();
    });
    LogClusters result;
    result.of_text.assign(texts_.size(), static_cast<std::uint32_t>(order.size()));
    for (const std::uint64_t rows : rows_) result.other_rows += rows;
    for (const Group* group : order) {
      for (const std::uint32_t text : group->texts)
        result.of_text[text] = static_cast<std::uint32_t>(result.clusters.size());
      result.clusters.push_back({pattern(group->texts), group->rows, group->texts.front()});
      result.other_rows -= group->rows;
    }
    return result;
  }

  [[nodiscard]] std::string pattern(const std::vector<std::uint32_t>& texts) const {
    const std::vector<std::string_view> first = pieces(texts.front());
    std::vector<bool> same(first.size(), true);
    for (const std::uint32_t text : texts) {
      const std::vector<std::string_view> other = pieces(text);
      for (std::size_t i = 1; i < first.size(); i += 2) same[i] = same[i] && other[i] == first[i];
    }
    std::string result;
    for (std::size_t i = 0; i < first.size(); ++i) {
      if (same[i])
        result += first[i];
      else
        result += '*';
    }
    return result;
  }

  const std::vector<std::string_view>& texts_;
  const std::vector<std::uint64_t>& rows_;
  bool named_;
  Execution& execution_;
  std::array<bool, 256> separators_{};
  double least_ = 1;
  std::vector<std::vector<Word>> words_;
  std::vector<std::uint64_t> rows_of_word_;
};

}  // namespace

LogClusters cluster_logs(const std::vector<std::string_view>& texts, const std::vector<std::uint64_t>& rows,
                         const LogClusterOptions& options, Execution& execution) {
  return Clustering(texts, rows, options, execution).run();
}

}  // namespace kelpie::executor
