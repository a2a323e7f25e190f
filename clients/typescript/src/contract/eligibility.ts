// The messages of shortbreaks.eligibility.v1, as they stand in proto/.
export * from "../gen/shortbreaks/eligibility/v1/allocations_pb.js";
export * from "../gen/shortbreaks/eligibility/v1/apart_pb.js";
export * from "../gen/shortbreaks/eligibility/v1/applications_pb.js";
export * from "../gen/shortbreaks/eligibility/v1/audit_pb.js";
export * from "../gen/shortbreaks/eligibility/v1/consents_pb.js";
export * from "../gen/shortbreaks/eligibility/v1/corrections_pb.js";
export * from "../gen/shortbreaks/eligibility/v1/delivery_pb.js";
export * from "../gen/shortbreaks/eligibility/v1/eligibility_pb.js";
export * from "../gen/shortbreaks/eligibility/v1/erasure_pb.js";
export * from "../gen/shortbreaks/eligibility/v1/policies_pb.js";
export * from "../gen/shortbreaks/eligibility/v1/rechecks_pb.js";
export * from "../gen/shortbreaks/eligibility/v1/referrals_pb.js";
export * from "../gen/shortbreaks/eligibility/v1/retention_pb.js";
export * from "../gen/shortbreaks/eligibility/v1/subject_access_pb.js";
export * from "../gen/shortbreaks/eligibility/v1/teams_pb.js";
