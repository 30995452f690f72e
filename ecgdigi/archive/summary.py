"""What became of an archive: counts by state, reason, grade and route."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from ecgdigi.io.atomic import atomic_path

from .manifest import STATES, Manifest


@dataclass(frozen=True)
class Reason:
    """Attributes: kind, reason: as in `Outcome`, numbers as N; num_pages: set aside for it; example: the first one's id."""

    kind: str
    reason: str
    num_pages: int
    example: str


@dataclass(frozen=True)
class Summary:
    """Attributes: states, grades, routes: number of pages of each; reasons: the most frequent first; seconds: of all workers."""

    states: dict[str, int]
    grades: dict[str, int]
    routes: dict[str, int]
    reasons: list[Reason]
    seconds: float

    def lines(self) -> list[str]:
        """For the eye."""
        num_pages = sum(self.states.values())
        text = [f'{num_pages} pages: ' + ', '.join(f'{count} {state}' for state, count in self.states.items() if count)]
        if self.states['done']:
            text.append(f'{self.seconds / self.states["done"]:.2f} s of a worker for a page that was read')
        for name, counts in (('grade', self.grades), ('route', self.routes)):
            if any(counts):  # not '' alone
                text.append(f'{name}: ' + ', '.join(f'{value or "none"} {count}' for value, count in sorted(counts.items())))
        text += [f'{row.num_pages:7d} {row.kind}: {row.reason}' for row in self.reasons]
        return text


def summarise(manifests: Iterable[Manifest]) -> Summary:
    """Merge manifests, which may be those of the parts of one archive. It looks at every row."""
    states, tables, reasons, first = Counter(), defaultdict(Counter), Counter(), {}
    seconds = 0.0
    for manifest in manifests:
        states.update(manifest.counts())
        query = manifest.connection.execute
        for column in ('grade', 'route'):
            for value, count in query(f"SELECT {column}, COUNT(*) FROM pages WHERE state = 'done' GROUP BY {column}"):
                tables[column][value or ''] += count
        sql = "SELECT kind, reason, COUNT(*), MIN(id) FROM pages WHERE state = 'refused' GROUP BY kind, reason"
        for kind, reason, count, page_id in query(sql):
            key = kind, re.sub(r'\d+(\.\d+)?', 'N', reason)
            reasons[key] += count
            first.setdefault(key, f'{page_id} of {manifest.path.name}')
        seconds += query("SELECT TOTAL(seconds) FROM pages WHERE state = 'done'").fetchone()[0]
    rows = [Reason(*key, count, first[key]) for key, count in reasons.most_common()]
    known = {state: states[state] for state in STATES}
    return Summary(known, dict(tables['grade']), dict(tables['route']), rows, round(seconds, 3))


def write_summary(path: Path, summary: Summary) -> None:
    with atomic_path(path) as temporary:
        temporary.write_text(json.dumps(asdict(summary), indent=1) + '\n')
