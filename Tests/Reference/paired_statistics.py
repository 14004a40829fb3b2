"""Reference values of Tests/GANMetricsTests/SeedValuesTests.swift.

    pip install scipy statsmodels
    python3 paired_statistics.py
"""

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests

SAMPLES = {
    "one sign": [1.5, 0.2, 2.25, 0.75, 3.0, 0.5, 1.0, 0.125],
    "both signs": [-0.31, 0.42, 0.77, -0.08, 1.21, 0.35, 0.64, -0.5],
    "ties": [1, 2, 3, -1, -2, 4],
    "many": [((i * 37) % 41 - 16) / 10 for i in range(1, 14)],
}
P = [0.01, 0.04, 0.03, 0.005, 0.5, 0.04]

for name, values in SAMPLES.items():
    values = np.array(values)
    exact = stats.permutation_test(
        (values,), np.mean, permutation_type="samples", n_resamples=np.inf, alternative="two-sided")
    ends = [
        stats.bootstrap((values,), np.mean, n_resamples=10_000, method="percentile", rng=seed).confidence_interval
        for seed in range(20)]
    low, high = np.mean([end.low for end in ends]), np.mean([end.high for end in ends])
    spread = np.std([end.low for end in ends]), np.std([end.high for end in ends])
    print(f"{name}: mean {values.mean()!r}, p {exact.pvalue!r}, interval {low:.4f} … {high:.4f}, deviations {spread}")
print("Holm:", multipletests(P, method="holm")[1].tolist())
