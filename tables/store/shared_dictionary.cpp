#include "tables/store/shared_dictionary.hpp"

#include "tables/builder.hpp"
#include "tables/hash_seed.hpp"

namespace kelpie::tables::store {

namespace {

/// Up to so many new values are always shared; beyond, only when rows repeat them often enough.
constexpr std::size_t few_values = std::size_t{64} * 1024;
constexpr std::size_t rows_a_value = 4;

}  // namespace

SharedDictionary::SharedDictionary(Type type) : type_(type), values_(new_hash_seed()) {}

void SharedDictionary::add(std::span<const Column> columns) {
  const std::lock_guard lock(adding_);
  std::vector<Column> added;
  std::size_t values = 0;
  std::size_t rows = 0;
  for (const auto& [segment, number] : columns) {
    const EncodedColumn& column = segment->column(number);
    if (column.form() != EncodedColumn::Form::dictionary || segment->translation(number) != nullptr) continue;
    added.emplace_back(segment, number);
    values += column.dictionary_size();
    rows += segment->image().rows();
  }
  if (added.empty() || (values > few_values && values > rows / rows_a_value)) return;
  std::vector<std::vector<std::uint32_t>> translations;
  for (const Column& column : added) {
    const LoadedSegment& segment = *column.first;
    const auto& dictionary = segment.at_place(column.second, [&]() -> decltype(auto) { return segment.column(column.second).dictionary(); });
    translations.push_back(numbers_of(*dictionary));
  }
  publish();
  for (std::size_t i = 0; i < added.size(); ++i) added[i].first->translate(added[i].second, std::move(translations[i]));
}

std::vector<std::uint32_t> SharedDictionary::numbers_of(const Dictionary& entries) {
  const Vector& values = entries.values();
  const std::string_view* texts = values.values<std::string_view>();
  const std::uint8_t* validity = values.validity();
  std::vector<std::uint32_t> numbers(values.size());
  // No dynamic value is of no bytes, so none stands for null.
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = values_.code_of(validity != nullptr && validity[i] == 0 ? std::string_view() : texts[i]);
  return numbers;
}

void SharedDictionary::publish() {
  const auto& texts = values_.values();
  // What queries made of the dictionary stays theirs while nothing is new.
  if (current_ != nullptr && current_->size() == texts.size()) return;
  FlatBuilder<std::string_view> builder(type_, texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (type_ == Type::dynamic && texts[i].empty()) {
      builder.set_null(i);
    } else {
      builder.set(i, texts[i]);
    }
  }
  builder.keep(values_.arena());
  auto dictionary = current_ != nullptr ? std::make_shared<const Dictionary>(builder.finish(), *current_) : std::make_shared<const Dictionary>(builder.finish(), true);
  const std::lock_guard lock(mutex_);
  current_ = std::move(dictionary);
}

std::shared_ptr<const Dictionary> SharedDictionary::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

}  // namespace kelpie::tables::store
