#define REAL float
#define WORD unsigned int
#define MATH(x) x##f
#define NAME(x) x##_32
#define WIDTH 32
