#pragma once

#include <memory>

#include "executor/functions/geo/detail/shapes.hpp"
#include "executor/functions/kernel.hpp"

namespace kelpie::executor::geo {

/// An argument that is a shape: read, checked and indexed once a query where it is a constant, else for every row.
template <typename Shape, std::shared_ptr<const Shape> (*read)(tables::DynamicView)>
class PreparedShape {
 public:
  PreparedShape(const CallSite& site, std::size_t index) {
    const tables::Value* constant = site.constant(index);
    if (constant == nullptr) return;
    known_ = true;
    if (!constant->is_null()) shape_ = read(tables::DynamicView(constant->as_text()));
  }
  /// nullptr where it is invalid.
  [[nodiscard]] std::shared_ptr<const Shape> operator()(tables::DynamicView argument) const {
    if (known_) return {std::shared_ptr<const void>(), shape_.get()};  // no counting of references among threads
    return read(argument);
  }

 private:
  bool known_ = false;
  std::shared_ptr<const Shape> shape_;
};

using PreparedLine = PreparedShape<LineShape, read_line>;
using PreparedPolygon = PreparedShape<PolygonShape, read_polygon>;

}  // namespace kelpie::executor::geo
