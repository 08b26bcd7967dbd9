#include "plugin/server/access/json_web_keys.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace kelpie::server {

namespace {

using tables::DynamicKind;
using tables::DynamicView;

constexpr std::size_t most_bytes = std::size_t{1} << 20;
/// A token without kid is tried with each of its type.
constexpr std::size_t most_keys = 64;

std::string text_of(const std::string& path) {
  if (std::filesystem::is_directory(path)) throw std::invalid_argument("it is a folder");
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::invalid_argument(std::generic_category().message(errno == 0 ? EIO : errno));
  std::string text(most_bytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
  if (text.size() > most_bytes) throw std::invalid_argument("it has more than a megabyte");
  return text;
}

/// The first segment of a URL's path, which with Entra ID is the tenant; empty without one.
std::string_view tenant_of(std::string_view url) {
  const auto host = url.find("://");
  if (host == std::string_view::npos) return {};
  const auto begin = url.find('/', host + 3);
  if (begin == std::string_view::npos) return {};
  return url.substr(begin + 1, url.find('/', begin + 1) - begin - 1);
}

/// Entra ID says of each key whose tokens it signs: "{tenantid}" stands for any tenant, while the key of private
/// accounts is in the same set as those of organizations and must not sign for them
/// (learn.microsoft.com/entra/identity-platform/access-tokens, "Validate the signing key issuer"). Version 1.0 of its
/// tokens has another host in iss, hence the tenant is compared.
void check_issuer(DynamicView key, std::string_view issuer) {
  const DynamicView named = key.find("issuer");
  if (named.kind() != DynamicKind::string || named.as_string() == issuer) return;
  const std::string_view tenant = tenant_of(named.as_string());
  if (tenant == "{tenantid}" || (!tenant.empty() && tenant == tenant_of(issuer))) return;
  throw std::invalid_argument("it signs for another issuer ('issuer')");
}

}  // namespace

JsonWebKeys JsonWebKeys::from_file(const std::string& path, std::string_view issuer) {
  const auto refuse = [&](const std::string& why) -> std::invalid_argument {
    return std::invalid_argument("the issuer's keys '" + path + "': " + why);
  };
  std::string text;
  try {
    text = text_of(path);
  } catch (const std::exception& wrong) {
    throw refuse(std::string("the file cannot be read: ") + wrong.what());
  }
  const auto parsed = tables::parse_json(text);
  if (!parsed) throw refuse("expected a JSON Web Key Set, {\"keys\": [...]}, found no JSON");
  const DynamicView set = DynamicView(*parsed).find("keys");
  if (set.kind() != DynamicKind::array) {
    const bool discovery = DynamicView(*parsed).find("jwks_uri").kind() == DynamicKind::string;
    throw refuse(discovery ? "this is the issuer's description; its member jwks_uri says where the keys are"
                           : "expected a JSON Web Key Set: an object with a list 'keys'");
  }
  JsonWebKeys keys;
  std::string last = "there is none in it";
  for (std::size_t i = 0; i < set.size(); ++i) {
    try {
      check_issuer(set.element(i), issuer);
      keys.keys_.emplace_back(set.element(i));
    } catch (const std::invalid_argument& wrong) {
      last = "of keys[" + std::to_string(i) + "]: " + wrong.what();
    }
  }
  if (keys.keys_.empty()) throw refuse("no key for signatures is in it that can be used; " + last);
  if (keys.keys_.size() > most_keys)
    throw refuse("expected at most " + std::to_string(most_keys) + " keys, found " + std::to_string(keys.keys_.size()));
  return keys;
}

JsonWebKeys::Verdict JsonWebKeys::judge(const SignatureAlgorithm& algorithm, std::string_view id, std::string_view text,
                                        std::string_view signature) const {
  Verdict verdict = Verdict::unknown_key;
  for (const SigningKey& key : keys_) {
    if (!id.empty() && key.id() != id) continue;
    if (!key.fits(algorithm)) {
      if (!id.empty() && verdict == Verdict::unknown_key) verdict = Verdict::other_type;
      continue;
    }
    if (key.has_signed(algorithm, text, signature)) return Verdict::signed_;
    verdict = Verdict::forged;
  }
  return verdict;
}

}  // namespace kelpie::server
