"""Pictures in DICOM objects. Only what describes pixels is looked at: no name, number or date of a patient."""

import io

import cv2
import numpy as np

from .extras import import_extra
from .limits import InputRefusedError, Limits, refuse_size

# Name of the transfer syntax that packs a whole object: to as little as a thousandth, before anything of it can be judged.
_DEFLATED = b'1.2.840.10008.1.2.1.99'
_PDF = 'application/pdf'


def read_dicom(data: bytes, name: str):
    """The object in a DICOM file, a pydicom Dataset.

    Args:
        name: of the file, for errors.

    Raises:
        InputRefusedError: it is packed as a whole, or holds signals instead of a picture.
        ImportError: pydicom is not installed.
    """
    pydicom = import_extra('pydicom', 'dicom')
    if _DEFLATED in data:
        raise InputRefusedError(f'{name}: a deflated DICOM object; export it with another transfer syntax')
    dataset = pydicom.dcmread(io.BytesIO(data))
    if 'PixelData' not in dataset and 'EncapsulatedDocument' not in dataset:
        signals = "signals, which need no reading: pydicom's waveform_array(0) gives them; docs/exports.md shows how"
        what = signals if 'WaveformSequence' in dataset else 'neither a picture nor a PDF'
        raise InputRefusedError(f'{name}: this DICOM object holds {what}')
    return dataset


def encapsulated_pdf(dataset, name: str) -> bytes | None:
    """The PDF in an object; None where it holds pictures. Raises: InputRefusedError: it holds another kind of document."""
    if 'EncapsulatedDocument' not in dataset:
        return None
    if str(dataset.get('MIMETypeOfEncapsulatedDocument', _PDF)).lower() != _PDF:
        raise InputRefusedError(f'{name}: this DICOM object holds a document that is no PDF; export it as one')
    return bytes(dataset.EncapsulatedDocument)


def count_frames(dataset, name: str, limits: Limits) -> int:
    """Number of frames, whose size is judged. Raises: InputRefusedError: they are too small or too large."""
    refuse_size(name, int(dataset.Columns), int(dataset.Rows), limits)
    return max(1, int(dataset.get('NumberOfFrames') or 1))


def decode_frame(dataset, index: int, name: str) -> np.ndarray:
    """Decode a frame, windowed as the object says, black on white as it is meant to be seen.

    Grey values of more than 8 bits are spread from black to white between the darkest and the lightest.

    Args:
        index: from 0.

    Returns:
        (H, W, 3) uint8, BGR.

    Raises:
        InputRefusedError: no decoder for this compression.
    """
    from pydicom.pixels import apply_color_lut, apply_modality_lut, apply_voi_lut, pixel_array

    try:
        values = pixel_array(dataset, index=index)
    except (NotImplementedError, RuntimeError):  # as pydicom says that it lacks a decoder, or that all have failed
        raise InputRefusedError(f'{name}: its pixels are compressed in a way that is not known, or damaged') from None
    kind = dataset.PhotometricInterpretation
    if kind == 'PALETTE COLOR':
        values = apply_color_lut(values, dataset)
    if values.ndim == 3:
        return cv2.cvtColor(_to_bytes(values), cv2.COLOR_RGB2BGR)
    values = apply_voi_lut(apply_modality_lut(values, dataset), dataset)
    grey = values if values.dtype == np.uint8 else _spread(values)
    return cv2.cvtColor(~grey if kind == 'MONOCHROME1' else np.ascontiguousarray(grey), cv2.COLOR_GRAY2BGR)


def _to_bytes(values: np.ndarray) -> np.ndarray:
    return values if values.dtype == np.uint8 else (values >> 8).astype(np.uint8)


def _spread(values: np.ndarray) -> np.ndarray:
    lowest, highest = float(values.min()), float(values.max())
    return np.round((values - lowest) * (255 / max(highest - lowest, 1e-9))).astype(np.uint8)
