// Any bytes as an encoded column, and real columns with any bytes changed: what can be opened can be read, or says that
// it is damaged. The first byte says what the column holds, the next two how many rows it has, the fourth whether it is
// given (0) or which real one it is, changed at the places that the rest names: two bytes of place, one to exclusive-or
// with.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tables/damaged_data.hpp"
#include "tables/store/encoding/shredding.hpp"
#include "tests/tables/store/encoding_cases.hpp"

using namespace kelpie::tables;
using namespace kelpie::tables::cases;
using store::EncodedColumn;

namespace {

void require(bool good, const char* what) {
  if (good) return;
  std::fputs(what, stderr);
  std::abort();
}

struct Real {
  Type type;
  std::size_t rows;
  std::string bytes;
};

/// Columns of every type and shape, encoded once.
const std::vector<Real>& real_columns() {
  static const std::vector<Real> columns = [] {
    std::vector<Real> made;
    for (const int rows : {5, 1100}) {
      for (const Type type : all_types) {
        for (const Shape& shape : shapes_of(type, rows))
          made.push_back({type, shape.column.size(), encoded(shape.column)});
      }
      for (const auto& [name, column] : columns_to_shred(rows / 3))
        made.push_back({Type::dynamic, column.size(), store::shredded(column).value()});
    }
    return made;
  }();
  return columns;
}

/// Touches every value; the sum keeps the compiler from leaving it out.
std::size_t read_all(const Vector& vector) {
  std::size_t sum = 0;
  for (std::size_t row = 0; row < vector.size(); ++row) {
    const Value value = vector.value_at(row);
    if (value.is_null()) continue;
    if (value.type() == Type::dynamic) sum += to_json(DynamicView(value.as_text())).size();
    if (value.type() == Type::string) sum += value.as_text().size();
  }
  return sum;
}

void read_column(Type type, std::size_t rows, const std::string& bytes) {
  // No room behind the end, so that a step beyond it shows.
  const auto exact = std::make_unique<char[]>(bytes.size());
  std::memcpy(exact.get(), bytes.data(), bytes.size());
  try {
    const auto column = store::open_column(type, rows, {exact.get(), bytes.size()});
    std::size_t sum = 0;
    for (const auto& [offset, count] :
         {std::pair(std::size_t{0}, rows), std::pair(rows / 3, rows / 2), std::pair(rows, std::size_t{0})}) {
      const Vector part = column->read(offset, count);
      require(part.size() == count, "fewer or more rows than were asked for\n");
      sum += read_all(part);
      if (column->form() == EncodedColumn::Form::dictionary) {
        require(column->dictionary()->size() == column->dictionary_size(),
                "the dictionary has another size than it said\n");
        const std::vector<std::uint32_t> ids(column->dictionary_size(), 7);
        std::vector<std::uint8_t> out(count);
        column->read_translated(offset, count, ids, CodeWidth::one, out.data());
        for (const std::uint8_t id : out) require(id == 7, "a code was not translated\n");
      }
      for (const std::vector<std::string>& path :
           {std::vector<std::string>{"a"}, {"b", "c"}, {"browser", "version"}, {"os"}}) {
        const std::optional<Vector> found = column->read_path(path, offset, count);
        if (!found) continue;
        require(found->size() == count, "fewer or more rows of a path than were asked for\n");
        sum += read_all(*found);
      }
    }
    require(sum < std::size_t{1} << 50, "more bytes than there can be\n");
    column->verify();
  } catch (const DamagedData&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4) return 0;
  std::string rest(reinterpret_cast<const char*>(data) + 4, size - 4);
  const std::size_t rows = static_cast<std::size_t>(data[1] | data[2] << 8);
  if (data[3] == 0) {
    read_column(all_types[data[0] % all_types.size()], rows, rest);
    return 0;
  }
  const std::vector<Real>& columns = real_columns();
  Real column = columns[static_cast<std::size_t>(data[0] | data[3] << 8) % columns.size()];
  for (std::size_t at = 0; at + 3 <= rest.size(); at += 3) {
    const auto place =
        static_cast<std::size_t>(static_cast<std::uint8_t>(rest[at]) | static_cast<std::uint8_t>(rest[at + 1]) << 8);
    column.bytes[place % column.bytes.size()] ^= rest[at + 2];
  }
  // An even number leaves the rows as they are.
  read_column(column.type, rows % 2 == 0 ? column.rows : rows % 2048, column.bytes);
  return 0;
}
