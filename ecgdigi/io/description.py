"""What every file says of the reading in it, in words; and an identity that follows from its content."""

import hashlib
import json
import uuid

from ecgdigi.structures import DigitizedECG

NOTICE = 'Read from a printed page by software. For research; not a medical device, not for diagnosis: check it against the page.'
# Names of ours within the UUIDs that are made of names; drawn once.
_NAMESPACE = uuid.UUID('5eca4ff6-93b0-4104-9e1f-b48b73ead8b7')


def describe(ecg: DigitizedECG) -> list[str]:
    """Lines of text: what this is, the scale and what told it, how the page was read and by what."""
    lines = [
        NOTICE,
        f'Page {ecg.page_number}, layout {ecg.layout.name}, route {ecg.route}',
        f'Paper speed {ecg.mm_per_s:g} mm/s ({ecg.speed_from}), gain {ecg.mm_per_mv:g} mm/mV ({ecg.gain_from})',
    ]
    if ecg.grade:
        lines.append(f'Quality {ecg.grade}' + ''.join(f'; {reason}' for reason in ecg.reasons))
    provenance = dict(ecg.provenance)
    if 'ecgdigi' in provenance:
        lines.append(f'ecgdigi {provenance.pop("ecgdigi")}')
    lines += [f'SHA-256 of {name}: {value}' for name, value in provenance.items()]
    # A name of a layout is the user's; what is no letter may end a line, or a field, in one of the formats.
    return [''.join(letter for letter in line if letter.isprintable()) for line in lines]


def content_uuid(ecg: DigitizedECG, role: str) -> uuid.UUID:
    """The same for the same reading, another for any other reading or role.

    Args:
        role: what is named by it, where a format needs names for several things.
    """
    content = json.dumps([role, describe(ecg), ecg.layout.rows, ecg.signal.leads, ecg.signal.fs_hz])
    digest = hashlib.sha256(content.encode() + ecg.signal.signal_mv.tobytes())
    return uuid.uuid5(_NAMESPACE, digest.hexdigest())
