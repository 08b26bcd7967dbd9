#include <array>
#include <cstring>
#include <vector>

#include <openssl/evp.h>
#include <xxhash.h>

#include "executor/functions/conversion/cast.hpp"
#include "executor/functions/math/math.hpp"
#include "executor/functions/row_kernel.hpp"
#include "tables/dynamic.hpp"

// Kusto reference: "hash()", "hash_sha256()". hash() is xxHash64 with seed 0 of a value's bytes, little endian; the
// digests are of its text.

namespace kelpie::executor {

namespace {

using std::int64_t;
using tables::Type;
using tables::Vector;

template <typename T>
std::uint64_t hash_of(const T& value) {
  if constexpr (std::is_same_v<T, std::string_view>)
    return XXH64(value.data(), value.size(), 0);
  else if constexpr (std::is_same_v<T, tables::DynamicView>)
    return hash_of(std::string_view(tables::to_text(value)));
  else if constexpr (std::is_same_v<T, tables::Decimal>)
    return hash_of(std::string_view(tables::to_text(value)));
  else if constexpr (std::is_same_v<T, tables::Guid>)
    return hash_of(std::string_view(tables::to_text(value)));
  else if constexpr (std::is_same_v<T, bool>)
    return hash_of(std::int8_t{value});
  else
    return XXH64(&value, sizeof value, 0);
}

/// A value between 0 and `modulus` - 1; nothing for a modulus that is not positive.
std::optional<int64_t> reduced(std::uint64_t hash, const std::optional<int64_t>& modulus) {
  if (!modulus) return static_cast<int64_t>(hash);
  if (*modulus <= 0) return std::nullopt;
  return static_cast<int64_t>(hash % static_cast<std::uint64_t>(*modulus));
}

template <typename T>
KernelFactory hash_kernel() {
  return rows([](T value, std::optional<int64_t> modulus) { return reduced(hash_of(value), modulus); });
}

std::vector<Overload> hash_overloads() {
  const std::string rest = ", mod?:integer) -> long";
  return {
      {.signature = "(source:string" + rest, .kernel = hash_kernel<std::string_view>()},
      {.signature = "(source:long|datetime|timespan" + rest, .kernel = hash_kernel<int64_t>()},
      {.signature = "(source:int" + rest, .kernel = rows([](int64_t value, std::optional<int64_t> modulus) {
                                            return reduced(hash_of(static_cast<std::int32_t>(value)), modulus);
                                          })},
      {.signature = "(source:real" + rest, .kernel = hash_kernel<double>()},
      {.signature = "(source:bool" + rest, .kernel = hash_kernel<bool>()},
      {.signature = "(source:decimal" + rest, .kernel = hash_kernel<tables::Decimal>()},
      {.signature = "(source:guid" + rest, .kernel = hash_kernel<tables::Guid>()},
      {.signature = "(source:dynamic" + rest, .kernel = hash_kernel<tables::DynamicView>()},
  };
}

/// One hash of several: of their bytes in a row. A null among them counts as 0.
class CombineKernel final : public Kernel {
 public:
  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    tables::FlatBuilder<int64_t> builder(Type::long_, rows);
    std::vector<int64_t> parts(arguments.size());
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t i = 0; i < arguments.size(); ++i) {
        const Vector& argument = arguments[i];
        const std::size_t at = argument.is_constant() ? 0 : row;
        const bool missing = argument.validity() != nullptr && argument.validity()[at] == 0;
        parts[i] = missing ? 0 : argument.values<int64_t>()[at];
      }
      builder.set(row, static_cast<int64_t>(XXH64(parts.data(), parts.size() * sizeof(int64_t), 0)));
    }
    return builder.finish();
  }
};

