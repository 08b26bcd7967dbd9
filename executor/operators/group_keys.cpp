#include "executor/operators/group_keys.hpp"

#include <algorithm>
#include <bit>

namespace kelpie::executor {

using tables::Vector;

unsigned KeyLayout::total() const {
  unsigned sum = 0;
  for (const unsigned width : bits) sum += width;
  return sum;
}

namespace {

std::uint64_t hash_word(std::uint64_t word) { return mix(word); }
std::uint64_t hash_word(uint128 word) { return mix(static_cast<std::uint64_t>(word) ^ mix(static_cast<std::uint64_t>(word >> 64))); }

std::uint64_t hash_word(const Word256& word) { return hash_word(word.low) ^ mix(hash_word(word.high)); }

template <typename Word>
Word push_bits(Word word, unsigned bits, std::uint32_t number) {
  if constexpr (std::is_same_v<Word, Word256>) {
    return {bits == 0 ? word.high : word.high << bits | word.low >> (128 - bits), word.low << bits | number};
  } else {
    return word << bits | number;
  }
}

/// `bits` bits that begin `shift` bits above the lowest.
template <typename Word>
std::uint32_t cut_bits(const Word& word, unsigned shift, unsigned bits) {
  const std::uint64_t mask = (std::uint64_t{1} << bits) - 1;
  if constexpr (std::is_same_v<Word, Word256>) {
    uint128 part = 0;
    if (shift >= 128) part = word.high >> (shift - 128);
    else if (shift == 0) part = word.low;
    else part = word.low >> shift | word.high << (128 - shift);
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(part) & mask);
  } else {
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(word >> shift) & mask);
  }
}

std::size_t direct_index(std::uint64_t word) { return word; }
std::size_t direct_index(uint128 word) { return static_cast<std::size_t>(word); }
std::size_t direct_index(const Word256& word) { return static_cast<std::size_t>(word.low); }

unsigned bits_for(std::uint32_t end) { return std::max(1u, static_cast<unsigned>(std::bit_width(end))); }

}  // namespace

template <typename Word>
void GroupTable<Word>::groups(std::span<const Word> words, std::uint32_t* out) {
  if (!direct_) choose(words.size());
  if (direct_) direct(words, out);
  else hashed(words, out);
}

template <typename Word>
void GroupTable<Word>::choose(std::size_t more) {
  constexpr std::size_t slots_a_word = 64;
  if (bits_ > direct_bits || (words_.size() + more) * slots_a_word < std::size_t{1} << bits_) return;
  direct_ = true;
  slots_.assign(std::size_t{1} << bits_, none);
  for (std::uint32_t number = 0; number < words_.size(); ++number) slots_[direct_index(words_[number])] = number;
}

template <typename Word>
void GroupTable<Word>::direct(std::span<const Word> words, std::uint32_t* out) {
  if (slots_.empty()) slots_.assign(std::size_t{1} << bits_, none);
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::uint32_t& slot = slots_[direct_index(words[i])];
    if (slot == none) {
      slot = static_cast<std::uint32_t>(words_.size());
      words_.push_back(words[i]);
    }
    out[i] = slot;
  }
}

template <typename Word>
void GroupTable<Word>::hashed(std::span<const Word> words, std::uint32_t* out) {
  constexpr std::size_t run = 64;  // hashes of a run first, slots asked for ahead of their use
  std::size_t home[run];
  for (std::size_t begin = 0; begin < words.size(); begin += run) {
    const std::size_t count = std::min(run, words.size() - begin);
    if ((words_.size() + count) * 2 > slots_.size()) grow(words_.size() + count);
    for (std::size_t i = 0; i < count; ++i) {
      home[i] = hash_word(words[begin + i]) & mask_;
      __builtin_prefetch(&slots_[home[i]]);
    }
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t number = slots_[home[i]];
      if (number != none) __builtin_prefetch(&words_[number]);
    }
    for (std::size_t i = 0; i < count; ++i) {
      const Word word = words[begin + i];
      std::size_t at = home[i];
      for (;; at = (at + 1) & mask_) {
        const std::uint32_t number = slots_[at];
        if (number == none) {
          slots_[at] = static_cast<std::uint32_t>(words_.size());
          out[begin + i] = slots_[at];
          words_.push_back(word);
          break;
        }
        if (words_[number] == word) {
          out[begin + i] = number;
          break;
        }
      }
    }
  }
}

