#include "tables/readers/column_assembly.hpp"

#include <cstring>

#include "tables/builder.hpp"
#include "tables/dynamic.hpp"
#include "tables/readers/infer.hpp"
#include "tables/text.hpp"

namespace kelpie::tables::readers {

namespace {

/// Calls f(row, token) for the rows of a piece; an empty token for a missing value.
template <typename F>
void for_each_text(const ColumnParts& column, const PiecePart& part, F&& f) {
  const ColumnPiece* piece = part.piece;
  const auto coded = [&](const auto* codes) {
    const auto& values = column.parts[part.part].filler->dictionary().values();
    for (std::size_t i = 0; i < part.rows; ++i) f(i, values[codes[i]]);
  };
  switch (piece == nullptr ? ColumnPiece::Form::missing : piece->form) {
    case ColumnPiece::Form::codes1:
      return coded(reinterpret_cast<const std::uint8_t*>(piece->data.get()));
    case ColumnPiece::Form::codes2:
      return coded(reinterpret_cast<const std::uint16_t*>(piece->data.get()));
    case ColumnPiece::Form::codes4:
      return coded(reinterpret_cast<const std::uint32_t*>(piece->data.get()));
    case ColumnPiece::Form::texts: {
      const auto* views = reinterpret_cast<const std::string_view*>(piece->data.get());
      for (std::size_t i = 0; i < part.rows; ++i) f(i, views[i]);
      return;
    }
    default:
      for (std::size_t i = 0; i < part.rows; ++i) f(i, std::string_view());
  }
}

/// What keeps a column's text alive.
struct Owners {
  std::vector<std::shared_ptr<TextArena>> arenas;
};

std::shared_ptr<const void> owners_of(const ColumnParts& column) {
  auto owners = std::make_shared<Owners>();
  for (const ColumnPart& part : column.parts) {
    if (part.filler == nullptr) continue;
    owners->arenas.push_back(part.filler->dictionary().arena());
    if (part.filler->texts()) owners->arenas.push_back(part.filler->texts());
  }
  return owners;
}

/// Puts a token's value, as the inferred type says, into a row.
template <typename T>
void set_inferred(FlatBuilder<T>& builder, Type type, std::size_t row, std::string_view token) {
  if (token.empty()) return builder.set_null(row);
  if constexpr (std::is_same_v<T, std::string_view>) {
    if (type == Type::string) return builder.set(row, builder.arena().put(text_of_token(token)));
    const auto value = parse_json(token);
    return value ? builder.set(row, builder.arena().put(*value)) : builder.set_null(row);
  } else {
    const Value value = value_from_text(type, text_of_token(token));
    if (value.is_null()) return builder.set_null(row);
    if constexpr (std::is_same_v<T, std::uint8_t>) builder.set(row, value.as_bool() ? 1 : 0);
    if constexpr (std::is_same_v<T, std::int64_t>) builder.set(row, value.as_integer());
    if constexpr (std::is_same_v<T, double>) builder.set(row, value.as_real());
  }
}

}  // namespace

std::size_t rows_of(std::span<const PiecePart> segment) {
  std::size_t rows = 0;
  for (const PiecePart& part : segment) rows += part.rows;
  return rows;
}

AssembledColumn assemble_values(ColumnParts& column) {
  AssembledColumn result{column.type, {}};
  with_physical(physical_of(column.type), [&]<typename T>(T*) {
    for (const auto& segment : column.segments) {
      const std::size_t rows = rows_of(segment);
      FlatBuilder<T> builder(column.type, rows);
      std::size_t row = 0;
      std::size_t values = 0;
      for (const PiecePart& part : segment) {
        if (part.piece == nullptr || part.piece->form == ColumnPiece::Form::missing) {
          for (std::size_t i = 0; i < part.rows; ++i) builder.set_null(row + i);
        } else {
          ++values;
          std::memcpy(static_cast<void*>(builder.values() + row), part.piece->data.get(), part.rows * sizeof(T));
          for (std::size_t i = 0; part.piece->validity && i < part.rows; ++i) {
            if (part.piece->validity[i] == 0) builder.set_null(row + i);
          }
          part.piece->data.reset();
        }
        row += part.rows;
      }
      result.segments.push_back(values == 0 ? Vector::null(column.type, rows) : builder.finish());
    }
  });
  return result;
}

AssembledColumn assemble_texts(ColumnParts& column) {
  AssembledColumn result{column.type, {}};
  if (column.inferred) {
    TypeInference inference;
    for (const auto& segment : column.segments) {
      for (const PiecePart& part : segment)
        for_each_text(column, part, [&](std::size_t, std::string_view token) { inference.see(token); });
    }
    result.type = inference.type();
  }
  const std::shared_ptr<const void> owners = owners_of(column);
  auto missing = std::make_shared<const std::string>(column.missing);
  with_physical(physical_of(result.type), [&]<typename T>(T*) {
    for (const auto& segment : column.segments) {
      FlatBuilder<T> builder(result.type, rows_of(segment));
      std::size_t begin = 0;
      for (const PiecePart& part : segment) {
        for_each_text(column, part, [&](std::size_t i, std::string_view text) {
          if (column.inferred) return set_inferred(builder, result.type, begin + i, text);
          if constexpr (std::is_same_v<T, std::string_view>) {
            if (!text.empty()) return builder.set(begin + i, text);
            if (result.type == Type::string) return builder.set(begin + i, *missing);
          }
          builder.set_null(begin + i);
        });
        begin += part.rows;
        if (part.piece != nullptr) part.piece->data.reset();
      }
      if (!column.inferred) builder.keep(join_owners(owners, missing));
      result.segments.push_back(builder.finish());
    }
  });
  return result;
}

AssembledColumn assemble_column(ColumnParts& column) {
  if (!column.inferred && physical_of(column.type) != Physical::text) return assemble_values(column);
  for (const ColumnPart& part : column.parts) {
    if (part.filler != nullptr && part.filler->gave_up()) return assemble_texts(column);
  }
  return assemble_codes(column);
}

}  // namespace kelpie::tables::readers
