#ifndef CGANTORCH_H
#define CGANTORCH_H

#include <stdbool.h>
#include <stdint.h>

#include "FusedArguments.h"
#include "FusedKernels.h"
#include "NCCL.h"

// libtorch's stable C interface, opened at run time: no header, library or compiler of PyTorch is needed to build.
//
// A function that fails returns 0 or false, and `gt_problem` says why. All functions may be called from any thread.

/// A handle of a tensor, which its owner deletes; 0: none.
typedef uint64_t gt_tensor;
/// An argument or result of an operator.
typedef uint64_t gt_value;

enum gt_type { GT_FLOAT32, GT_FLOAT64, GT_INT32, GT_INT64, GT_BFLOAT16, GT_TYPES };

/// Opens libc10, libtorch_cpu and, for a GPU, libtorch_cuda in `folder`. Only the first call opens; others must name the same folder
/// and kind.
bool gt_open(const char *folder, bool cuda);
/// Why the last failed call of this thread failed: one line, or more where libtorch says so.
const char *gt_problem(void);
/// Major, minor and patch version of the opened libtorch in one number, as 0x020d00 for 2.13.0.
uint32_t gt_version(void);
/// Whether the functions that choose deterministic and exact arithmetic on a GPU were found.
bool gt_controls_arithmetic(void);
/// Allows TF32 in convolutions and products on a GPU. Without it they compute in float32.
void gt_allow_tf32(bool allowed);
/// Threads of operators on the CPU.
void gt_set_threads(int count);
/// Operators that were called since the library was opened, copies included.
uint64_t gt_calls(void);
/// Copies to the host, each of which waits for the device.
uint64_t gt_downloads(void);

void gt_delete(gt_tensor tensor);
/// Contiguous elements that are not set. `device` is -1 for the CPU, else the number of the GPU.
gt_tensor gt_empty(int device, enum gt_type type, const int64_t *sizes, int rank);
gt_tensor gt_full(int device, enum gt_type type, const int64_t *sizes, int rank, double value);
/// `count` elements copied from the host.
gt_tensor gt_upload(int device, enum gt_type type, const void *data, int64_t count);
/// Waits until the tensor is computed; writes `count` contiguous elements.
bool gt_download(gt_tensor tensor, enum gt_type type, void *data, int64_t count);
/// A tensor of no axes on the host, which operators take with tensors of any device.
gt_tensor gt_scalar(enum gt_type type, double value);
/// The same memory with other sizes and strides, counted in elements from its first.
gt_tensor gt_view(gt_tensor tensor, const int64_t *sizes, const int64_t *strides, int rank, int64_t offset);
bool gt_copy(gt_tensor target, gt_tensor source);
/// The address of the first element on the tensor's device; 0 on failure, and for a tensor without elements.
uint64_t gt_data(gt_tensor tensor);
/// The stream on which operators run on GPU number `device`.
bool gt_stream(int device, uint64_t *stream);
/// 1, 0, or -1 on failure.
int gt_is_contiguous(gt_tensor tensor);
/// The element of a tensor of one truth value: 1, 0, or -1 on failure. Waits until it is computed.
int gt_truth(gt_tensor tensor);
/// a - alpha · b.
gt_tensor gt_subtract(gt_tensor a, gt_tensor b, double alpha);

// Arguments. A call consumes them.
gt_value gt_of_tensor(gt_tensor tensor);
gt_value gt_of_double(double number);
gt_value gt_of_type(enum gt_type type);
/// An optional argument that is there. One that is not is 0.
gt_value gt_some(gt_value value);
gt_value gt_list(const gt_value *values, int count);

/// Calls `aten::name`. `stack` holds the arguments, and has room for the results.
/// - Returns: result number `wanted` of `results`; the others are deleted.
gt_tensor gt_call(const char *name, const char *overload, gt_value *stack, int results, int wanted);

#endif
