#pragma once

#include <memory>
#include <string>

#include "executor/functions/ip/address.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::executor {

/// A file in MaxMind's format that tells where addresses are, such as GeoLite2-City.mmdb. Read-only; any number of
/// threads may ask it.
class LocationDatabase {
 public:
  /// Throws std::runtime_error, with what is wrong, when the file is not there or is no such database.
  explicit LocationDatabase(const std::string& path);
  ~LocationDatabase();
  LocationDatabase(const LocationDatabase&) = delete;
  LocationDatabase& operator=(const LocationDatabase&) = delete;

  /// Writes {"country", "state", "city", "latitude", "longitude"}, as far as the database knows them, in English.
  /// False, and nothing is written, when it knows nothing of the address. A file that turns out damaged throws
  /// QueryError.
  bool find(tables::DynamicBuilder& out, const Ipv6& address) const;

 private:
  struct Opened;
  std::unique_ptr<const Opened> opened_;
};

}  // namespace kelpie::executor
