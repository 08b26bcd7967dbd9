#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// What the invented company is made of: fixed lists. All texts are as they stand inside a JSON string (escaped).
namespace kelpie::generate::catalog {

struct Place {
  std::string_view city;
  std::string_view state;
  std::string_view country;  ///< two letters
  std::string_view latitude;
  std::string_view longitude;
  std::uint32_t users;  ///< weight: how many of the company live there; 0 = only attackers come from there
  std::uint32_t autonomous_system;
};

/// How the portal sorts a sign-in: error 0, an interruption on the way, or a failure.
enum class Outcome : std::uint8_t { success, interrupted, failure };

/// A result code with its share among the sign-ins of ordinary people, in ten thousandths.
struct Result {
  std::uint32_t code;
  std::uint32_t interactive_share;
  std::uint32_t non_interactive_share;
  Outcome outcome;
  std::string_view description;
};

struct Application {
  std::string_view id;
  std::string_view name;
  std::string_view resource_id;
  std::string_view resource_name;
};

/// A kind of device: what the browser or client says of itself. '%' in `agent` and `browser` stands for the version.
struct Client {
  std::string_view operating_system;
  std::string_view browser;
  std::string_view agent;
  std::string_view client_app;
  std::uint32_t first_version;
  std::uint32_t versions;  ///< versions in use at the same time
  std::uint32_t weight;    ///< 0 = only attackers use it
};

struct Policy {
  std::string_view name;
  std::string_view grant_controls;    ///< JSON array
  std::string_view session_controls;  ///< JSON array
};

std::span<const Place> places();
std::span<const Result> results();
std::span<const Application> applications();
std::span<const Client> clients();
std::span<const Policy> policies();
std::span<const std::string_view> given_names();
std::span<const std::string_view> family_names();
std::span<const std::string_view> domains();        ///< of the company, the largest first
std::span<const std::string_view> guest_domains();  ///< of its guests
std::span<const std::string_view> subjects();       ///< first word of an in-house application's name
std::span<const std::string_view> kinds();          ///< second word of it

}  // namespace kelpie::generate::catalog
