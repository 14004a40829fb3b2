#define _GNU_SOURCE
#include "CGANTorch.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "problem.h"

typedef void *handle;
typedef int32_t outcome;  // 0: success

// The declarations of PyTorch's C interface that are used, which must not change within its major version.
#define FUNCTIONS(X)                                                                                                    \
    X(uint64_t, aoti_torch_abi_version, (void))                                                                         \
    X(int32_t, aoti_torch_device_type_cpu, (void))                                                                      \
    X(int32_t, aoti_torch_device_type_cuda, (void))                                                                     \
    X(int32_t, aoti_torch_dtype_float32, (void))                                                                        \
    X(int32_t, aoti_torch_dtype_float64, (void))                                                                        \
    X(int32_t, aoti_torch_dtype_bfloat16, (void))                                                                       \
    X(int32_t, aoti_torch_dtype_int32, (void))                                                                          \
    X(int32_t, aoti_torch_dtype_int64, (void))                                                                          \
    X(void, aoti_torch_grad_mode_set_enabled, (bool))                                                                   \
    X(outcome, aoti_torch_delete_tensor_object, (handle))                                                               \
    X(outcome, aoti_torch_new_tensor_handle, (handle, handle *))                                                        \
    X(outcome, aoti_torch_empty_strided,                                                                                \
      (int64_t, const int64_t *, const int64_t *, int32_t, int32_t, int32_t, handle *))                                 \
    X(outcome, aoti_torch_create_tensor_from_blob,                                                                      \
      (void *, int64_t, const int64_t *, const int64_t *, int64_t, int32_t, int32_t, int32_t, handle *))                \
    X(outcome, aoti_torch__reinterpret_tensor, (handle, int64_t, const int64_t *, const int64_t *, int64_t, handle *))  \
    X(outcome, aoti_torch_copy_, (handle, handle, int32_t))                                                             \
    X(outcome, aoti_torch_get_data_ptr, (handle, void **))                                                              \
    X(outcome, aoti_torch_is_contiguous, (handle, bool *))                                                              \
    X(outcome, aoti_torch_item_bool, (handle, bool *))                                                                  \
    X(outcome, aoti_torch_scalar_to_tensor_float64, (double, handle *))                                                 \
    X(outcome, aoti_torch_scalar_to_tensor_float32, (float, handle *))                                                  \
    X(outcome, aoti_torch_scalar_to_tensor_int32, (int32_t, handle *))                                                  \
    X(outcome, aoti_torch_aten_subtract_Tensor, (handle, handle, double, handle *))                                     \
    X(outcome, aoti_torch_aten_full,                                                                                    \
      (const int64_t *, int64_t, double, int32_t *, int32_t *, int32_t *, int32_t, int32_t *, handle *))                \
    X(outcome, torch_call_dispatcher, (const char *, const char *, gt_value *, uint64_t))                               \
    X(outcome, torch_new_list_reserve_size, (size_t, handle *))                                                         \
    X(outcome, torch_list_push_back, (handle, gt_value))

#define DECLARE(result, name, arguments) static result(*name) arguments;
FUNCTIONS(DECLARE)

// From 2.13 on.
static outcome (*torch_new_stable_ivalue)(gt_value **);
static const char *(*torch_exception_get_what_without_backtrace)(void);

// In libtorch_cuda.
static outcome (*aoti_torch_get_current_cuda_stream)(int32_t, void **);
// For GPUs.
static outcome (*aoti_torch_empty_strided_pinned)(
    int64_t, const int64_t *, const int64_t *, int32_t, int32_t, int32_t, handle *);

// C++ functions without a counterpart in C. All take plain numbers.
static void *(*global_context)(void);
static void (*set_threads)(int);
static void (*allow_tf32_convolutions)(void *, bool);
static void (*allow_tf32_products)(void *, bool);
static void (*set_deterministic_cudnn)(void *, bool);
static void (*set_benchmark_cudnn)(void *, bool);

/// The version whose operators' arguments are meant: later ones adapt them.
static const uint64_t built_for = 2ull << 56 | 10ull << 48;

static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;
static char opened_folder[4096];
static bool opened_cuda;
static int32_t types[GT_TYPES];
static int32_t cpu_type, cuda_type;
static atomic_uint_fast64_t calls, downloads;
static _Thread_local char problem[2048];

