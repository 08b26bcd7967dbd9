#include "rules/findings/formats/json_document.hpp"

#include "rules/findings/formats/json_layout.hpp"

namespace kelpie::rules {

std::string JsonDocument::written() const {
  return laid_out_json(tables::to_json(tables::DynamicView(builder_.bytes())));
}

}  // namespace kelpie::rules
