#include "executor/functions/text/text_arguments.hpp"

#include <bitset>
#include <charconv>
#include <vector>

#include "tables/builder.hpp"
#include "tables/dynamic.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

namespace {

using tables::Type;
using tables::Value;
using tables::Vector;

std::string_view put_text(const Vector& vector, std::size_t cell, tables::TextArena& arena) {
  switch (vector.type()) {
    case Type::string: return vector.values<std::string_view>()[cell];
    case Type::int_:
    case Type::long_: {
      char* out = arena.reserve(24);
      const char* end = std::to_chars(out, out + 24, vector.values<std::int64_t>()[cell]).ptr;
      return arena.commit(static_cast<std::size_t>(end - out));
    }
    case Type::datetime: {
      char* out = arena.reserve(32);
      const char* end = tables::write_datetime(vector.values<std::int64_t>()[cell], out);
      return arena.commit(static_cast<std::size_t>(end - out));
    }
    case Type::dynamic: return arena.put(tables::to_text(tables::DynamicView(vector.values<std::string_view>()[cell])));
    default: return arena.put(tables::to_text(vector.value_at(cell)));
  }
}

/// Which arguments become text: those up to 62 one by one, the last bit for all from 63 on.
using Positions = std::bitset<64>;

bool has_position(const Positions& positions, std::size_t index) { return positions[std::min<std::size_t>(index, 63)]; }

class TextArgumentsKernel final : public Kernel {
 public:
  TextArgumentsKernel(Positions positions, std::shared_ptr<const Kernel> kernel) : positions_(positions), kernel_(std::move(kernel)) {}

  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    std::vector<Vector> texts(arguments.begin(), arguments.end());
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (has_position(positions_, i)) texts[i] = text_of(texts[i]);
    }
    return kernel_->evaluate(texts, rows);
  }

 private:
  Positions positions_;
  std::shared_ptr<const Kernel> kernel_;
};

KernelFactory with_text_at(Positions positions, KernelFactory factory) {
  return [positions, factory = std::move(factory)](const CallSite& site) -> std::shared_ptr<const Kernel> {
    std::vector<Type> types(site.argument_types.begin(), site.argument_types.end());
    std::vector<std::optional<Value>> constants(site.constants.begin(), site.constants.end());
    bool converts = false;
    for (std::size_t i = 0; i < types.size(); ++i) {
      if (!has_position(positions, i) || types[i] == Type::string) continue;
      converts = true;
      types[i] = Type::string;
      if (i < constants.size() && constants[i]) constants[i] = Value::string(tables::to_text(*constants[i]));
    }
    auto kernel = factory(CallSite{.argument_types = types, .constants = constants, .result_type = site.result_type});
    if (!converts) return kernel;
    return std::make_shared<const TextArgumentsKernel>(positions, std::move(kernel));
  };
}

}  // namespace

Vector text_of(const Vector& vector) {
  if (vector.type() == Type::string) return vector;
  if (vector.is_constant()) return Vector::constant(Value::string(tables::to_text(vector.value_at(0))), vector.size());
  const Vector flat = vector.flattened();
  const std::uint8_t* validity = flat.validity();
  tables::FlatBuilder<std::string_view> builder(Type::string, flat.size());
  for (std::size_t row = 0; row < flat.size(); ++row) {
    if (validity != nullptr && validity[row] == 0) builder.set_null(row);
    else builder.set(row, put_text(flat, row, builder.arena()));
  }
  return builder.finish();
}

KernelFactory with_text(std::initializer_list<std::size_t> positions, KernelFactory factory) {
  Positions set;
  for (const std::size_t position : positions) set.set(position);
  return with_text_at(set, std::move(factory));
}

KernelFactory with_text_from(std::size_t first, KernelFactory factory) {
  Positions set;
  for (std::size_t position = first; position < set.size(); ++position) set.set(position);
  return with_text_at(set, std::move(factory));
}

}  // namespace kelpie::executor
