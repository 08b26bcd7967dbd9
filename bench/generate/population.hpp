#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "generate/catalog.hpp"
#include "generate/random.hpp"

namespace kelpie::generate {

struct User {
  std::string id;
  std::string principal_name;
  std::string display_name;
  bool guest;
  bool administrator;
  bool wrong_saved_password;   ///< one of their devices keeps trying an old password
  std::uint32_t first_device;  ///< their devices lie in a row in Population::devices
  std::uint32_t device_count;
  std::uint32_t home_address;
  std::uint32_t office_address;
};

struct Device {
  std::string id;    ///< empty when the directory does not know the device
  std::string name;  ///< empty likewise
  std::string browser;
  std::uint32_t client;  ///< index into catalog::clients()
  std::uint32_t agent;   ///< index into Population::agents
  bool compliant;
  bool mobile;
};

struct Address {
  std::string text;
  std::uint32_t place;  ///< index into catalog::places()
};

/// Neighbours in Population::addresses.
struct AddressRun {
  std::uint32_t first;
  std::uint32_t count;
};

struct Application {
  std::string id;
  std::string name;
  std::string resource_id;
  std::string resource_name;
};

struct Policy {
  std::string id;
  catalog::Policy text;
};

/// A password spray: one address tries many users for some hours.
struct Campaign {
  std::uint32_t begin;  ///< in thousandths of the whole period
  std::uint32_t end;
  std::uint32_t address;
  std::uint32_t device;
};

/// Who signs in to what from where: the company, made from one seed. Immutable once made.
struct Population {
  explicit Population(std::uint64_t seed);

  std::string workspace_id;
  std::string tenant_id;
  std::vector<User> users;
  std::vector<Device> devices;
  std::vector<Address> addresses;
  std::vector<Application> applications;
  std::vector<Policy> policies;
  std::vector<std::string> agents;
  std::vector<Campaign> campaigns;           ///< by their begin
  std::vector<AddressRun> mobile_addresses;  ///< by place: what its phones share; never empty where users live

  Choice active_users;
  Choice used_applications;
};

/// Sixteen random bytes as a GUID of version 4, in lower case.
std::string guid(Random& random);

}  // namespace kelpie::generate
