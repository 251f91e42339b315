// Memory that this process shares with every child it forks.
#pragma once

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

namespace parbench {

class SharedMemory {
 public:
  explicit SharedMemory(std::size_t bytes);  // zeroed; throws std::runtime_error
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;
  ~SharedMemory();

  void* data() const { return data_; }

 private:
  void* data_;
  std::size_t bytes_;
};

// `count` values of T in shared memory, value-initialised. T must need no destructor and hold no
// pointers to private memory.
template <typename T>
class SharedArray {
  static_assert(std::is_trivially_destructible_v<T>);

 public:
  explicit SharedArray(std::size_t count) : memory_{count * sizeof(T) + 1}, count_{count} {
    for (std::size_t i = 0; i < count; ++i) new (begin() + i) T{};
  }

  T* begin() const { return static_cast<T*>(memory_.data()); }
  T* end() const { return begin() + count_; }
  T& operator[](std::size_t i) const { return begin()[i]; }
  std::size_t size() const { return count_; }

 private:
  SharedMemory memory_;
  std::size_t count_;
};

// One T in shared memory. The same holds of T.
template <typename T>
class Shared {
  static_assert(std::is_trivially_destructible_v<T>);

 public:
  template <typename... Arguments>
  explicit Shared(Arguments&&... arguments)
      : memory_{sizeof(T)}, object_{new(memory_.data()) T(std::forward<Arguments>(arguments)...)} {}

  T& operator*() const { return *object_; }
  T* operator->() const { return object_; }

 private:
  SharedMemory memory_;
  T* object_;
};

}  // namespace parbench
