// What the kernels are written in, for NVRTC. Tests have a second file of this kind, which runs them on the processor.
#define KERNEL extern "C" __global__ void __launch_bounds__(256)
#define DEVICE static __device__ __forceinline__
/// The number of this thread.
#define THREAD ((int)(blockIdx.x * blockDim.x + threadIdx.x))
#define BITS_OF(x) ((unsigned long long)__double_as_longlong(x))
#define DOUBLE_OF(bits) __longlong_as_double((long long)(bits))
#define UNROLL _Pragma("unroll")