template <typename Word>
void GroupTable<Word>::find(std::span<const Word> words, std::uint32_t* out) const {
  if (slots_.empty()) {
    std::fill(out, out + words.size(), no_group);
    return;
  }
  if (direct_) {
    for (std::size_t i = 0; i < words.size(); ++i) out[i] = slots_[direct_index(words[i])];
    return;
  }
  constexpr std::size_t run = 64;
  std::size_t home[run];
  for (std::size_t begin = 0; begin < words.size(); begin += run) {
    const std::size_t count = std::min(run, words.size() - begin);
    for (std::size_t i = 0; i < count; ++i) {
      home[i] = hash_word(words[begin + i]) & mask_;
      __builtin_prefetch(&slots_[home[i]]);
    }
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t number = slots_[home[i]];
      if (number != none) __builtin_prefetch(&words_[number]);
    }
    for (std::size_t i = 0; i < count; ++i) {
      std::size_t at = home[i];
      while (slots_[at] != none && !(words_[slots_[at]] == words[begin + i])) at = (at + 1) & mask_;
      out[begin + i] = slots_[at];
    }
  }
}

template <typename Word>
void GroupTable<Word>::append(std::span<const Word> words, std::uint32_t* groups, bool last) {
  const std::size_t before = words_.size();
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (groups[i] != no_group) continue;
    groups[i] = static_cast<std::uint32_t>(words_.size());
    words_.push_back(words[i]);
  }
  if (last || words_.size() == before) return;
  if (words_.size() * 2 > slots_.size()) return grow(words_.size());
  for (std::size_t number = before; number < words_.size(); ++number) enter(static_cast<std::uint32_t>(number));
}

template <typename Word>
void GroupTable<Word>::enter(std::uint32_t number) {
  std::size_t at = hash_word(words_[number]) & mask_;
  while (slots_[at] != none) at = (at + 1) & mask_;
  slots_[at] = number;
}

template <typename Word>
void GroupTable<Word>::grow(std::size_t groups) {
  std::size_t size = std::max<std::size_t>(1024, slots_.size());
  while (size < groups * 2) size *= 4;
  slots_.assign(size, none);
  mask_ = size - 1;
  constexpr std::uint32_t ahead = 16;
  const auto count = static_cast<std::uint32_t>(words_.size());
  for (std::uint32_t number = 0; number < count; ++number) {
    if (number + ahead < count) __builtin_prefetch(&slots_[hash_word(words_[number + ahead]) & mask_], 1);
    enter(number);
  }
}

GroupKeys::Shared::Shared(std::span<const tables::Type> types) {
  for (const tables::Type type : types) columns_.push_back(std::make_unique<KeyColumn>(type));
  if (types.size() > max_columns) pairs_.resize(types.size() - max_columns);
}

void GroupKeys::Shared::fold(std::size_t level, const std::uint32_t* first, std::uint32_t* second, std::size_t rows) {
  const std::lock_guard lock(mutex_);
  bool added = false;
  for (std::size_t i = 0; i < rows; ++i) {
    second[i] = pairs_[level].intern(static_cast<std::int64_t>(static_cast<std::uint64_t>(first[i]) << 32 | second[i]), added);
  }
}

std::uint32_t GroupKeys::Shared::pair_end(std::size_t level) const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::uint32_t>(pairs_[level].size());
}

GroupKeys::GroupKeys(Shared& shared) : shared_(&shared), table_(make_table(1)) {
  for (std::size_t i = 0; i < shared.size(); ++i) locals_.emplace_back();
  numbers_.resize(shared.size());
  layout_.bits.assign(std::min(shared.size(), max_columns), 0);
}

GroupKeys::Table GroupKeys::make_table(unsigned bits) {
  if (bits <= 64) return GroupTable<std::uint64_t>(bits);
  if (bits <= 128) return GroupTable<uint128>(bits);
  return GroupTable<Word256>(bits);
}

