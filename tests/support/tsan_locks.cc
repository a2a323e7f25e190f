// ThreadSanitizer sees nothing of the locks of a library that was not built for it, as the distribution's Abseil is
// not, and so takes all that they guard for races. Linked into the programs of a ThreadSanitizer build, these stand in
// front of Abseil's locks, for gRPC too, and tell it.
#include <absl/synchronization/mutex.h>
#include <absl/synchronization/notification.h>
#include <dlfcn.h>
#include <sanitizer/tsan_interface.h>

#include <cstdlib>

// What such libraries do with memory is not known either; it is left out, and so is what gRPC's headers compile into
// our code.
extern "C" const char* __tsan_default_options() { return "ignore_noninstrumented_modules=1"; }
extern "C" const char* __tsan_default_suppressions() {
  return "race:grpc::internal::ServerCallbackCall::\n"
         "race:ServerCallbackUnaryImpl::\n"
         "race:grpc::internal::CallbackWithStatusTag::\n";
}

namespace {

// The function that `mangled` names in Abseil's own library.
template <typename Function>
Function* Real(const char* mangled) {
  void* symbol = dlsym(RTLD_NEXT, mangled);
  if (symbol == nullptr) std::abort();
  return reinterpret_cast<Function*>(symbol);
}

constexpr unsigned kRead = __tsan_mutex_read_lock, kTry = __tsan_mutex_try_lock;

// True while a lock's own wait runs: Abseil builds some of them on others.
thread_local bool in_wait = false;

// Abseil lets go of the lock and takes it again inside `wait`.
template <typename Wait>
auto Waiting(absl::Mutex* mutex, Wait wait) {
  if (in_wait) return wait();
  __tsan_mutex_pre_unlock(mutex, 0);
  __tsan_mutex_post_unlock(mutex, 0);
  __tsan_mutex_pre_lock(mutex, 0);
  in_wait = true;
  struct Done {
    absl::Mutex* mutex;
    ~Done() {
      in_wait = false;
      __tsan_mutex_post_lock(mutex, 0, 0);
    }
  } done{mutex};
  return wait();
}

// The same for a lock that is not held yet.
template <typename Lock>
auto Locking(absl::Mutex* mutex, Lock lock) {
  if (in_wait) return lock();
  __tsan_mutex_pre_lock(mutex, 0);
  in_wait = true;
  struct Done {
    absl::Mutex* mutex;
    ~Done() {
      in_wait = false;
      __tsan_mutex_post_lock(mutex, 0, 0);
    }
  } done{mutex};
  return lock();
}

}  // namespace

// NOLINTBEGIN: these are Abseil's names, spelled for the linker.
#define REAL(suffix, type) static auto* const real = Real<type>("_ZN4absl7debian3" suffix)

namespace absl {

Mutex::~Mutex() {
  REAL("5MutexD1Ev", void(Mutex*));
  __tsan_mutex_destroy(this, __tsan_mutex_not_static);
  real(this);
}

void Mutex::Lock() {
  REAL("5Mutex4LockEv", void(Mutex*));
  __tsan_mutex_pre_lock(this, 0);
  real(this);
  __tsan_mutex_post_lock(this, 0, 0);
}

void Mutex::Unlock() {
  REAL("5Mutex6UnlockEv", void(Mutex*));
  __tsan_mutex_pre_unlock(this, 0);
  real(this);
  __tsan_mutex_post_unlock(this, 0);
}

bool Mutex::TryLock() {
  REAL("5Mutex7TryLockEv", bool(Mutex*));
  __tsan_mutex_pre_lock(this, kTry);
  const bool locked = real(this);
  __tsan_mutex_post_lock(this, locked ? kTry : kTry | __tsan_mutex_try_lock_failed, 0);
  return locked;
}

void Mutex::ReaderLock() {
  REAL("5Mutex10ReaderLockEv", void(Mutex*));
  __tsan_mutex_pre_lock(this, kRead);
  real(this);
  __tsan_mutex_post_lock(this, kRead, 0);
}

void Mutex::ReaderUnlock() {
  REAL("5Mutex12ReaderUnlockEv", void(Mutex*));
  __tsan_mutex_pre_unlock(this, kRead);
  real(this);
  __tsan_mutex_post_unlock(this, kRead);
}

void Mutex::LockWhen(const Condition& condition) {
  REAL("5Mutex8LockWhenERKNS0_9ConditionE", void(Mutex*, const Condition&));
  Locking(this, [&] { real(this, condition); });
}

bool Mutex::LockWhenWithTimeout(const Condition& condition, Duration timeout) {
  REAL("5Mutex19LockWhenWithTimeoutERKNS0_9ConditionENS0_8DurationE", bool(Mutex*, const Condition&, Duration));
  return Locking(this, [&] { return real(this, condition, timeout); });
}

bool Mutex::LockWhenWithDeadline(const Condition& condition, Time deadline) {
  REAL("5Mutex20LockWhenWithDeadlineERKNS0_9ConditionENS0_4TimeE", bool(Mutex*, const Condition&, Time));
  return Locking(this, [&] { return real(this, condition, deadline); });
}

void Mutex::Await(const Condition& condition) {
  REAL("5Mutex5AwaitERKNS0_9ConditionE", void(Mutex*, const Condition&));
  Waiting(this, [&] { real(this, condition); });
}

bool Mutex::AwaitWithTimeout(const Condition& condition, Duration timeout) {
  REAL("5Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE", bool(Mutex*, const Condition&, Duration));
  return Waiting(this, [&] { return real(this, condition, timeout); });
}

bool Mutex::AwaitWithDeadline(const Condition& condition, Time deadline) {
  REAL("5Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE", bool(Mutex*, const Condition&, Time));
  return Waiting(this, [&] { return real(this, condition, deadline); });
}

void CondVar::Wait(Mutex* mutex) {
  REAL("7CondVar4WaitEPNS0_5MutexE", void(CondVar*, Mutex*));
  Waiting(mutex, [&] { real(this, mutex); });
}

bool CondVar::WaitWithTimeout(Mutex* mutex, Duration timeout) {
  REAL("7CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE", bool(CondVar*, Mutex*, Duration));
  return Waiting(mutex, [&] { return real(this, mutex, timeout); });
}

bool CondVar::WaitWithDeadline(Mutex* mutex, Time deadline) {
  REAL("7CondVar16WaitWithDeadlineEPNS0_5MutexENS0_4TimeE", bool(CondVar*, Mutex*, Time));
  return Waiting(mutex, [&] { return real(this, mutex, deadline); });
}

// What a notification carries over, also where the waiting thread finds it notified already.
void Notification::Notify() {
  REAL("12Notification6NotifyEv", void(Notification*));
  __tsan_release(this);
  real(this);
}

void Notification::WaitForNotification() const {
  static auto* const real = Real<void(const Notification*)>("_ZNK4absl7debian312Notification19WaitForNotificationEv");
  real(this);
  __tsan_acquire(const_cast<Notification*>(this));
}

}  // namespace absl
// NOLINTEND
