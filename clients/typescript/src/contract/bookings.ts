// The messages of shortbreaks.bookings.v1, as they stand in proto/.
export * from "../gen/shortbreaks/bookings/v1/affected_pb.js";
export * from "../gen/shortbreaks/bookings/v1/bookings_pb.js";
export * from "../gen/shortbreaks/bookings/v1/demand_pb.js";
export * from "../gen/shortbreaks/bookings/v1/feeds_pb.js";
export * from "../gen/shortbreaks/bookings/v1/match_pb.js";
export * from "../gen/shortbreaks/bookings/v1/registers_pb.js";
export * from "../gen/shortbreaks/bookings/v1/subject_access_pb.js";
export * from "../gen/shortbreaks/bookings/v1/waiting_pb.js";
