// What the kernels are written in, for C on the processor: the counterpart of cuda.h.
typedef struct {
    unsigned int x;
} gt_index;

static _Thread_local gt_index blockIdx, blockDim, threadIdx;

#define KERNEL static void
#define DEVICE static inline
#define THREAD ((int)(blockIdx.x * blockDim.x + threadIdx.x))
#define UNROLL
#define BITS_OF(x) bits_of(x)
#define DOUBLE_OF(bits) double_of(bits)

static inline unsigned long long bits_of(double x) {
    unsigned long long bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline double double_of(unsigned long long bits) {
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}
