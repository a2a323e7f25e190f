// The keys that tokens are verified with, as they are now.
#pragma once

#include <memory>

#include "identity/jwks.h"

namespace shortbreaks::identity {

// Thread-safe; nothing here blocks or waits for a network.
class TokenKeys {
 public:
  virtual ~TokenKeys() = default;
  // Never null.
  virtual std::shared_ptr<const KeySet> Current() const = 0;
  // A token named a key that is not there: the issuer may have a new one.
  virtual void Missed() {}
};

// Keys that stay as they are.
class FixedTokenKeys : public TokenKeys {
 public:
  explicit FixedTokenKeys(KeySet keys) : keys_(std::make_shared<const KeySet>(std::move(keys))) {}
  std::shared_ptr<const KeySet> Current() const override { return keys_; }

 private:
  const std::shared_ptr<const KeySet> keys_;
};

}  // namespace shortbreaks::identity
