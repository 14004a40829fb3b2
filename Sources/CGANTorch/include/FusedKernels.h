#ifndef FUSEDKERNELS_H
#define FUSEDKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Compiling and launching the fused kernels. NVRTC and the driver of CUDA are opened at run time. A function that fails returns 0 or
// false, and `gt_problem` says why.

enum gt_kernel_text {
    // In the order in which they precede a file of kernels, which follows each of the two files of types.
    GT_TEXT_CUDA, GT_TEXT_ARGUMENTS, GT_TEXT_TYPES_32, GT_TEXT_TYPES_64,
    GT_TEXT_ACTIVATION, GT_TEXT_MOVEMENT, GT_TEXT_OPTIMIZATION, GT_TEXT_RANDOM, GT_TEXT_RESAMPLING, GT_TEXT_SAMPLING,
    GT_TEXT_SCATTER,
};

/// The text of one source file.
const char *_Nonnull gt_kernel_text(enum gt_kernel_text text);

/// Opens NVRTC, the compiler of CUDA. Only the first call opens.
/// - Parameter path: of libnvrtc.so.
bool gt_nvrtc_open(const char *_Nonnull path);
/// Major and minor version of the opened NVRTC, as 0x0c09 for 12.9.
uint32_t gt_nvrtc_version(void);
/// What every text is compiled with, besides the architecture.
const char *_Nonnull gt_nvrtc_options(void);
/// Compiles CUDA C++ without contraction into fused multiply-adds.
/// - Parameter capability: of the GPU, as 90 for sm_90.
/// - Returns: a cubin of `*count` bytes, to be freed with `free`; NULL if it does not compile.
void *_Nullable gt_nvrtc_compile(const char *_Nonnull text, const char *_Nonnull name, int capability, size_t *_Nonnull count);

/// Finds a function by its name.
typedef void *_Nullable (*gt_finder)(const char *_Nonnull name);
/// Opens the driver of CUDA.
/// - Parameter finder: of its functions; NULL for those of libcuda.so.1.
bool gt_driver_open(gt_finder _Nullable finder);
/// The context of GPU number `device` that the CUDA runtime uses, too.
uint64_t gt_driver_context(int device);
/// Makes it the context of this thread.
bool gt_driver_use(uint64_t context);
/// As 90 for sm_90.
int gt_driver_capability(int device);
/// Bytes of a GPU's memory; 0 if they are not known.
uint64_t gt_driver_memory(int device);
/// Loads a cubin.
uint64_t gt_driver_load(uint64_t context, const void *_Nonnull cubin);
uint64_t gt_driver_function(uint64_t module, const char *_Nonnull name);
/// Puts `blocks` blocks of `threads` threads on `stream`. `arguments` is copied.
bool gt_driver_launch(
    uint64_t context, uint64_t function, uint32_t blocks, uint32_t threads, uint64_t stream, const void *_Nonnull arguments);

#endif
