// Includes the file named by TEMPLATE for float and for double.
#define REAL float
#define SUFFIX _f32
#define MATH(x) x##f
#include TEMPLATE
#undef REAL
#undef SUFFIX
#undef MATH
#define REAL double
#define SUFFIX _f64
#define MATH(x) x
#include TEMPLATE
#undef REAL
#undef SUFFIX
#undef MATH
