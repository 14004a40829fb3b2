"""The numbers of GuidanceTests.calibrationIsLogisticRegression, by scikit-learn.

    pip install scikit-learn && python3 logit_calibration.py

Platt's targets, (n + 1) / (n + 2) for n real images and 1 / (m + 2) for m generated ones, are weights of samples of both
classes: LogisticRegression, without a penalty, minimizes the same sum. scikit-learn's own calibration with
`method="sigmoid"` agrees with these numbers to 7 digits.
"""

import numpy
from sklearn.linear_model import LogisticRegression

CASES = [
    ([0.3, 1.2, 2.5, -0.4, 1.7, 3.1], [0.9, -1.7, 0.2, -0.8, 1.1, -2.4, 0.6, -0.1]),
    ([5, 6.5, 7], [-3, -4.5, -8, -3.5]),
    ([100.5, 101.2, 99.8, 100.1], [99.9, 99.1, 100.4, 98.7]),
    ([-1, -2, 0.5], [1, 2, -0.5]),
]


def platt(real, fake):
    """Slope and intercept."""
    logits, n, m = numpy.array(real + fake, float), len(real), len(fake)
    targets = numpy.array([(n + 1) / (n + 2)] * n + [1 / (m + 2)] * m)
    model = LogisticRegression(C=numpy.inf, tol=1e-14, max_iter=100_000, solver="newton-cholesky")
    model.fit(
        numpy.concatenate([logits, logits])[:, None],
        numpy.repeat([1, 0], n + m), sample_weight=numpy.concatenate([targets, 1 - targets]))
    return model.coef_[0, 0], model.intercept_[0]


if __name__ == "__main__":
    for real, fake in CASES:
        print("%.12f %.12f" % platt(real, fake))
