// The messages of shortbreaks.type.v1, as they stand in proto/.
export * from "../gen/shortbreaks/type/v1/errors_pb.js";
export * from "../gen/shortbreaks/type/v1/export_pb.js";
export * from "../gen/shortbreaks/type/v1/sensitive_pb.js";
export * from "../gen/shortbreaks/type/v1/types_pb.js";
