#pragma once

#include <array>
#include <string>
#include <vector>

#include "generate/event.hpp"
#include "generate/output.hpp"

namespace kelpie::generate {

/// How a nested value stands in an event: as JSON, or as a string that holds JSON text.
enum class Nesting : std::uint8_t { json, text };

/// The nested values of an event. All that does not change from event to event is rendered once, here.
class Fragments {
 public:
  /// `objects`: how device, place, status, second factor and policies stand; `lists`: how the authentication steps do.
  /// `population` must outlive the fragments.
  Fragments(const Population& population, Nesting objects, Nesting lists);

  void append_device(Output& output, const Event& event) const { output.append(devices_[event.device]); }
  void append_place(Output& output, const Event& event) const;
  void append_status(Output& output, const Event& event) const;
  void append_second_factor(Output& output, const Event& event) const;
  void append_policies(Output& output, const Event& event) const;
  void append_authentication_steps(Output& output, const Event& event) const;
  void append_processing_details(Output& output, const Event& event) const;

 private:
  const Population& population_;
  std::string policies_open_;
  std::string policies_close_;
  std::vector<std::string> devices_;
  std::vector<std::string> places_;
  std::vector<std::array<std::string, 2>> statuses_;  ///< by result: without and with the mention of a second factor
  std::array<std::string, 3> second_factors_;
  std::vector<std::array<std::string, policy_result_count>> policies_;
  std::array<std::vector<std::string>, proof_count> steps_;  ///< the time of the sign-in stands between two parts
  std::array<std::string, 2> processing_details_;
};

/// success, failure or notApplied over all policies of the event, as ConditionalAccessStatus says it.
std::string_view conditional_access_status(const Event& event);

}  // namespace kelpie::generate
