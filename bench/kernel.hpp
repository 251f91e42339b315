// Keeps a compiler from hoisting, merging or deleting calls of a kernel.
#pragma once

// A macro, because a function cannot pass on an attribute. GCC has hoisted and deleted calls of
// kernels that were only noinline: it analysed them, found them pure, and merged the calls. noipa
// prevents the analysis. Clang lacks it; there noinline and the volatile asm in opaque() have the
// same effect, because a function with a side effect is not pure.
#if __has_cpp_attribute(gnu::noipa)
#define PARBENCH_KERNEL [[gnu::noipa]]
#else
#define PARBENCH_KERNEL [[gnu::noinline]]
#endif

namespace parbench {

// Returns the value, but the compiler no longer knows it, what a pointer points at, or that the
// last call returned the same. Every kernel passes its argument through here. T: an integer or a
// pointer.
template <typename T>
inline T opaque(T value) {
  asm volatile("" : "+r"(value) : : "memory");
  return value;
}

}  // namespace parbench
