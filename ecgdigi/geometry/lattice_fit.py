"""A smooth lattice through scattered values, some of which are wrong: robust least squares with a price on curvature."""

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import LinearOperator, SuperLU, cg, splu

ROUNDS = 3
# Of the solution, relative.
PRECISION = 1e-4


def fit_lattice(
    points: np.ndarray,
    values: np.ndarray,
    weights: np.ndarray,
    shape: tuple[int, int],
    cell: float,
    *,
    stiffness: float,
    outlier: float,
) -> np.ndarray:
    """Values at the nodes of a lattice that is bilinear between them.

    Minimizes the weighted squared distance of the values from the lattice, plus `stiffness` times the squared second
    differences of the nodes. Values that are off by more than `outlier` count less and less (Cauchy's weights).

    Args:
        points: (N, 2) places (x, y), inside the lattice.
        values: (N, K) at the places.
        weights: (N,) from 0 on.
        shape: (rows, columns) of nodes; node (i, j) lies at (j, i) * cell.
        cell: distance of neighbouring nodes, in the unit of the points.
        stiffness: price of curvature, in units of weight.
        outlier: in the unit of the values.

    Returns:
        (rows, columns, K) float64.
    """
    rows, columns = shape
    basis = _bilinear(points / cell, shape)
    bending = stiffness * _bending(rows, columns)
    robust = weights.astype(np.float64)
    nodes, factors = np.zeros((rows * columns, values.shape[1])), None
    for _ in range(ROUNDS):
        weighted = sparse.diags(robust) @ basis
        system = (basis.T @ weighted + bending).tocsc()
        if factors is None:
            factors = splu(system, permc_spec='MMD_AT_PLUS_A', diag_pivot_thresh=0.0, options=dict(SymmetricMode=True))
        nodes = _solve(system, weighted.T @ values, nodes, factors)
        off = np.linalg.norm(basis @ nodes - values, axis=1)
        robust = weights / (1 + (off / outlier) ** 2)
    return nodes.reshape(rows, columns, -1)


def _solve(system: sparse.csc_matrix, right: np.ndarray, start: np.ndarray, factors: SuperLU) -> np.ndarray:
    """Solution by conjugate gradients, which the factors of a similar system speed up: to factor each anew takes ten times as
    long."""
    similar = LinearOperator(system.shape, factors.solve)
    columns = zip(np.ascontiguousarray(right.T), start.T, strict=True)
    return np.stack([cg(system, wanted, x0=known, rtol=PRECISION, atol=0.0, M=similar)[0] for wanted, known in columns], 1)


def _bilinear(places: np.ndarray, shape: tuple[int, int]) -> sparse.csr_matrix:
    """(N, rows * columns) shares of the four nodes around each place."""
    rows, columns = shape
    x, y = places[:, 0], places[:, 1]
    j = np.clip(np.floor(x).astype(np.int64), 0, columns - 2)
    i = np.clip(np.floor(y).astype(np.int64), 0, rows - 2)
    u, v = x - j, y - i
    shares = np.stack([(1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v], 1)
    nodes = np.stack([i * columns + j, i * columns + j + 1, (i + 1) * columns + j, (i + 1) * columns + j + 1], 1)
    starts = np.arange(len(places) + 1) * 4
    return sparse.csr_matrix((shares.ravel(), nodes.ravel(), starts), shape=(len(places), rows * columns))


def _bending(rows: int, columns: int) -> sparse.csr_matrix:
    """Quadratic form of the squared second differences along x, along y, and mixed."""

    def second(n: int) -> sparse.csr_matrix:
        return sparse.diags([1.0, -2.0, 1.0], [0, 1, 2], shape=(max(n - 2, 0), n), format='csr')

    def first(n: int) -> sparse.csr_matrix:
        return sparse.diags([-1.0, 1.0], [0, 1], shape=(n - 1, n), format='csr')

    along_x = sparse.kron(sparse.identity(rows), second(columns))
    along_y = sparse.kron(second(rows), sparse.identity(columns))
    mixed = sparse.kron(first(rows), first(columns))
    # A trace of first differences keeps nodes without any value finite.
    slack = 1e-6 * sparse.identity(rows * columns)
    return (along_x.T @ along_x + along_y.T @ along_y + 2 * mixed.T @ mixed + slack).tocsr()
