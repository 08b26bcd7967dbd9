#include "executor/functions/geo/detail/nearest.hpp"

#include <s2/s2closest_edge_query.h>

namespace kelpie::executor::geo {

S1Angle nearest_arc(const MutableS2ShapeIndex& index, const S2Point& point) {
  S2ClosestEdgeQuery query(&index);
  S2ClosestEdgeQuery::PointTarget target(point);
  const S2ClosestEdgeQuery::Result nearest = query.FindClosestEdge(&target);
  if (nearest.is_interior()) return S1Angle::Zero();
  return {query.Project(point, nearest), point};
}

S2Point nearest_point(const MutableS2ShapeIndex& index, const S2Point& point) {
  S2ClosestEdgeQuery query(&index);
  S2ClosestEdgeQuery::PointTarget target(point);
  return query.Project(point, query.FindClosestEdge(&target));
}

bool is_within(const MutableS2ShapeIndex& index, const S2Point& point, S1Angle limit) {
  S2ClosestEdgeQuery query(&index);
  S2ClosestEdgeQuery::PointTarget target(point);
  return query.IsDistanceLessOrEqual(&target, S1ChordAngle(limit));
}

}  // namespace kelpie::executor::geo
