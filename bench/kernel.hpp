// What keeps optimisers away from a kernel, so that it runs as often as it is called. Never part of
// a runner.
#pragma once

// A macro, because no function can hand on an attribute. GCC has hoisted and deleted calls of
// kernels that were only noinline: it saw into them, found them pure, and merged the calls. noipa
// forbids looking; Clang lacks it, and there noinline together with the volatile asm in opaque()
// does as much: a function with a side effect is not pure.
#if __has_cpp_attribute(gnu::noipa)
#define PARBENCH_KERNEL [[gnu::noipa]]
#else
#define PARBENCH_KERNEL [[gnu::noinline]]
#endif

namespace parbench {

// The same value, of which the compiler now knows nothing: not the number, not what a pointer
// points at, not that the last call gave the same. Every kernel passes its argument through here.
// T: an integer or a pointer.
template <typename T>
inline T opaque(T value) {
  asm volatile("" : "+r"(value) : : "memory");
  return value;
}

}  // namespace parbench