/// hash_combine(hash(a), hash(b), ...).
class HashManyKernel final : public Kernel {
 public:
  explicit HashManyKernel(const CallSite& site) {
    for (const Type type : site.argument_types) {
      hashes_.push_back(kernel_of(type)(CallSite{std::span(&type, 1), {}, Type::long_}));
    }
  }
  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    std::vector<Vector> hashed;
    for (std::size_t i = 0; i < arguments.size(); ++i)
      hashed.push_back(hashes_[i]->evaluate(arguments.subspan(i, 1), rows));
    return combine_.evaluate(hashed, rows);
  }

 private:
  static KernelFactory kernel_of(Type type) {
    switch (type) {
      case Type::int_:
        return rows([](int64_t value) { return static_cast<int64_t>(hash_of(static_cast<std::int32_t>(value))); });
      case Type::boolean:
        return hash_kernel<bool>();
      case Type::real:
        return hash_kernel<double>();
      case Type::decimal:
        return hash_kernel<tables::Decimal>();
      case Type::string:
        return hash_kernel<std::string_view>();
      case Type::guid:
        return hash_kernel<tables::Guid>();
      case Type::dynamic:
        return hash_kernel<tables::DynamicView>();
      default:
        return hash_kernel<int64_t>();
    }
  }

  std::vector<std::shared_ptr<const Kernel>> hashes_;
  CombineKernel combine_;
};

/// A digest of a text in lower-case hexadecimal digits; nothing for no text.
std::string_view write_digest(tables::TextArena& arena, const EVP_MD* algorithm, std::string_view text) {
  if (text.empty()) return {};
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, algorithm, nullptr) != 1) return {};
  constexpr std::string_view digits = "0123456789abcdef";
  char* out = arena.reserve(2 * std::size_t{size});
  for (unsigned i = 0; i < size; ++i) {
    out[2 * i] = digits[digest[i] >> 4];
    out[2 * i + 1] = digits[digest[i] & 15];
  }
  return arena.commit(2 * std::size_t{size});
}

class DigestKernel final : public Kernel {
 public:
  DigestKernel(Type source, const EVP_MD* algorithm)
      : text_(make_cast_kernel(source, Type::string)),
        digest_(row_kernel_detail::make(Type::string, [algorithm](tables::TextArena& arena, std::string_view text) {
          return write_digest(arena, algorithm, text);
        })) {}
  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    const Vector text = text_->evaluate(arguments.subspan(0, 1), rows);
    return digest_->evaluate(std::span(&text, 1), rows);
  }

 private:
  std::shared_ptr<const Kernel> text_;
  std::shared_ptr<const Kernel> digest_;
};

ScalarFunction digest(std::string name, const EVP_MD* (*algorithm)(), std::string summary) {
  std::string example = "print " + name + "('kelpie')";
  return {.name = std::move(name),
          .category = "hash",
          .summary = std::move(summary),
          .example = std::move(example),
          .overloads = {{.signature = "(source:scalar) -> string", .kernel = [algorithm](const CallSite& site) {
                           return std::make_shared<const DigestKernel>(site.argument_types[0], algorithm());
                         }}}};
}

}  // namespace

void add_hash_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{.name = "hash",
                              .aliases = {"hash_xxhash64"},
                              .category = "hash",
                              .summary = "Gives a number that depends on every bit of a value.",
                              .example = "print hash('World'), hash('World', 100)",
                              .overloads = hash_overloads()});
  registry.add(ScalarFunction{
      .name = "hash_combine",
      .category = "hash",
      .summary = "Makes one hash of several.",
      .example = "print hash_combine(hash('a'), hash('b'))",
      .overloads = {{.signature = "(hash:long, other...:long) -> long",
                     .kernel = [](const CallSite&) { return std::make_shared<const CombineKernel>(); }}}});
  registry.add(ScalarFunction{
      .name = "hash_many",
      .category = "hash",
      .summary = "Makes one hash of several values.",
      .example = "print hash_many('a', 1, true)",
      .overloads = {{.signature = "(source...:scalar) -> long",
                     .kernel = [](const CallSite& site) { return std::make_shared<const HashManyKernel>(site); }}}});
  registry.add(digest("hash_md5", &EVP_md5, "Gives the MD5 digest of a value's text."));
  registry.add(digest("hash_sha1", &EVP_sha1, "Gives the SHA-1 digest of a value's text."));
  registry.add(digest("hash_sha256", &EVP_sha256, "Gives the SHA-256 digest of a value's text."));
}

}  // namespace kelpie::executor