void GroupKeys::groups(std::span<const Vector> keys, std::size_t rows, std::uint32_t* out) {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    numbers_[i].resize(rows);
    shared_->column(i).numbers(keys[i], locals_[i], numbers_[i].data());
  }
  // Fold the first columns until the rest fits: key i and the next become one number, which stands in the next one's place.
  const std::size_t folds = shared_->folds();
  for (std::size_t level = 0; level < folds; ++level) shared_->fold(level, numbers_[level].data(), numbers_[level + 1].data(), rows);
  std::vector<unsigned> bits(packed());
  std::vector<const std::uint32_t*> columns(packed());
  for (std::size_t i = 0; i < packed(); ++i) {
    const std::uint32_t end = i == 0 && folds > 0 ? shared_->pair_end(folds - 1) : shared_->column(folds + i).end();
    bits[i] = bits_for(end);
    columns[i] = numbers_[folds + i].data();
  }
  widen(bits);
  find(columns, rows, out);
}

void GroupKeys::find(std::span<const std::uint32_t* const> columns, std::size_t rows, std::uint32_t* out) {
  std::visit(
      [&]<typename Word>(GroupTable<Word>& table) {
        auto& words = std::get<std::vector<Word>>(words_);
        if (words.size() < rows) words.resize(rows);
        for (std::size_t row = 0; row < rows; ++row) words[row] = push_bits(Word{}, 0, columns[0][row]);
        for (std::size_t c = 1; c < columns.size(); ++c) {
          const std::uint32_t* numbers = columns[c];
          const unsigned width = layout_.bits[c];
          for (std::size_t row = 0; row < rows; ++row) words[row] = push_bits(words[row], width, numbers[row]);
        }
        table.groups(std::span<const Word>(words).first(rows), out);
      },
      table_);
}

void GroupKeys::widen(const std::vector<unsigned>& bits) {
  bool wide_enough = true;
  for (std::size_t i = 0; i < bits.size(); ++i) wide_enough &= bits[i] <= layout_.bits[i];
  if (wide_enough) return;
  const std::size_t groups = size();
  std::vector<std::vector<std::uint32_t>> numbers;
  for (std::size_t i = 0; i < packed(); ++i) numbers.push_back(unpack(i));
  for (std::size_t i = 0; i < bits.size(); ++i) {
    // A column that grows while rows come gets room for its next doublings.
    if (bits[i] > layout_.bits[i]) layout_.bits[i] = layout_.bits[i] == 0 ? bits[i] : std::min(32u, bits[i] + 2);
  }
  table_ = make_table(layout_.total());
  if (groups == 0) return;
  std::vector<const std::uint32_t*> columns;
  for (const auto& column : numbers) columns.push_back(column.data());
  std::vector<std::uint32_t> same(groups);
  find(columns, groups, same.data());
}

std::vector<std::uint32_t> GroupKeys::unpack(std::size_t column) const {
  unsigned shift = 0;
  for (std::size_t i = column + 1; i < packed(); ++i) shift += layout_.bits[i];
  const unsigned width = layout_.bits[column];
  return std::visit(
      [&](const auto& table) {
        std::vector<std::uint32_t> numbers(table.words().size());
        for (std::size_t group = 0; group < numbers.size(); ++group) numbers[group] = cut_bits(table.words()[group], shift, width);
        return numbers;
      },
      table_);
}

namespace {

constexpr std::size_t groups_a_task = 16 * 1024;

/// Runs body(begin, end) over [0, count) in pieces.
template <typename F>
void in_pieces(const GroupKeys::Parallel& parallel, std::size_t count, F body) {
  if (count <= groups_a_task) return body(std::size_t{0}, count);
  parallel((count + groups_a_task - 1) / groups_a_task,
           [&](std::size_t task) { body(task * groups_a_task, std::min(count, (task + 1) * groups_a_task)); });
}

}  // namespace

void GroupKeys::for_each_column(std::size_t groups, const Parallel& parallel, const std::function<void(std::size_t)>& body) const {
  if (parallel && groups > groups_a_task) return parallel(packed(), body);
  for (std::size_t i = 0; i < packed(); ++i) body(i);
}

