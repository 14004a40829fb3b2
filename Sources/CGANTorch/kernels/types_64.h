#undef REAL
#undef WORD
#undef MATH
#undef NAME
#undef WIDTH
#define REAL double
#define WORD unsigned long long
#define MATH(x) x
#define NAME(x) x##_64
#define WIDTH 64
