#include "tables/store/encoding/shredded_path.hpp"

#include <algorithm>
#include <cstring>

#include "tables/dynamic.hpp"
#include "tables/store/encoding/shredded_reader.hpp"

namespace kelpie::tables::store {

namespace {

constexpr std::uint32_t no_value = UINT32_MAX;

/// How many entries a content column has in the dictionary of a path.
std::size_t entries_of(const ShreddedStream& stream) {
  return stream.column->form() == EncodedColumn::Form::constant ? 1 : stream.column->dictionary_size();
}

struct EntryTexts {
  std::string bytes;
  std::vector<std::string_view> values;
  std::vector<std::uint8_t> validity;
};

/// Entry 0 is null; then, form by form, true or false or the values of the form's column.
std::shared_ptr<const Dictionary> make_entries(const ShreddedNode& node) {
  const auto texts = std::make_shared<EntryTexts>();
  std::vector<std::size_t> ends = {0};
  DynamicBuilder builder;
  bool comparable = true;
  std::size_t with_content = 0;
  const auto append = [&](const Value& value) {
    builder.clear();
    builder.value(value);
    texts->bytes += builder.bytes();
    ends.push_back(texts->bytes.size());
  };
  for (const ShreddedNode::Form& form : node.forms) {
    if (form.kind == FormKind::false_ || form.kind == FormKind::true_)
      append(Value::boolean(form.kind == FormKind::true_));
    if (!has_content(form.kind)) continue;
    // 1 and 1.0 are equal though their bytes are not.
    comparable = comparable && form.kind != FormKind::real && form.kind != FormKind::decimal && ++with_content == 1;
    const ShreddedStream& stream = node.contents[static_cast<std::size_t>(form.kind)];
    const bool constant = stream.column->form() == EncodedColumn::Form::constant;
    const Vector values = constant ? stream.column->read(0, 1) : stream.column->dictionary()->values();
    for (std::size_t i = 0; i < entries_of(stream); ++i) append(values.value_at(i));
  }
  texts->values.resize(ends.size());
  texts->validity.assign(ends.size(), 1);
  texts->validity[0] = 0;
  for (std::size_t i = 1; i < ends.size(); ++i)
    texts->values[i] = std::string_view(texts->bytes).substr(ends[i - 1], ends[i] - ends[i - 1]);
  const std::string_view* values = texts->values.data();
  const std::uint8_t* validity = texts->validity.data();
  return std::make_shared<const Dictionary>(Vector::flat(Type::dynamic, ends.size(), values, validity, texts),
                                            comparable);
}

/// The codes that the values of a node have in its dictionary.
std::vector<std::uint32_t> codes_of(const ShreddedNode& node, std::size_t block) {
  const std::vector<std::uint16_t> forms = node.forms_in(block);
  struct Contents {
    Vector column;
    std::size_t next = 0;
    std::uint32_t first = 0;
    bool coded = false;
  };
  std::vector<Contents> contents(node.forms.size());
  std::uint32_t first = 1;
  for (std::size_t i = 0; i < node.forms.size(); ++i) {
    contents[i].first = first;
    const FormKind kind = node.forms[i].kind;
    if (kind == FormKind::false_ || kind == FormKind::true_) ++first;
    if (kind == FormKind::null || kind == FormKind::missing) contents[i].first = 0;
    if (!has_content(kind)) continue;
    const ShreddedStream& stream = node.contents[static_cast<std::size_t>(kind)];
    contents[i].column = stream.read(block);
    contents[i].coded = true;
    first += static_cast<std::uint32_t>(entries_of(stream));
  }
  std::vector<std::uint32_t> codes(forms.size());
  for (std::size_t i = 0; i < forms.size(); ++i) {
    Contents& from = contents[forms[i]];
    codes[i] = from.first;
    if (!from.coded) continue;
    if (from.next >= from.column.size()) throw_damaged("contents of a shredded node", from.next, "one more");
    if (from.column.is_dictionary()) codes[i] += from.column.code_at(from.next);
    ++from.next;
  }
  return codes;
}

struct Cells {
  std::unique_ptr<std::string_view[]> values;
  std::unique_ptr<std::uint8_t[]> validity;
  std::vector<std::string> bytes;
};

}  // namespace

std::optional<ShreddedPath> ShreddedPath::find(const ShreddedNode& root, std::span<const std::string> path) {
  if (path.empty()) return std::nullopt;
  ShreddedPath result;
  const ShreddedNode* node = &root;
  for (const std::string& key : path) {
    if (node->has(FormKind::whole)) return std::nullopt;
    const auto found = std::find(node->keys.begin(), node->keys.end(), key);
    if (found == node->keys.end()) return result;
    const auto number = static_cast<std::uint32_t>(found - node->keys.begin());
    result.steps_.push_back({node, number});
    node = node->children[number].get();
  }
  result.target_ = node;
  return result;
}

std::vector<std::uint32_t> ShreddedPath::values_of(std::size_t block, std::size_t rows) const {
  std::vector<std::uint32_t> values(rows);
  for (std::size_t i = 0; i < rows; ++i) values[i] = static_cast<std::uint32_t>(i);
  for (const Step& step : steps_) {
    const std::vector<std::uint16_t> forms = step.node->forms_in(block);
    std::vector<std::uint8_t> leads(step.node->forms.size());
    for (std::size_t i = 0; i < leads.size(); ++i) {
      const std::vector<std::uint32_t>& keys = step.node->forms[i].keys;
      leads[i] = std::find(keys.begin(), keys.end(), step.key) != keys.end() ? 1 : 0;
    }
    std::vector<std::uint32_t> child(forms.size());
    std::uint32_t count = 0;
    for (std::size_t i = 0; i < forms.size(); ++i) child[i] = leads[forms[i]] != 0 ? count++ : no_value;
    const std::size_t there = step.node->children[step.key]->values.size(block);
    if (count > there) throw_damaged("values of a shredded node", there, "one for each bag with its key");
    for (std::uint32_t& value : values) value = value < child.size() ? child[value] : no_value;
  }
  return values;
}

bool ShreddedPath::has_entries() const {
  return std::all_of(target_->forms.begin(), target_->forms.end(), [this](const ShreddedNode::Form& form) {
    if (form.kind == FormKind::bag || form.kind == FormKind::array || form.kind == FormKind::whole) return false;
    if (!has_content(form.kind)) return true;
    const ShreddedStream& stream = target_->contents[static_cast<std::size_t>(form.kind)];
    return stream.column->form() != EncodedColumn::Form::flat && stream.begins.back() > 0;
  });
}

Vector ShreddedPath::read(std::size_t rows, std::size_t offset, std::size_t count, const ShreddedLimits& limits) const {
  if (target_ == nullptr || count == 0) return Vector::null(Type::dynamic, count);
  return has_entries() ? read_codes(rows, offset, count) : read_values(rows, offset, count, limits);
}

Vector ShreddedPath::read_codes(std::size_t rows, std::size_t offset, std::size_t count) const {
  std::call_once(target_->entries_made, [this] { target_->entries = make_entries(*target_); });
  const std::shared_ptr<const Dictionary>& entries = target_->entries;
  const CodeWidth width = width_for(entries->size());
  const auto bytes = static_cast<std::size_t>(width);
  auto owner = std::make_shared_for_overwrite<std::uint8_t[]>(count * bytes);
  for (std::size_t done = 0; done < count;) {
    const std::size_t block = (offset + done) / block_rows;
    const std::size_t within = (offset + done) % block_rows;
    const std::vector<std::uint32_t> values = values_of(block, rows_of_block(rows, block));
    const std::vector<std::uint32_t> codes = codes_of(*target_, block);
    const std::size_t taken = std::min(values.size() - within, count - done);
    for (std::size_t i = 0; i < taken; ++i) {
      const std::uint32_t value = values[within + i];
      const std::uint32_t code = value < codes.size() ? codes[value] : 0;
      std::memcpy(owner.get() + (done + i) * bytes, &code, bytes);
    }
    done += taken;
  }
  const void* codes = owner.get();
  return Vector::dictionary(entries, width, codes, count, std::move(owner));
}

Vector ShreddedPath::read_values(std::size_t rows, std::size_t offset, std::size_t count,
                                 const ShreddedLimits& limits) const {
  auto cells = std::make_shared<Cells>();
  cells->values = std::make_unique_for_overwrite<std::string_view[]>(count);
  cells->validity = std::make_unique_for_overwrite<std::uint8_t[]>(count);
  cells->bytes.reserve(count / block_rows + 2);  // so that none moves
  for (std::size_t done = 0; done < count;) {
    const std::size_t block = (offset + done) / block_rows;
    const std::size_t within = (offset + done) % block_rows;
    const std::vector<std::uint32_t> values = values_of(block, rows_of_block(rows, block));
    ShreddedReader reader(*target_, block);
    std::string bytes;
    std::vector<std::size_t> ends = {0};
    for (std::size_t i = reader.size(); i > 0; --i) {
      reader.append_next(bytes, limits.bytes[block]);
      ends.push_back(bytes.size());
    }
    cells->bytes.push_back(std::move(bytes));
    const std::string_view all = cells->bytes.back();
    const std::size_t taken = std::min(values.size() - within, count - done);
    for (std::size_t i = 0; i < taken; ++i) {
      const std::uint32_t value = values[within + i];
      const bool present = value != no_value && value + 1 < ends.size();
      const std::string_view text =
          present ? all.substr(ends[value], ends[value + 1] - ends[value]) : std::string_view();
      const bool valid = !text.empty() && text.front() != static_cast<char>(FormKind::null);
      cells->values[done + i] = valid ? text : std::string_view();
      cells->validity[done + i] = valid ? 1 : 0;
    }
    done += taken;
  }
  const std::string_view* values = cells->values.get();
  const std::uint8_t* validity = cells->validity.get();
  return Vector::flat(Type::dynamic, count, values, validity, std::move(cells));
}

}  // namespace kelpie::tables::store
