#include "executor/functions/geo/detail/set_operations.hpp"

#include <s2/s2boolean_operation.h>
#include <s2/s2builder.h>
#include <s2/s2builderutil_closed_set_normalizer.h>
#include <s2/s2builderutil_s2point_vector_layer.h>
#include <s2/s2builderutil_s2polygon_layer.h>
#include <s2/s2builderutil_s2polyline_vector_layer.h>
#include <s2/s2builderutil_snap_functions.h>
#include <s2/s2edge_crossings.h>

namespace kelpie::executor::geo {

namespace {

S2BooleanOperation::Options closed_sets() {
  S2BooleanOperation::Options options{s2builderutil::IdentitySnapFunction(S2::kIntersectionMergeRadius)};
  options.set_polygon_model(S2BooleanOperation::PolygonModel::CLOSED);
  options.set_polyline_model(S2BooleanOperation::PolylineModel::CLOSED);
  return options;
}

}  // namespace

Collection intersection(const S2ShapeIndex& left, const S2ShapeIndex& right) {
  Collection result{.points = {}, .lines = {}, .polygon = std::make_unique<S2Polygon>()};
  s2builderutil::LayerVector layers(3);
  layers[0] = std::make_unique<s2builderutil::S2PointVectorLayer>(&result.points);
  s2builderutil::S2PolylineVectorLayer::Options once;  // a stretch of two lines is one
  once.set_duplicate_edges(s2builderutil::S2PolylineVectorLayer::Options::DuplicateEdges::MERGE);
  layers[1] = std::make_unique<s2builderutil::S2PolylineVectorLayer>(&result.lines, once);
  layers[2] = std::make_unique<s2builderutil::S2PolygonLayer>(result.polygon.get());
  S2BooleanOperation operation(S2BooleanOperation::OpType::INTERSECTION,
                               s2builderutil::NormalizeClosedSet(std::move(layers)), closed_sets());
  S2Error error;
  if (!operation.Build(left, right, &error)) return {};
  // A stretch that two lines run along in opposite directions is there in both.
  if (result.lines.size() > 1) result.lines = union_of_lines(pointers(result.lines));
  return result;
}

bool intersects(const S2ShapeIndex& left, const S2ShapeIndex& right) {
  return S2BooleanOperation::Intersects(left, right, closed_sets());
}

Polylines union_of_lines(std::span<const S2Polyline* const> lines) {
  S2Builder::Options options{s2builderutil::IdentitySnapFunction(S2::kIntersectionMergeRadius)};
  options.set_split_crossing_edges(true);
  S2Builder builder(options);
  Polylines joined;
  s2builderutil::S2PolylineVectorLayer::Options layer;
  layer.set_edge_type(S2Builder::EdgeType::UNDIRECTED);
  layer.set_duplicate_edges(s2builderutil::S2PolylineVectorLayer::Options::DuplicateEdges::MERGE);
  builder.StartLayer(std::make_unique<s2builderutil::S2PolylineVectorLayer>(&joined, layer));
  for (const S2Polyline* line : lines) builder.AddPolyline(*line);
  S2Error error;
  if (!builder.Build(&error)) return {};
  return joined;
}

std::vector<const S2Polyline*> pointers(const Polylines& lines) {
  std::vector<const S2Polyline*> all;
  all.reserve(lines.size());
  for (const auto& line : lines) all.push_back(line.get());
  return all;
}

}  // namespace kelpie::executor::geo
