// The messages of shortbreaks.availability.v1, as they stand in proto/.
export * from "../gen/shortbreaks/availability/v1/alternatives_pb.js";
export * from "../gen/shortbreaks/availability/v1/availability_pb.js";
export * from "../gen/shortbreaks/availability/v1/capacity_pb.js";
export * from "../gen/shortbreaks/availability/v1/programmes_pb.js";
export * from "../gen/shortbreaks/availability/v1/roster_pb.js";
export * from "../gen/shortbreaks/availability/v1/series_pb.js";
export * from "../gen/shortbreaks/availability/v1/timetable_pb.js";
export * from "../gen/shortbreaks/availability/v1/venues_pb.js";