const char *gt_problem(void) { return problem; }
uint64_t gt_calls(void) { return atomic_load_explicit(&calls, memory_order_relaxed); }
uint64_t gt_downloads(void) { return atomic_load_explicit(&downloads, memory_order_relaxed); }

static void count(atomic_uint_fast64_t *counter) { atomic_fetch_add_explicit(counter, 1, memory_order_relaxed); }

bool gt_fail(const char *format, ...) {
    va_list values;
    va_start(values, format);
    vsnprintf(problem, sizeof problem, format, values);
    va_end(values);
    return false;
}

/// Records why `what` failed; returns whether it succeeded.
static bool succeeded(outcome code, const char *what) {
    if (!code) return true;
    const char *why = torch_exception_get_what_without_backtrace ? torch_exception_get_what_without_backtrace() : NULL;
    snprintf(problem, sizeof problem, "%s: %s", what, why && *why ? why : "see the message of libtorch above");
    return false;
}

// MARK: Opening

static void *open_library(const char *folder, const char *name) {
    char path[4200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    void *library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
    if (!library) snprintf(problem, sizeof problem, "%s", dlerror());
    return library;
}

static bool resolve(void *library) {
#define RESOLVE(result, name, arguments)                                        \
    if (!(*(void **)&name = dlsym(library, #name))) {                           \
        snprintf(problem, sizeof problem, "it has no function %s", #name);      \
        return false;                                                           \
    }
    FUNCTIONS(RESOLVE)
    *(void **)&torch_new_stable_ivalue = dlsym(library, "torch_new_stable_ivalue");
    *(void **)&torch_exception_get_what_without_backtrace = dlsym(library, "torch_exception_get_what_without_backtrace");
    *(void **)&aoti_torch_empty_strided_pinned = dlsym(library, "aoti_torch_empty_strided_pinned");
    *(void **)&global_context = dlsym(library, "_ZN2at13globalContextEv");
    *(void **)&set_threads = dlsym(library, "_ZN2at15set_num_threadsEi");
    *(void **)&allow_tf32_convolutions = dlsym(library, "_ZN2at7Context17setAllowTF32CuDNNEb");
    *(void **)&allow_tf32_products = dlsym(library, "_ZN2at7Context18setAllowTF32CuBLASEb");
    *(void **)&set_deterministic_cudnn = dlsym(library, "_ZN2at7Context21setDeterministicCuDNNEb");
    *(void **)&set_benchmark_cudnn = dlsym(library, "_ZN2at7Context17setBenchmarkCuDNNEb");
    return true;
}

static void learn_numbers(void) {
    cpu_type = aoti_torch_device_type_cpu();
    cuda_type = aoti_torch_device_type_cuda();
    types[GT_FLOAT32] = aoti_torch_dtype_float32();
    types[GT_FLOAT64] = aoti_torch_dtype_float64();
    types[GT_INT32] = aoti_torch_dtype_int32();
    types[GT_INT64] = aoti_torch_dtype_int64();
    types[GT_BFLOAT16] = aoti_torch_dtype_bfloat16();
}

bool gt_controls_arithmetic(void) {
    return global_context && allow_tf32_convolutions && allow_tf32_products && set_deterministic_cudnn && set_benchmark_cudnn;
}

void gt_allow_tf32(bool allowed) {
    if (!gt_controls_arithmetic()) return;
    allow_tf32_convolutions(global_context(), allowed);
    allow_tf32_products(global_context(), allowed);
}

void gt_set_threads(int number) {
    if (set_threads) set_threads(number);
}

uint32_t gt_version(void) { return (uint32_t)(aoti_torch_abi_version() >> 40); }

static bool open_once(const char *folder, bool cuda) {
    // cuBLAS reads it when it is first used: products are then equal in every run.
    if (cuda) setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", false);
    if (!open_library(folder, "libc10.so")) return false;
    void *library = open_library(folder, "libtorch_cpu.so");
    void *cuda_library = library && cuda ? open_library(folder, "libtorch_cuda.so") : NULL;
    if (!library || (cuda && !cuda_library) || !resolve(library)) return false;
    if (cuda) *(void **)&aoti_torch_get_current_cuda_stream = dlsym(cuda_library, "aoti_torch_get_current_cuda_stream");
    learn_numbers();
    gt_allow_tf32(false);
    if (gt_controls_arithmetic()) {
        set_deterministic_cudnn(global_context(), true);
        set_benchmark_cudnn(global_context(), false);
    }
    snprintf(opened_folder, sizeof opened_folder, "%s", folder);
    opened_cuda = cuda;
    return true;
}

bool gt_open(const char *folder, bool cuda) {
    pthread_mutex_lock(&opening);
    bool isOpen;
    if (!opened_folder[0]) {
        isOpen = open_once(folder, cuda);
    } else if (!(isOpen = !strcmp(folder, opened_folder) && (opened_cuda || !cuda))) {
        snprintf(problem, sizeof problem, "this process uses the PyTorch in %s already", opened_folder);
    }
    pthread_mutex_unlock(&opening);
    return isOpen;
}

// MARK: Tensors

static void contiguous_strides(const int64_t *sizes, int rank, int64_t *strides) {
    int64_t stride = 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
        strides[axis] = stride;
        stride *= sizes[axis] > 0 ? sizes[axis] : 1;
    }
}

enum { most_axes = 32 };

static int32_t device_type(int device) { return device < 0 ? cpu_type : cuda_type; }
static int32_t device_index(int device) { return device < 0 ? 0 : device; }
static handle of(gt_tensor tensor) { return (handle)(uintptr_t)tensor; }
static gt_tensor to(handle tensor) { return (gt_tensor)(uintptr_t)tensor; }

void gt_delete(gt_tensor tensor) { aoti_torch_delete_tensor_object(of(tensor)); }

gt_tensor gt_empty(int device, enum gt_type type, const int64_t *sizes, int rank) {
    int64_t strides[most_axes];
    contiguous_strides(sizes, rank, strides);
    handle made;
    outcome code = aoti_torch_empty_strided(
        rank, sizes, strides, types[type], device_type(device), device_index(device), &made);
    return succeeded(code, "empty") ? to(made) : 0;
}

gt_tensor gt_full(int device, enum gt_type type, const int64_t *sizes, int rank, double value) {
    count(&calls);
    int32_t dtype = types[type], kind = device_type(device);
    handle made;
    outcome code =
        aoti_torch_aten_full(sizes, rank, value, &dtype, NULL, &kind, device_index(device), NULL, &made);
    return succeeded(code, "full") ? to(made) : 0;
}

/// A tensor over the host's memory.
static handle borrow(void *data, enum gt_type type, int64_t number) {
    int64_t stride = 1;
    handle made;
    outcome code =
        aoti_torch_create_tensor_from_blob(data, 1, &number, &stride, 0, types[type], cpu_type, 0, &made);
    return succeeded(code, "from_blob") ? made : NULL;
}

static size_t width(enum gt_type type) {
    switch (type) {
        case GT_FLOAT64:
        case GT_INT64: return 8;
        case GT_BFLOAT16: return 2;
        default: return 4;
    }
}

/// A copy of the host's memory in pages that the GPU can read itself; NULL where there are none.
static handle pinned(enum gt_type type, const void *data, int64_t number) {
    int64_t stride = 1;
    handle made;
    void *place;
    if (!aoti_torch_empty_strided_pinned) return NULL;
    if (aoti_torch_empty_strided_pinned(1, &number, &stride, types[type], cpu_type, 0, &made)) return NULL;
    if (aoti_torch_get_data_ptr(made, &place)) {
        aoti_torch_delete_tensor_object(made);
        return NULL;
    }
    memcpy(place, data, (size_t)number * width(type));
    return made;
}

/// A copy on a GPU that the host does not wait for: libtorch keeps the pages until the GPU has read them.
static gt_tensor upload_pinned(int device, enum gt_type type, const void *data, int64_t number) {
    handle host = pinned(type, data, number);
    if (!host) return 0;
    gt_tensor made = gt_empty(device, type, &number, 1);
    count(&calls);
    if (made && !succeeded(aoti_torch_copy_(of(made), host, true), "copy_")) {
        gt_delete(made);
        made = 0;
    }
    aoti_torch_delete_tensor_object(host);
    return made;
}

gt_tensor gt_upload(int device, enum gt_type type, const void *data, int64_t number) {
    gt_tensor copy = device < 0 ? 0 : upload_pinned(device, type, data, number);
    if (copy) return copy;
    handle host = borrow((void *)data, type, number);
    gt_tensor made = host ? gt_empty(device, type, &number, 1) : 0;
    if (made && !gt_copy(made, to(host))) {
        gt_delete(made);
        made = 0;
    }
    if (host) gt_delete(to(host));
    return made;
}

bool gt_download(gt_tensor tensor, enum gt_type type, void *data, int64_t number) {
    count(&downloads);
    handle host = borrow(data, type, number);
    bool isWritten = host && gt_copy(to(host), tensor);
    if (host) gt_delete(to(host));
    return isWritten;
}

gt_tensor gt_scalar(enum gt_type type, double value) {
    handle made;
    outcome code = type == GT_FLOAT32   ? aoti_torch_scalar_to_tensor_float32((float)value, &made)
                   : type == GT_FLOAT64 ? aoti_torch_scalar_to_tensor_float64(value, &made)
                                        : aoti_torch_scalar_to_tensor_int32((int32_t)value, &made);
    return succeeded(code, "scalar") ? to(made) : 0;
}

gt_tensor gt_view(gt_tensor tensor, const int64_t *sizes, const int64_t *strides, int rank, int64_t offset) {
    handle made;
    outcome code = aoti_torch__reinterpret_tensor(of(tensor), rank, sizes, strides, offset, &made);
    return succeeded(code, "view") ? to(made) : 0;
}

bool gt_copy(gt_tensor target, gt_tensor source) {
    count(&calls);
    return succeeded(aoti_torch_copy_(of(target), of(source), false), "copy_");
}

uint64_t gt_data(gt_tensor tensor) {
    void *data;
    return succeeded(aoti_torch_get_data_ptr(of(tensor), &data), "data_ptr") ? (uint64_t)(uintptr_t)data : 0;
}

bool gt_stream(int device, uint64_t *stream) {
    void *current;
    if (!aoti_torch_get_current_cuda_stream) return gt_fail("libtorch_cuda has no aoti_torch_get_current_cuda_stream");
    if (!succeeded(aoti_torch_get_current_cuda_stream(device, &current), "current stream")) return false;
    *stream = (uint64_t)(uintptr_t)current;
    return true;
}

int gt_is_contiguous(gt_tensor tensor) {
    bool result;
    return succeeded(aoti_torch_is_contiguous(of(tensor), &result), "is_contiguous") ? result : -1;
}

int gt_truth(gt_tensor tensor) {
    count(&downloads);
    bool result;
    return succeeded(aoti_torch_item_bool(of(tensor), &result), "item") ? result : -1;
}

gt_tensor gt_subtract(gt_tensor a, gt_tensor b, double alpha) {
    count(&calls);
    aoti_torch_grad_mode_set_enabled(false);
    handle made;
    outcome code = aoti_torch_aten_subtract_Tensor(of(a), of(b), alpha, &made);
    return succeeded(code, "sub") ? to(made) : 0;
}

// MARK: Operators

gt_value gt_of_tensor(gt_tensor tensor) {
    handle owned;
    // The operator deletes its handle, not ours.
    return succeeded(aoti_torch_new_tensor_handle(of(tensor), &owned), "new_tensor_handle") ? to(owned) : 0;
}

gt_value gt_of_double(double number) {
    gt_value value;
    memcpy(&value, &number, sizeof value);
    return value;
}

gt_value gt_of_type(enum gt_type type) { return (gt_value)(uint32_t)types[type]; }

gt_value gt_some(gt_value value) {
    gt_value *place = NULL;
    // Before 2.13 libtorch deletes the place with its C++ library's operator delete, which with glibc is free().
    if (!torch_new_stable_ivalue) {
        place = malloc(sizeof *place);
    } else if (!succeeded(torch_new_stable_ivalue(&place), "new_stable_ivalue")) {
        return 0;
    }
    if (place) *place = value;
    return to(place);
}

gt_value gt_list(const gt_value *values, int number) {
    handle list;
    if (!succeeded(torch_new_list_reserve_size((size_t)number, &list), "new_list")) return 0;
    for (int i = 0; i < number; i++)
        if (!succeeded(torch_list_push_back(list, values[i]), "list_push_back")) return 0;
    return to(list);
}

gt_tensor gt_call(const char *name, const char *overload, gt_value *stack, int results, int wanted) {
    count(&calls);
    aoti_torch_grad_mode_set_enabled(false);  // of this thread
    if (!succeeded(torch_call_dispatcher(name, overload, stack, built_for), name)) return 0;
    gt_tensor result = 0;
    for (int i = 0; i < results; i++) {
        if (i == wanted) result = stack[i];
        // A result that was masked out is an undefined tensor, which has a handle, too.
        else if (stack[i]) gt_delete(stack[i]);
    }
    return result;
}
