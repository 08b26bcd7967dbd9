#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tables/readers/equal_bytes.hpp"
#include "tables/readers/piece.hpp"
#include "tables/readers/text_dictionary.hpp"
#include "tables/type.hpp"

namespace kelpie::tables::readers {

/// Collects the values of one column, piece by piece, from JSON tokens or plain text. Text goes into a dictionary until
/// most values prove to be distinct; then it is only kept. A row that is not put is missing. Not thread-safe.
class alignas(64) ColumnFiller {
 public:
  /// `inferred`: the type shows when all rows are there; until then the raw tokens are kept.
  ColumnFiller(Type type, bool inferred, std::uint64_t seed);

  // Each puts the value of a row of the current piece, at or behind the last one put. False: the token is no JSON.
  /// The inside of a JSON string.
  bool put_string(std::uint32_t row, std::string_view raw, bool escaped);
  /// An object or array.
  bool put_container(std::uint32_t row, std::string_view raw);
  /// A number or true or false.
  bool put_scalar(std::uint32_t row, std::string_view raw);
  /// Text as it is: a cell of CSV, a constant.
  bool put_text(std::uint32_t row, std::string_view text);

  /// When the token at `p` is the same as the last ones, puts its value and returns its end; else nullptr. Bytes as
  /// json_scan.hpp wants them.
  [[gnu::always_inline]] const char* put_repeated(std::uint32_t row, const char* p, const char* end) {
    std::uint64_t head = 0;
    std::memcpy(&head, p, sizeof(head));
    if ((head & repeated_mask_) != repeated_head_ || static_cast<std::size_t>(end - p) < repeated_size_ ||
        !equal_bytes(p, repeated_data_, repeated_size_)) {
      return nullptr;
    }
    put_code(row, repeated_code_, repeated_size_);
    return p + repeated_size_;
  }

  /// Counts values that were not put.
  void note_unreadable(std::uint64_t count, std::string_view example);
  /// A string without escapes or an object or array that is put later, with others, so that looking them up waits for memory once: see
  /// TextDictionary. `hash` comes from hash_of().
  struct Waiting {
    ColumnFiller* column = nullptr;
    std::string_view raw;  // of a string the inside
    std::uint32_t hash = 0;
    bool container = false;
  };
  /// Whether the column looks up such tokens at all.
  [[nodiscard]] bool looks_up(bool container) const {
    return text_ && !gave_up_ && !inferred_ && (container || type_ == Type::string);
  }
  [[nodiscard]] std::uint32_t hash_of(std::string_view raw, bool container) const {
    const std::uint32_t hash = container ? dictionary_->hash_raw(raw) : dictionary_->hash_value(raw);
    dictionary_->prefetch_slot(hash);
    return hash;
  }
  void prefetch_text(const Waiting& waiting) const { dictionary_->prefetch_text(waiting.hash); }
  /// As put_string() and put_container().
  bool put(std::uint32_t row, const Waiting& waiting);

  [[nodiscard]] bool has(std::uint32_t row) const { return filled_ == row + 1; }
  /// Forgets the rows from `row` on.
  void cut(std::uint32_t row) {
    if (filled_ > row) filled_ = row;
  }
  /// The piece of the first `rows` rows; the filler begins the next one.
  ColumnPiece seal(std::size_t rows);

  [[nodiscard]] Type type() const { return type_; }
  [[nodiscard]] bool inferred() const { return inferred_; }
  /// Whether text is no longer looked up.
  [[nodiscard]] bool gave_up() const { return gave_up_; }
  /// Code 0 is "missing".
  [[nodiscard]] TextDictionary& dictionary() { return *dictionary_; }
  /// Keeps alive the text of pieces that hold text.
  [[nodiscard]] const std::shared_ptr<TextArena>& texts() const { return texts_; }
  /// Values that could not be read as the type says, and one of them.
  [[nodiscard]] std::uint64_t unreadable() const { return unreadable_; }
  [[nodiscard]] const std::string& unreadable_example() const { return unreadable_example_; }

 private:
  template <typename T>
  void put_value(std::uint32_t row, T value) {
    if (!values_) allocate_values();
    if (filled_ != row) fill_values(row);
    std::memcpy(values_.get() + row * sizeof(T), &value, sizeof(T));
    validity_[row] = 1;
    filled_ = row + 1;
  }
  void put_code(std::uint32_t row, std::uint32_t code, std::size_t bytes) {
    if (filled_ != row || row >= capacity_) fill_codes(row);
    codes_[row] = code;
    filled_ = row + 1;
    ++puts_;
    put_bytes_ += bytes;
    if (code >= known_codes_) {
      known_codes_ = code + 1;
      distinct_bytes_ += bytes;
    }
  }
  void set_repeated(std::uint32_t code, std::string_view token, char quote);
  bool put_looked_up(std::uint32_t row, std::uint32_t code, std::string_view token, char quote);
  bool put_unescaped(std::uint32_t row, std::string_view raw);
  bool put_kept(std::uint32_t row, std::string_view value);
  bool put_encoded(std::uint32_t row, std::string_view raw, bool container);
  bool put_read(std::uint32_t row, std::string_view text);
  bool put_final(std::uint32_t row, std::string_view value);
  /// Marks the rows before `row` missing where they have no code, and makes room for `row`.
  void fill_codes(std::uint32_t row);
  void fill_values(std::uint32_t row);
  void allocate_values();
  void consider_giving_up();
  ColumnPiece seal_codes(std::size_t rows);
  template <typename Code>
  ColumnPiece narrow(std::size_t rows, ColumnPiece::Form form) const;

  // What putting a value that came before touches, in one cache line: a row has a hundred columns.
  std::uint64_t repeated_head_ = 1;  // the first bytes of repeated_, masked
  std::uint64_t repeated_mask_ = 0;
  const char* repeated_data_ = nullptr;
  std::uint32_t repeated_size_ = 0;
  std::uint32_t repeated_code_ = 0;
  std::uint32_t filled_ = 0;
  std::uint32_t known_codes_ = 1;
  std::unique_ptr<std::uint32_t[]> codes_;
  std::uint32_t capacity_ = 0;  // of codes_
  std::uint32_t puts_ = 0;
  std::uint64_t put_bytes_ = 0;  // of the tokens put

  Type type_;
  bool inferred_;
  bool text_;  // kept as text: string, dynamic, inferred
  bool gave_up_ = false;
  std::uint32_t last_code_ = TextDictionary::none;
  std::unique_ptr<TextDictionary> dictionary_;
  std::string repeated_;              // a whole token, quotes included
  std::uint64_t distinct_bytes_ = 0;  // of the tokens that were new
  std::string scratch_;
  std::string scratch2_;

  std::unique_ptr<std::string_view[]> views_;
  std::shared_ptr<TextArena> texts_;

  std::unique_ptr<std::byte[]> values_;
  std::unique_ptr<std::uint8_t[]> validity_;

  std::uint64_t unreadable_ = 0;
  std::string unreadable_example_;
};

}  // namespace kelpie::tables::readers