std::vector<std::uint32_t> GroupKeys::add(const GroupKeys& other, const Parallel& parallel, bool last) {
  std::vector<unsigned> bits(packed());
  for (std::size_t i = 0; i < packed(); ++i) bits[i] = std::max(layout_.bits[i], other.layout_.bits[i]);
  widen(bits);
  std::vector<std::uint32_t> map(other.size());
  std::visit(
      [&]<typename Word>(GroupTable<Word>& table) {
        std::vector<Word> packed_anew;
        std::span<const Word> words;
        if (layout_.bits == other.layout_.bits) {
          words = std::get<GroupTable<Word>>(other.table_).words();
        } else {
          std::vector<std::vector<std::uint32_t>> numbers(packed());
          const auto unpack_column = [&](std::size_t i) { numbers[i] = other.unpack(i); };
          for_each_column(map.size(), parallel, unpack_column);
          packed_anew.resize(map.size());
          in_pieces(parallel, map.size(), [&](std::size_t begin, std::size_t end) {
            for (std::size_t c = 0; c < packed(); ++c) {
              const unsigned width = c == 0 ? 0 : layout_.bits[c];
              for (std::size_t i = begin; i < end; ++i) packed_anew[i] = push_bits(packed_anew[i], width, numbers[c][i]);
            }
          });
          words = packed_anew;
        }
        if (table.is_direct()) return table.groups(words, map.data());
        in_pieces(parallel, map.size(), [&](std::size_t begin, std::size_t end) { table.find(words.subspan(begin, end - begin), map.data() + begin); });
        table.append(words, map.data(), last);
      },
      table_);
  return map;
}

GroupKeys::Prober::Prober(const GroupKeys& keys) : keys_(keys), numbers_(keys.shared_->size()) {
  for (std::size_t i = 0; i < keys.shared_->size(); ++i) locals_.emplace_back();
}

void GroupKeys::Prober::groups(std::span<const Vector> keys, std::size_t rows, std::uint32_t* out) {
  Shared& shared = *keys_.shared_;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    numbers_[i].resize(rows);
    shared.column(i).numbers(keys[i], locals_[i], numbers_[i].data());
  }
  const std::size_t folds = shared.folds();
  for (std::size_t level = 0; level < folds; ++level) shared.fold(level, numbers_[level].data(), numbers_[level + 1].data(), rows);
  std::visit(
      [&]<typename Word>(const GroupTable<Word>& table) {
        std::vector<Word> words(rows);
        std::vector<std::uint8_t> beyond;  // rows with a number that no group has
        for (std::size_t c = 0; c < keys_.packed(); ++c) {
          const std::uint32_t* numbers = numbers_[folds + c].data();
          const unsigned width = keys_.layout_.bits[c];
          const std::uint64_t end = std::uint64_t{1} << width;
          const std::uint32_t last = c == 0 && folds > 0 ? shared.pair_end(folds - 1) : shared.column(folds + c).end();
          if (last > end) {
            if (beyond.empty()) beyond.resize(rows);
            for (std::size_t row = 0; row < rows; ++row) beyond[row] |= numbers[row] >= end;
          }
          for (std::size_t row = 0; row < rows; ++row) words[row] = push_bits(words[row], width, static_cast<std::uint32_t>(numbers[row] & (end - 1)));
        }
        table.find(words, out);
        for (std::size_t row = 0; row < beyond.size(); ++row) {
          if (beyond[row] != 0) out[row] = no_group;
        }
      },
      keys_.table_);
}

std::size_t GroupKeys::size() const {
  return std::visit([](const auto& table) { return table.words().size(); }, table_);
}

std::vector<Vector> GroupKeys::values(const Parallel& parallel) const {
  std::vector<Vector> result(shared_->size());
  const std::size_t folds = shared_->folds();
  const auto fill = [&](std::size_t i) {
    std::vector<std::uint32_t> numbers = unpack(i);
    if (i > 0 || folds == 0) {
      result[folds + i] = shared_->column(folds + i).values(numbers);
      return;
    }
    for (std::size_t level = folds; level > 0; --level) {
      std::vector<std::uint32_t> second(numbers.size());
      for (std::size_t group = 0; group < numbers.size(); ++group) {
        const std::uint64_t pair = shared_->pair(level - 1, numbers[group]);
        second[group] = static_cast<std::uint32_t>(pair);
        numbers[group] = static_cast<std::uint32_t>(pair >> 32);
      }
      result[level] = shared_->column(level).values(second);
    }
    result[0] = shared_->column(0).values(numbers);
  };
  for_each_column(size(), parallel, fill);
  return result;
}

std::size_t GroupKeys::memory() const {
  return std::visit([](const auto& table) { return table.memory(); }, table_);
}

}  // namespace kelpie::executor
