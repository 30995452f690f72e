"""What lies under the paper: textures made of noise, none copied from a picture."""

import cv2
import numpy as np

SMALL = 256  # side of the texture before it is enlarged, px


def plain(rng: np.random.Generator) -> np.ndarray:
    """A painted or laminated desk."""
    return _tinted(rng, 1 + rng.normal(0, rng.uniform(0.002, 0.03), (SMALL, SMALL)))


def wood(rng: np.random.Generator) -> np.ndarray:
    """Rings and fibres along one direction."""
    fibres = cv2.resize(rng.normal(size=(SMALL, 6)), (SMALL, SMALL), interpolation=cv2.INTER_CUBIC)
    bend = cv2.resize(rng.normal(size=(4, 4)), (SMALL, SMALL), interpolation=cv2.INTER_CUBIC)
    rows = np.arange(SMALL)[:, None] / SMALL
    rings = np.sin(2 * np.pi * (rows * rng.uniform(3, 12) + bend * rng.uniform(0.2, 1.0)))
    colour = np.array([rng.uniform(40, 110), rng.uniform(70, 150), rng.uniform(100, 200)])
    texture = 1 + rng.uniform(0.03, 0.15) * rings + rng.uniform(0.02, 0.1) * fibres
    texture = texture if rng.random() < 0.5 else texture.T
    return texture[..., None] * colour


def cloth(rng: np.random.Generator) -> np.ndarray:
    """Woven threads with soft creases."""
    rows, columns = np.mgrid[0:SMALL, 0:SMALL]
    pitch = rng.uniform(3, 9)
    weave = np.sin(2 * np.pi * rows / pitch) * np.sin(2 * np.pi * columns / pitch * rng.uniform(0.8, 1.2))
    creases = cv2.resize(rng.normal(size=(5, 5)), (SMALL, SMALL), interpolation=cv2.INTER_CUBIC)
    return _tinted(rng, 1 + rng.uniform(0.03, 0.15) * weave + rng.uniform(0.0, 0.12) * creases)


def stone(rng: np.random.Generator) -> np.ndarray:
    """Specks of several sizes."""
    texture = np.ones((SMALL, SMALL))
    for cells in (SMALL, 96, 40):
        noise = rng.normal(size=(cells, cells))
        texture += rng.uniform(0.0, 0.1) * cv2.resize(noise, (SMALL, SMALL), interpolation=cv2.INTER_CUBIC)
    return _tinted(rng, texture)


def checked(rng: np.random.Generator) -> np.ndarray:
    """Tiles, or a tablecloth."""
    rows, columns = np.mgrid[0:SMALL, 0:SMALL] // int(rng.integers(12, 60))
    other = np.clip(rng.uniform(0.5, 1.3) + rng.normal(0, 0.05, 3), 0.3, 1.5)
    return _tinted(rng, np.where(((rows + columns) % 2 == 0)[..., None], 1.0, other))


DESKS = (plain, plain, wood, wood, cloth, stone, checked)


def make_desk(rng: np.random.Generator, size_px: tuple[int, int], px_per_mm: float) -> np.ndarray:
    """A desk of some kind.

    Args:
        size_px: (width, height), px.
        px_per_mm: resolution of the picture, px/mm.

    Returns:
        (height, width, 3) uint8, BGR.
    """
    small = np.clip(DESKS[rng.integers(len(DESKS))](rng), 0, 255).astype(np.uint8)
    zoom = px_per_mm * rng.uniform(0.2, 1.2)  # a texture pixel is 0.2 to 1.2 mm
    repeats = [int(np.ceil(size / (SMALL * zoom) / 2)) for size in size_px]
    mirrored = np.concatenate([small, small[::-1]], 0)
    mirrored = np.concatenate([mirrored, mirrored[:, ::-1]], 1)
    tiled = np.tile(mirrored, (repeats[1], repeats[0], 1))[: int(size_px[1] / zoom) + 2, : int(size_px[0] / zoom) + 2]
    return cv2.resize(tiled, size_px, interpolation=cv2.INTER_LINEAR)


def _tinted(rng, texture: np.ndarray) -> np.ndarray:
    grey = rng.uniform(20, 235)
    colour = np.clip(grey + rng.normal(0, 18, 3), 5, 250)
    return (texture if texture.ndim == 3 else texture[..., None]) * colour
