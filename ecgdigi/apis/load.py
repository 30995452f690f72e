"""A network ready to read, from published weights or a training checkpoint."""

import hashlib
import os
from pathlib import Path

import torch

from ecgdigi.models.fold_norms import fold_norms
from ecgdigi.registry import MODELS, TRACE_DECODERS, WEIGHT_INITIALIZERS
from ecgdigi.structures import ConfidenceTable
from ecgdigi.weights import find_weights, read_weights_file

from .precision import reading_dtype

# Networks that are not to be taken for one another; one's own are judged by how they fit.
OTHER_KIND = ('PageNet', 'TraceNet')
# Name of the confidence table among the texts of a weights file.
CONFIDENCE = 'confidence'
# Where the parts of a network may come from.
PART_REGISTRIES = (MODELS, TRACE_DECODERS, WEIGHT_INITIALIZERS)


def load_tracenet(
    weights: str | os.PathLike = 'tracenet_small',
    device: str = 'cpu',
    decoder: str | None = None,
    precision: str = 'auto',
) -> torch.nn.Module:
    """Build a TraceNet and load its weights.

    Args:
        weights: name of published weights, or a file: published ones, or a checkpoint of `tools/train.py`.
        device: 'cpu', 'cuda', ...
        decoder: name of a registered trace decoder, to be used with its default settings; its paths stay as they are, for a
            refiner knows those of its own decoder, and ends of leads are not read for themselves. None: the model's own, with its
            refiner and its end reader if it has them.
        precision: what `read_rows` computes in; see `reading_dtype`.

    Returns:
        The network; its attribute `weights_sha256` says what it was loaded from, `confidence_table` what its confidence is
        worth, or None where that was not measured.

    Raises:
        FileNotFoundError, ValueError: the file is missing, damaged or holds no TraceNet.
    """
    dtype = reading_dtype(precision, device)
    model = _load('TraceNet', weights, device, {} if decoder is None else dict(decoder=dict(type=decoder)))
    model.reading_dtype = dtype
    if decoder is not None:
        model.refiner = model.end_reader = None
    return model


def load_pagenet(weights: str | os.PathLike = 'pagenet_small', device: str = 'cpu', head: str = 'grid') -> torch.nn.Module:
    """Build a PageNet and load its weights. Other arguments and errors as for `load_tracenet`.

    Args:
        head: one that it must have: 'grid' to find pages, 'layout' to mark what is on them, 'scale' to read lines of text.
    """
    model = _load('PageNet', weights, device, {})
    if head not in model.head_names:
        raise ValueError(f'{weights}: this PageNet answers {", ".join(model.head_names)}; wanted one that answers {head}')
    return model


def load_network(weights: str | os.PathLike) -> torch.nn.Module:
    """Build a network of any kind and load its weights. Argument and errors as for `load_tracenet`."""
    return _load(None, weights, 'cpu', {})


def _load(kind: str | None, weights: str | os.PathLike, device: str, changes: dict) -> torch.nn.Module:
    path = Path(weights) if Path(weights).exists() else find_weights(str(weights))
    content = read_weights_file(path)
    if kind and content.model.get('type') in OTHER_KIND and content.model['type'] != kind:
        raise ValueError(f'{path}: holds a {content.model["type"]}, wanted a {kind}')
    _refuse_foreign_parts(content.model, path)
    try:
        model = MODELS.build({**content.model, **changes})
    except Exception as error:  # whatever a part makes of arguments that are not its own
        reason = (str(error).splitlines() or [''])[0]
        raise ValueError(f'{path}: no network can be built of its model config ({type(error).__name__}: {reason})') from None
    try:
        model.load_state_dict(content.state_dict)
    except RuntimeError as error:
        raise ValueError(f'{path}: does not fit its own model config ({str(error).splitlines()[0]})') from None
    model = fold_norms(model.eval()).to(device=device, memory_format=torch.channels_last)
    model.confidence_table = _confidence_table(content.meta, path)
    model.weights_sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return model


def _confidence_table(meta: dict, path: Path) -> ConfidenceTable | None:
    try:
        return ConfidenceTable.from_json(meta[CONFIDENCE]) if CONFIDENCE in meta else None
    except ValueError as error:
        raise ValueError(f'{path}: {error}; make it anew with tools/model/calibrate.py') from None


def _refuse_foreign_parts(config, path: Path) -> None:
    """Let a model config name nothing but registered parts: MMEngine would import, and call, whatever a dotted name leads to."""
    if isinstance(config, list):
        for part in config:
            _refuse_foreign_parts(part, path)
    if not isinstance(config, dict):
        return
    known = {name for registry in PART_REGISTRIES for name in registry.known_names()}
    name = config.get('type')
    if '_scope_' in config or ('type' in config and (not isinstance(name, str) or name not in known)):
        raise ValueError(
            f'{path}: its model config names {str(name)[:60]!r}, which is no registered part; '
            'import its module first, by --imports my_module or in Python'
        )
    for part in config.values():
        _refuse_foreign_parts(part, path)
