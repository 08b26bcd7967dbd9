#include "executor/functions/ip/location_database.hpp"

#include <optional>
#include <stdexcept>
#include <string_view>

#include <maxminddb.h>
#include <netinet/in.h>

#include "executor/error.hpp"

namespace kelpie::executor {

namespace {

/// Where a field lies in a database's record; up to four steps and a null pointer.
using Path = const char* const[5];

/// The field at `path` when it is of the type; a damaged file throws.
std::optional<MMDB_entry_data_s> field(MMDB_entry_s entry, const Path& path, std::uint32_t type) {
  MMDB_entry_data_s data;
  const int status = MMDB_aget_value(&entry, &data, path);
  if (status == MMDB_LOOKUP_PATH_DOES_NOT_MATCH_DATA_ERROR) return std::nullopt;
  if (status != MMDB_SUCCESS)
    throw QueryError("E_LOCATIONS", "geo_info_from_ip_address(): the database of locations is damaged: " +
                                        std::string(MMDB_strerror(status)));
  if (!data.has_data || data.type != type) return std::nullopt;
  return data;
}

bool put_text(tables::DynamicBuilder& out, std::string_view key, const MMDB_entry_s& entry, const Path& path) {
  const auto data = field(entry, path, MMDB_DATA_TYPE_UTF8_STRING);
  if (!data || data->data_size == 0) return false;
  out.key(key);
  out.string({data->utf8_string, data->data_size});
  return true;
}

bool put_number(tables::DynamicBuilder& out, std::string_view key, const MMDB_entry_s& entry, const Path& path) {
  const auto data = field(entry, path, MMDB_DATA_TYPE_DOUBLE);
  if (!data) return false;
  out.key(key);
  out.real(data->double_value);
  return true;
}

constexpr std::uint64_t mapped_prefix = 0xffff;  // of ::ffff:0:0/96, above the 32 bits of an IPv4 address

}  // namespace

struct LocationDatabase::Opened {
  MMDB_s database{};
};

LocationDatabase::LocationDatabase(const std::string& path) {
  auto opened = std::make_unique<Opened>();
  if (const int status = MMDB_open(path.c_str(), MMDB_MODE_MMAP, &opened->database); status != MMDB_SUCCESS) {
    throw std::runtime_error(
        "'" + path + "' is no database of locations in MaxMind's format that can be read: " + MMDB_strerror(status));
  }
  opened_ = std::move(opened);
}

LocationDatabase::~LocationDatabase() {
  MMDB_close(
      const_cast<MMDB_s*>(&opened_->database));  // NOLINT(cppcoreguidelines-pro-type-const-cast): closed here alone
}

bool LocationDatabase::find(tables::DynamicBuilder& out, const Ipv6& address) const {
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  const bool is_v4 = address.high == 0 && address.low >> 32 == mapped_prefix;
  if (is_v4) {
    v4.sin_family = AF_INET;
    v4.sin_addr.s_addr = htonl(static_cast<std::uint32_t>(address.low));
  } else {
    if (opened_->database.metadata.ip_version == 4) return false;
    v6.sin6_family = AF_INET6;
    for (int i = 0; i < 16; ++i) {
      const std::uint64_t half = i < 8 ? address.high : address.low;
      v6.sin6_addr.s6_addr[i] = static_cast<std::uint8_t>(half >> (56 - 8 * (i % 8)));
    }
  }
  const void* asked = is_v4 ? static_cast<const void*>(&v4) : &v6;
  int status = MMDB_SUCCESS;
  MMDB_lookup_result_s found = MMDB_lookup_sockaddr(&opened_->database, static_cast<const sockaddr*>(asked), &status);
  if (status != MMDB_SUCCESS)
    throw QueryError("E_LOCATIONS", "geo_info_from_ip_address(): the database of locations is damaged: " +
                                        std::string(MMDB_strerror(status)));
  if (!found.found_entry) return false;

  static constexpr Path country = {"country", "names", "en", nullptr};
  static constexpr Path state = {"subdivisions", "0", "names", "en", nullptr};
  static constexpr Path city = {"city", "names", "en", nullptr};
  static constexpr Path latitude = {"location", "latitude", nullptr};
  static constexpr Path longitude = {"location", "longitude", nullptr};
  out.begin_bag();
  bool any = put_text(out, "country", found.entry, country);
  any |= put_text(out, "state", found.entry, state);
  any |= put_text(out, "city", found.entry, city);
  any |= put_number(out, "latitude", found.entry, latitude);
  any |= put_number(out, "longitude", found.entry, longitude);
  out.end_bag();
  return any;
}

}  // namespace kelpie::executor
