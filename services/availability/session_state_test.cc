#include "availability/session_state.h"

#include <gtest/gtest.h>

#include "errors/errors.h"

namespace shortbreaks::availability {
namespace {

using type::v1::ErrorReason;

constexpr auto kDraft = v1::SESSION_STATE_DRAFT;
constexpr auto kPublished = v1::SESSION_STATE_PUBLISHED;
constexpr auto kClosed = v1::SESSION_STATE_CLOSED;
constexpr auto kCancelled = v1::SESSION_STATE_CANCELLED;
constexpr auto kForbidden = type::v1::ERROR_REASON_STATE_FORBIDS;
constexpr auto kWasCancelled = type::v1::ERROR_REASON_SESSION_CANCELLED;
constexpr auto kStarted = type::v1::ERROR_REASON_SESSION_STARTED;

struct Case {
  v1::SessionState from;
  Move move;
  bool started;
  v1::SessionState to;  // UNSPECIFIED: refused
  ErrorReason refused = type::v1::ERROR_REASON_UNSPECIFIED;
};

// Every state × move × begun or not.
constexpr Case kCases[] = {
    {kDraft, Move::kPublish, false, kPublished},
    {kDraft, Move::kPublish, true, {}, kStarted},
    {kDraft, Move::kClose, false, {}, kForbidden},
    {kDraft, Move::kClose, true, {}, kForbidden},
    {kDraft, Move::kCancel, false, kCancelled},
    {kDraft, Move::kCancel, true, {}, kStarted},
    {kPublished, Move::kPublish, false, kPublished},
    {kPublished, Move::kPublish, true, kPublished},
    {kPublished, Move::kClose, false, kClosed},
    {kPublished, Move::kClose, true, kClosed},
    {kPublished, Move::kCancel, false, kCancelled},
    {kPublished, Move::kCancel, true, {}, kStarted},
    {kClosed, Move::kPublish, false, kPublished},
    {kClosed, Move::kPublish, true, {}, kStarted},
    {kClosed, Move::kClose, false, kClosed},
    {kClosed, Move::kClose, true, kClosed},
    {kClosed, Move::kCancel, false, kCancelled},
    {kClosed, Move::kCancel, true, {}, kStarted},
    {kCancelled, Move::kPublish, false, {}, kWasCancelled},
    {kCancelled, Move::kPublish, true, {}, kWasCancelled},
    {kCancelled, Move::kClose, false, {}, kWasCancelled},
    {kCancelled, Move::kClose, true, {}, kWasCancelled},
    {kCancelled, Move::kCancel, false, kCancelled},
    {kCancelled, Move::kCancel, true, kCancelled},
};

TEST(StateAfter, IsWhatTheTableSaysForEveryStateAndMove) {
  for (const Case& c : kCases) {
    SCOPED_TRACE(testing::Message() << v1::SessionState_Name(c.from) << ", move " << static_cast<int>(c.move)
                                    << (c.started ? ", begun" : ""));
    const auto after = StateAfter(c.from, c.move, c.started);
    if (c.refused == type::v1::ERROR_REASON_UNSPECIFIED) {
      ASSERT_TRUE(after.ok());
      EXPECT_EQ(*after, c.to);
    } else {
      EXPECT_EQ(errors::ReasonOf(after.status()), c.refused);
    }
  }
}

}  // namespace
}  // namespace shortbreaks::availability
