// Adam, one thread for each parameter (Kingma & Ba 2015; the bias corrections are in the step size and in root_correction).
KERNEL NAME(adam)(const struct gt_adam a) {
    int thread = THREAD;
    if (thread >= a.count) return;
    int i = a.start + thread, low = 0, high = a.runs - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (i < a.run[middle].end) high = middle;
        else low = middle + 1;
    }
    REAL parameter = ((const REAL *)a.parameters)[i];
    REAL m = ((const REAL *)a.first)[i], v = ((const REAL *)a.second)[i];
    if (a.run[low].is_updated) {
        REAL beta1 = (REAL)a.run[low].beta1, beta2 = (REAL)a.run[low].beta2, g = ((const REAL *)a.gradient)[i];
        m = beta1 * m + (1 - beta1) * g;
        v = beta2 * v + (1 - beta2) * g * g;
        parameter -= (REAL)a.run[low].step_size * m /
                     (MATH(sqrt)(v) * (REAL)a.run[low].root_correction + (REAL)a.run[low].epsilon);
    }
    ((REAL *)a.y)[i] = parameter;
    ((REAL *)a.new_first)[i] = m;
    ((REAL *)a.new_second)[i] = v;
}
