"""A sheet of the pages that were read worst, for the eye."""

from collections.abc import Iterable
from pathlib import Path

from ecgdigi.io.images import read_image, write_image
from ecgdigi.visualization.sheets import fitted, tile_sheet

from .manifest import Manifest

NUM_PAGES, COLUMNS = 24, 4
TILE_PX = (480, 340)


def write_worst(path: Path, manifests: Iterable[Manifest], overlay: str, out_dir: Path) -> int:
    """Put the overlays of the worst pages on one sheet: by grade, then by confidence. Pages with neither are left out.

    Args:
        path: picture to write; without such pages, none is.
        overlay: ending of overlays.
        out_dir: of the archive.

    Returns:
        Number of pages on it.
    """
    sql = (
        'SELECT grade, confidence, id, result FROM pages '
        "WHERE state = 'done' AND (grade IS NOT NULL OR confidence IS NOT NULL) "
        'ORDER BY grade DESC, confidence LIMIT ?'
    )
    rows = [row for manifest in manifests for row in manifest.connection.execute(sql, (NUM_PAGES,))]
    rows.sort(key=lambda row: (row[0] or '', -(row[1] or 0.0)), reverse=True)
    tiles = []
    for grade, confidence, page_id, result in rows[:NUM_PAGES]:
        picture = out_dir / result / f'{Path(result).name}{overlay}'
        if picture.exists():
            sure = '' if confidence is None else f'confidence {confidence:.2f}'
            # Numbers alone: a file's name may be a patient's.
            tiles.append((f'page {page_id} {grade or ""} {sure}', fitted(read_image(picture), TILE_PX)))
    if tiles:
        write_image(path, tile_sheet(tiles, COLUMNS, TILE_PX))
    return len(tiles)
