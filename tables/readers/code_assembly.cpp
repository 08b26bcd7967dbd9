// Columns of codes: the threads' dictionaries become one, their codes its codes.

#include <algorithm>
#include <cstring>
#include <numeric>

#include "tables/builder.hpp"
#include "tables/dynamic.hpp"
#include "tables/readers/column_assembly.hpp"
#include "tables/readers/infer.hpp"
#include "tables/text.hpp"

namespace kelpie::tables::readers {

namespace {

/// Calls f with the codes of a piece; not for a piece without values.
template <typename F>
void with_piece_codes(const PiecePart& part, F&& f) {
  const std::byte* data = part.piece->data.get();
  switch (part.piece->form) {
    case ColumnPiece::Form::codes1:
      return f(reinterpret_cast<const std::uint8_t*>(data));
    case ColumnPiece::Form::codes2:
      return f(reinterpret_cast<const std::uint16_t*>(data));
    default:
      return f(reinterpret_cast<const std::uint32_t*>(data));
  }
}

bool has_codes(const PiecePart& part) {
  return part.piece != nullptr && part.piece->form != ColumnPiece::Form::missing;
}

/// Codes that occur, by part.
std::vector<std::vector<std::uint8_t>> used_codes(const ColumnParts& column) {
  std::vector<std::vector<std::uint8_t>> used(column.parts.size());
  for (std::size_t i = 0; i < used.size(); ++i) {
    used[i].assign(column.parts[i].filler == nullptr ? 1 : column.parts[i].filler->dictionary().size(), 0);
  }
  for (const auto& segment : column.segments) {
    for (const PiecePart& part : segment) {
      auto& marks = used[part.part];
      if (!has_codes(part)) {
        marks[0] = 1;
        continue;
      }
      with_piece_codes(part, [&](const auto* codes) {
        for (std::size_t i = 0; i < part.rows; ++i) marks[codes[i]] = 1;
      });
    }
  }
  return used;
}

/// The values of all parts, each once, sorted so that their order does not depend on the threads; and the code of each
/// part's code.
struct Merged {
  std::vector<std::string_view> values;
  std::vector<std::vector<std::uint32_t>> codes;
  bool missing = false;  // the first value stands for "no value"
  std::shared_ptr<const void> owner;
};

/// What a value of a column without a schema becomes once its type is known.
std::string converted(Type type, std::string_view token) {
  if (token.empty()) return {};
  if (type == Type::dynamic) return parse_json(token).value_or(std::string());
  return type == Type::string ? text_of_token(token) : std::string(token);
}

Type infer(const ColumnParts& column, const std::vector<std::vector<std::uint8_t>>& used) {
  TypeInference inference;
  for (std::size_t part = 0; part < used.size(); ++part) {
    for (std::size_t code = 1; code < used[part].size(); ++code) {
      if (used[part][code] != 0) inference.see(column.parts[part].filler->dictionary().values()[code]);
    }
  }
  return inference.type();
}

Merged merge(const ColumnParts& column, Type type, const std::vector<std::vector<std::uint8_t>>& used) {
  auto merged = std::make_shared<TextDictionary>(column.seed);
  Merged result;
  result.codes.resize(used.size());
  const std::uint32_t missing = merged->code_of({});  // so that it sorts first
  const auto code_of = [&](std::string_view value) {
    const std::uint32_t code = merged->code_of(value);
    result.missing |= code == missing;
    return code;
  };
  for (std::size_t part = 0; part < used.size(); ++part) {
    result.codes[part].assign(used[part].size(), 0);
    if (used[part][0] != 0)
      result.codes[part][0] = code_of(type == Type::string && !column.inferred ? column.missing : std::string());
    for (std::size_t code = 1; code < used[part].size(); ++code) {
      if (used[part][code] == 0) continue;
      const std::string_view value = column.parts[part].filler->dictionary().values()[code];
      result.codes[part][code] = column.inferred ? code_of(converted(type, value)) : code_of(value);
    }
  }
  const auto& values = merged->values();
  std::vector<std::uint32_t> order(values.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t left, std::uint32_t right) { return values[left] < values[right]; });
  if (!result.missing) order.erase(order.begin() + missing);
  std::vector<std::uint32_t> place(values.size(), 0);
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    place[order[i]] = i;
    result.values.push_back(values[order[i]]);
  }
  for (auto& codes : result.codes) {
    for (std::uint32_t& code : codes) code = place[code];
  }
  merged->drop_index();
  result.owner = merged;
  return result;
}

