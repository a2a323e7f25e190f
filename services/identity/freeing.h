// OpenSSL's objects, freed where they go out of scope.
#pragma once

#include <memory>

namespace shortbreaks::identity {

template <auto free>
struct Freeing {
  template <typename T>
  void operator()(T* value) const {
    free(value);
  }
};

// `Freed<BIGNUM, BN_free>`
template <typename T, auto free>
using Freed = std::unique_ptr<T, Freeing<free>>;

}  // namespace shortbreaks::identity
