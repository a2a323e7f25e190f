// The error table: every reason with what it always means. The order is that of the enum; its gaps are not rows.
#pragma once

#include "errors/errors.h"

namespace shortbreaks::errors {

// clang-format off
inline constexpr Row kTable[] = {
    {type::v1::ERROR_REASON_UNSPECIFIED, absl::StatusCode::kInternal, false, "Something went wrong on our side. Please contact us and quote the request id."},
    {type::v1::ERROR_REASON_INVALID_REQUEST, absl::StatusCode::kInvalidArgument, false, "Some of the details are not right. Please correct them and try again."},
    {type::v1::ERROR_REASON_REQUEST_ID_REQUIRED, absl::StatusCode::kInvalidArgument, false, "The app did not send a request id. Please tell its makers."},
    {type::v1::ERROR_REASON_REQUEST_ID_REUSED, absl::StatusCode::kAlreadyExists, false, "The app used one request id for two different requests. Please start again."},
    {type::v1::ERROR_REASON_PAGE_TOKEN_INVALID, absl::StatusCode::kInvalidArgument, false, "This page belongs to another search. Please search again."},
    {type::v1::ERROR_REASON_PAGE_TOKEN_EXPIRED, absl::StatusCode::kInvalidArgument, false, "This search is too old. Please search again."},
    {type::v1::ERROR_REASON_DEADLINE_REQUIRED, absl::StatusCode::kInvalidArgument, false, "The app did not say how long it will wait. Please tell its makers."},
    {type::v1::ERROR_REASON_DEADLINE_TOO_SHORT, absl::StatusCode::kDeadlineExceeded, true, "There was too little time to begin. Nothing was done. Please try again."},
    {type::v1::ERROR_REASON_TOKEN_INVALID, absl::StatusCode::kUnauthenticated, false, "Please sign in again."},
    {type::v1::ERROR_REASON_TOKEN_EXPIRED, absl::StatusCode::kUnauthenticated, false, "You have been signed out. Please sign in again."},
    {type::v1::ERROR_REASON_NOT_ALLOWED, absl::StatusCode::kPermissionDenied, false, "You cannot see or change this. If you think you should, please contact the short breaks team."},
    {type::v1::ERROR_REASON_NOT_FOUND, absl::StatusCode::kNotFound, false, "We could not find this. Please go back and look again."},
    {type::v1::ERROR_REASON_DUPLICATE_EXTERNAL_ID, absl::StatusCode::kAlreadyExists, false, "There is already a record with this reference. Please use that one, or another reference."},
    {type::v1::ERROR_REASON_ETAG_MISMATCH, absl::StatusCode::kAborted, false, "Somebody else has changed this. Please look at it again before you change it."},
    {type::v1::ERROR_REASON_STATE_FORBIDS, absl::StatusCode::kFailedPrecondition, false, "This cannot be done any more. Please look at how things stand now."},
    {type::v1::ERROR_REASON_SESSION_FULL, absl::StatusCode::kFailedPrecondition, false, "The last place has gone. Please look for another session."},
    {type::v1::ERROR_REASON_SESSION_NOT_OPEN, absl::StatusCode::kFailedPrecondition, false, "Booking for this session has not opened yet. Please come back when it does."},
    {type::v1::ERROR_REASON_SESSION_CLOSED, absl::StatusCode::kFailedPrecondition, false, "Booking for this session has closed. Please look for another session."},
    {type::v1::ERROR_REASON_SESSION_CANCELLED, absl::StatusCode::kFailedPrecondition, false, "The provider has called this session off. Nothing was taken from your balance. Please look for another session."},
    {type::v1::ERROR_REASON_SESSION_STARTED, absl::StatusCode::kFailedPrecondition, false, "This session has begun or is over. Please look for another session."},
    {type::v1::ERROR_REASON_STAFF_NOT_TRAINED, absl::StatusCode::kFailedPrecondition, false, "The staff at this session are not trained for something that your child needs. Please look for another session, or ask the team."},
    {type::v1::ERROR_REASON_CLOSED_DAY, absl::StatusCode::kFailedPrecondition, false, "Some of these dates are days on which nothing runs. Please leave them out, or say that they may be skipped."},
    {type::v1::ERROR_REASON_SESSIONS_BOOKED, absl::StatusCode::kFailedPrecondition, false, "Families are booked on sessions that this would move. Please say what is to become of them."},
    {type::v1::ERROR_REASON_ROOM_TAKEN, absl::StatusCode::kFailedPrecondition, false, "The room is taken at that time. Please choose another room or another time."},
    {type::v1::ERROR_REASON_NEEDS_TEAM_DECISION, absl::StatusCode::kFailedPrecondition, false, "The short breaks team needs to look at this with you. Please ask the team to decide."},
    {type::v1::ERROR_REASON_BALANCE_TOO_SMALL, absl::StatusCode::kFailedPrecondition, false, "There is not enough left in the balance for this session. Please look at your balance, or ask the team."},
    {type::v1::ERROR_REASON_OVERLAPPING_BOOKING, absl::StatusCode::kFailedPrecondition, false, "Your child already has a booking at this time. Please choose another time, or change that booking first."},
    {type::v1::ERROR_REASON_ALREADY_BOOKED, absl::StatusCode::kFailedPrecondition, false, "Your child already has a place in this session. There is nothing more to do: it is with your bookings."},
    {type::v1::ERROR_REASON_HOLD_EXPIRED, absl::StatusCode::kFailedPrecondition, false, "The time to finish booking ran out, so the place and the hours went back. Please start again."},
    {type::v1::ERROR_REASON_HOLD_EXTENSIONS_USED, absl::StatusCode::kFailedPrecondition, false, "This place cannot be kept any longer. Please finish booking or let it go."},
    {type::v1::ERROR_REASON_TOO_MANY_HOLDS, absl::StatusCode::kFailedPrecondition, false, "Too many places are being kept for your child at once. Please finish or let go of one first."},
    {type::v1::ERROR_REASON_SECOND_PERSON_NEEDED, absl::StatusCode::kFailedPrecondition, false, "Somebody else must do this: the same person cannot do both. Please ask a colleague."},
    {type::v1::ERROR_REASON_ABOVE_LIMIT, absl::StatusCode::kFailedPrecondition, false, "This is more than you may decide. Please put it on a panel's agenda, or ask whoever may decide it."},
    {type::v1::ERROR_REASON_DUPLICATE_APPLICATION, absl::StatusCode::kAlreadyExists, false, "There is an open application for this already. Please go on with that one."},
    {type::v1::ERROR_REASON_DETAILS_CHANGED, absl::StatusCode::kAborted, true, "Some details changed while we were booking. Please try again."},
    {type::v1::ERROR_REASON_CONTENTION, absl::StatusCode::kAborted, true, "Many people were booking at once. Please try again."},
    {type::v1::ERROR_REASON_BUSY, absl::StatusCode::kResourceExhausted, true, "We are very busy. Please try again in a moment."},
    {type::v1::ERROR_REASON_STORE_UNAVAILABLE, absl::StatusCode::kUnavailable, true, "We cannot do this just now. Nothing was changed. Please try again in a moment."},
    {type::v1::ERROR_REASON_OUTCOME_UNKNOWN, absl::StatusCode::kUnavailable, true, "The connection broke and we cannot tell yet whether this was done. Please try again: that will tell, and nothing is done twice."},
    {type::v1::ERROR_REASON_DRAINING, absl::StatusCode::kUnavailable, true, "This part of the service is restarting. Please try again in a moment."},
    {type::v1::ERROR_REASON_UPSTREAM_UNAVAILABLE, absl::StatusCode::kUnavailable, true, "We cannot check this just now. Nothing was changed. Please try again in a moment."},
    {type::v1::ERROR_REASON_DEADLINE_EXCEEDED, absl::StatusCode::kDeadlineExceeded, true, "This took too long. Please try again: nothing is done twice."},
    {type::v1::ERROR_REASON_CALLER_CANCELLED, absl::StatusCode::kCancelled, false, "The request was called off before it was answered. Please look at how things stand now."},
    {type::v1::ERROR_REASON_NO_LIVE_POLICY, absl::StatusCode::kFailedPrecondition, false, "The council's published rules do not cover that day yet. Please ask the short breaks team."},
    {type::v1::ERROR_REASON_INTERNAL, absl::StatusCode::kInternal, false, "Something went wrong on our side. Please contact us and quote the request id."},
    {type::v1::ERROR_REASON_UNKNOWN_METHOD, absl::StatusCode::kUnimplemented, false, "The app asked for something that this service does not do. Please tell its makers."},
    {type::v1::ERROR_REASON_WAITING_LIST_CLOSED, absl::StatusCode::kFailedPrecondition, false, "There is no waiting list for this any more. Please look for another session."},
    {type::v1::ERROR_REASON_ALREADY_WAITING, absl::StatusCode::kAlreadyExists, false, "Your child is on this waiting list already. There is nothing more to do: we will tell you when there is a place."},
    {type::v1::ERROR_REASON_OFFER_EXPIRED, absl::StatusCode::kFailedPrecondition, false, "The time to take this place ran out, so it went to the next family. Your child can go on the waiting list again."},
    {type::v1::ERROR_REASON_REGISTER_CLOSED, absl::StatusCode::kFailedPrecondition, false, "The time to change this register is over. Please ask the council to correct it."},
    {type::v1::ERROR_REASON_TOO_MANY_CALLS, absl::StatusCode::kResourceExhausted, true, "That was more than we can take at once. Nothing was done. Please wait a moment and try again."},
};
// clang-format on

}  // namespace shortbreaks::errors