/// Texts as a flat vector that keeps `owner` alive; the first is a null of a dynamic column where it stands for a
/// missing value.
Vector vector_of(Type type, const std::vector<std::string_view>& values, bool missing,
                 const std::shared_ptr<const void>& owner) {
  FlatBuilder<std::string_view> builder(type, values.size());
  for (std::size_t i = 0; i < values.size(); ++i) builder.set(i, values[i]);
  if (missing && type == Type::dynamic) builder.set_null(0);
  builder.keep(owner);
  return builder.finish();
}

template <typename Code>
Vector coded_segment(const std::vector<PiecePart>& segment, const Merged& merged,
                     const std::shared_ptr<const Dictionary>& dictionary) {
  const std::size_t rows = rows_of(segment);
  auto owner = std::make_shared_for_overwrite<Code[]>(rows);
  Code* out = owner.get();
  for (const PiecePart& part : segment) {
    const auto& places = merged.codes[part.part];
    if (!has_codes(part)) {
      std::fill_n(out, part.rows, static_cast<Code>(places[0]));
    } else {
      with_piece_codes(part, [&](const auto* codes) {
        for (std::size_t i = 0; i < part.rows; ++i) out[i] = static_cast<Code>(places[codes[i]]);
      });
      part.piece->data.reset();
    }
    out += part.rows;
  }
  const Code* codes = owner.get();
  return Vector::dictionary(dictionary, width_for(dictionary->size()), codes, rows, std::move(owner));
}

/// Tokens as values of the type that they showed, which is not kept as text.
Vector values_of_tokens(Type type, const std::vector<std::string_view>& tokens) {
  ColumnBuilder builder(type);
  for (const std::string_view token : tokens) {
    if (token.empty()) {
      builder.append_null();
    } else {
      builder.append(value_from_text(type, text_of_token(token)));
    }
  }
  return builder.finish();
}

}  // namespace

AssembledColumn assemble_codes(ColumnParts& column) {
  const auto used = used_codes(column);
  AssembledColumn result{column.inferred ? infer(column, used) : column.type, {}};
  const Merged merged = merge(column, result.type, used);
  const bool text = physical_of(result.type) == Physical::text;
  Vector values = text ? vector_of(result.type, merged.values, merged.missing, merged.owner)
                       : values_of_tokens(result.type, merged.values);
  if (values.size() <= 1) {
    for (const auto& segment : column.segments) {
      const std::size_t rows = rows_of(segment);
      result.segments.push_back(values.size() == 0 ? Vector::null(result.type, rows)
                                                   : Vector::constant(values.value_at(0), rows));
    }
    return result;
  }
  const auto dictionary = std::make_shared<const Dictionary>(std::move(values), text);
  for (const auto& segment : column.segments) {
    Vector codes;
    switch (width_for(dictionary->size())) {
      case CodeWidth::one:
        codes = coded_segment<std::uint8_t>(segment, merged, dictionary);
        break;
      case CodeWidth::two:
        codes = coded_segment<std::uint16_t>(segment, merged, dictionary);
        break;
      case CodeWidth::four:
        codes = coded_segment<std::uint32_t>(segment, merged, dictionary);
        break;
    }
    result.segments.push_back(text ? std::move(codes) : codes.flattened());
  }
  return result;
}

}  // namespace kelpie::tables::readers
