#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <tuple>
#include <variant>
#include <vector>

#include "executor/operators/hashing.hpp"
#include "executor/operators/key_column.hpp"

namespace kelpie::executor {

/// Stands where a row has no group.
inline constexpr std::uint32_t no_group = UINT32_MAX;

/// How the numbers of the key columns are packed into one word: bits a column, the first column in the highest bits.
struct KeyLayout {
  std::vector<unsigned> bits;
  [[nodiscard]] unsigned total() const;
};

/// A word for many or wide keys.
struct Word256 {
  uint128 high = 0;
  uint128 low = 0;
  bool operator==(const Word256&) const = default;
};

/// Groups by packed words: a direct array while the words are narrow, a hash table of group numbers above. Group numbers count up from 0 in
/// order of first appearance.
template <typename Word>
class GroupTable {
 public:
  explicit GroupTable(unsigned bits) : bits_(bits), direct_(bits <= small_bits) {}
  /// The group of every word; new words make new groups.
  void groups(std::span<const Word> words, std::uint32_t* out);
  /// New groups for those of the words, all different, whose number in `groups` is `no_group`; puts it there. `last`: nothing is looked up afterwards.
  void append(std::span<const Word> words, std::uint32_t* groups, bool last);
  /// The group of every word, `no_group` where there is none. Thread-safe while nothing is added.
  void find(std::span<const Word> words, std::uint32_t* out) const;
  [[nodiscard]] const std::vector<Word>& words() const { return words_; }
  /// The words index the table themselves.
  [[nodiscard]] bool is_direct() const { return direct_; }
  [[nodiscard]] std::size_t memory() const { return slots_.capacity() * 4 + words_.capacity() * sizeof(Word); }

 private:
  static constexpr std::uint32_t none = UINT32_MAX;
  static constexpr unsigned direct_bits = 20;
  /// So narrow that an array costs no more than a hash table; a wider one is for many words.
  static constexpr unsigned small_bits = 12;
  /// Goes over to an array when there are enough words for one.
  void choose(std::size_t more);
  void direct(std::span<const Word> words, std::uint32_t* out);
  void hashed(std::span<const Word> words, std::uint32_t* out);
  void grow(std::size_t groups);
  /// Puts a group that is among the words into the table.
  void enter(std::uint32_t number);

  unsigned bits_;
  bool direct_;
  std::vector<std::uint32_t> slots_;
  std::size_t mask_ = 0;
  std::vector<Word> words_;
};

/// The keys of one thread's groups. The columns are shared by all threads, so that numbers mean the same everywhere; the packing is the
/// thread's own and widens as numbers grow. More columns than the widest word holds are folded into one number first, pair by pair.
class GroupKeys {
 public:
  /// Numbers of up to 32 bits that the widest word holds.
  static constexpr std::size_t max_columns = 8;

  /// What threads share: one KeyColumn a key.
  class Shared {
   public:
    explicit Shared(std::span<const tables::Type> types);
    [[nodiscard]] KeyColumn& column(std::size_t index) { return *columns_[index]; }
    [[nodiscard]] std::size_t size() const { return columns_.size(); }
    /// The number of a pair of numbers, for folding. Thread-safe.
    void fold(std::size_t level, const std::uint32_t* first, std::uint32_t* second, std::size_t rows);
    [[nodiscard]] std::size_t folds() const { return pairs_.size(); }
    [[nodiscard]] std::uint32_t pair_end(std::size_t level) const;
    [[nodiscard]] std::uint64_t pair(std::size_t level, std::uint32_t number) const { return static_cast<std::uint64_t>(pairs_[level].values()[number]); }

   private:
    std::vector<std::unique_ptr<KeyColumn>> columns_;
    std::vector<Interner<std::int64_t>> pairs_;
    mutable std::mutex mutex_;
  };

  explicit GroupKeys(Shared& shared);
  /// The group of every row of a batch.
  void groups(std::span<const tables::Vector> keys, std::size_t rows, std::uint32_t* out);
  /// Runs body(0 .. tasks-1) on several threads.
  using Parallel = std::function<void(std::size_t tasks, const std::function<void(std::size_t task)>& body)>;
  /// Our group of each of the other's groups; new ones are added. The others' numbers must come from the same Shared. `last`: no rows and no other keys
  /// come afterwards.
  [[nodiscard]] std::vector<std::uint32_t> add(const GroupKeys& other, const Parallel& parallel, bool last);
  /// Looks rows up without adding groups; one a thread, while nothing is added to the groups.
  class Prober {
   public:
    explicit Prober(const GroupKeys& keys);
    /// The group of every row of a batch, `no_group` where there is none.
    void groups(std::span<const tables::Vector> keys, std::size_t rows, std::uint32_t* out);

   private:
    const GroupKeys& keys_;
    std::vector<KeyColumn::Local> locals_;
    std::vector<std::vector<std::uint32_t>> numbers_;
  };
  [[nodiscard]] std::size_t size() const;
  /// One vector a key column, one row a group.
  [[nodiscard]] std::vector<tables::Vector> values(const Parallel& parallel = {}) const;
  [[nodiscard]] std::size_t memory() const;

 private:
  using Table = std::variant<GroupTable<std::uint64_t>, GroupTable<uint128>, GroupTable<Word256>>;

  [[nodiscard]] static Table make_table(unsigned bits);
  /// Packed columns: the keys, after folding.
  [[nodiscard]] std::size_t packed() const { return layout_.bits.size(); }
  /// Makes room for the numbers given so far; packs the groups anew when a column outgrew its bits.
  void widen(const std::vector<unsigned>& bits);
  /// Groups of rows whose packed columns are given.
  void find(std::span<const std::uint32_t* const> columns, std::size_t rows, std::uint32_t* out);
  /// body(0 .. packed() - 1); on several threads where the groups are many.
  void for_each_column(std::size_t groups, const Parallel& parallel, const std::function<void(std::size_t)>& body) const;
  /// The number of a packed column in every group.
  [[nodiscard]] std::vector<std::uint32_t> unpack(std::size_t column) const;

  Shared* shared_;
  std::vector<KeyColumn::Local> locals_;
  KeyLayout layout_;
  Table table_;
  std::vector<std::vector<std::uint32_t>> numbers_;  // of the batch, one array a key
  std::tuple<std::vector<std::uint64_t>, std::vector<uint128>, std::vector<Word256>> words_;  // of the batch, packed
};

}  // namespace kelpie::executor
