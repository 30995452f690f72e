"""Reading pages behind the interface of MMEngine's inferencers."""

import itertools
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from mmengine.infer import BaseInferencer
from rich.progress import track

from ecgdigi.io.input_files import list_inputs
from ecgdigi.io.input_pages import InputPage, input_pages, picture_page
from ecgdigi.io.json import json_content
from ecgdigi.io.page_choice import page_ranges
from ecgdigi.registry import INFERENCERS, SCOPE
from ecgdigi.structures import PageLayout
from ecgdigi.structures.inferred_page import InferredPage
from ecgdigi.weights import published

from .networks import Networks
from .page_reader import PageReader
from .page_steps import PageTask, ResultFolder, decode_task, read_task

# A file or folder, or a picture: (H, W, 3) uint8, BGR.
InputType = str | os.PathLike | np.ndarray


@INFERENCERS.register_module()
class ECGInferencer(BaseInferencer):
    """Reads pages as `ecgdigi digitize` does, with the calls and results of MMEngine's inferencers.

    No config file is needed: a weights file holds the config of its network. Networks are loaded when the first page needs them,
    which a PDF page whose traces are lines never does.

    Args:
        model: of the TraceNet: name of published weights, or a file: published ones, or a checkpoint of `tools/train.py`.
        page_net: the same, of the PageNet that finds pages; None: none.
        layout_net: the same, of the PageNet that marks what is printed on them; None: none.
        scale_net: the same, of the PageNet that reads the speed and gain that they state; None: none.
        device: 'cpu', 'cuda', ...; None: the best there is.
        precision: as for `load_tracenet`.
        show_progress: whether calls draw a progress bar.

    Attributes:
        model: `Networks`.

    Raises:
        NetworksNotLoadedError: no published weights of that name, and no such file.
    """

    preprocess_kwargs = {'pages'}
    forward_kwargs = {'route', 'layout', 'mm_per_s', 'mm_per_mv', 'fs_hz'}
    visualize_kwargs = {'return_vis'}
    postprocess_kwargs = set()

    def __init__(
        self,
        model: str | os.PathLike = 'tracenet_small',
        *,
        page_net: str | os.PathLike | None = 'pagenet_small',
        layout_net: str | os.PathLike | None = 'layoutnet_small',
        scale_net: str | os.PathLike | None = 'scalenet_small',
        device: str | None = 'cpu',
        precision: str = 'auto',
        show_progress: bool = True,
    ):
        networks = dict(trace=model, page=page_net, layout=layout_net, scale=scale_net, precision=precision)
        super().__init__(networks, device=device, scope=SCOPE, show_progress=show_progress)

    def __call__(
        self,
        inputs: InputType | Sequence[InputType],
        return_datasamples: bool = False,
        batch_size: int = 1,
        *,
        out_dir: str | os.PathLike | None = None,
        formats: Sequence[str | dict] = ('csv', 'wfdb'),
        force: bool = False,
        **kwargs,
    ) -> dict[str, list]:
        """Read all pages of all inputs. A page that cannot be read is refused with the reason, and the others go on.

        Args:
            inputs: a file, a folder, or a picture, (H, W, 3) uint8, BGR; or a list of them. Of a folder the files that
                `list_inputs` finds, of a file all pages. The second of the inputs, if it is an array, is called 'array_2'.
            return_datasamples: predictions are `InferredPage`, whose signals are arrays; else dicts of what JSON has.
            batch_size: how many pages are decoded ahead and held together. Networks see one page at a time: it changes no result.
            out_dir: results are written there, each page's as soon as its batch is read; None: nowhere.
            formats, force: as for `ResultFolder`. Where results are there already, the page is not read unless `force`.
            **kwargs: `pages`: which pages of each file, as in '1,3-5'; None: all.
                `route`, `layout`, `mm_per_s`, `mm_per_mv`: as for `PageReader`.
                `fs_hz`: sampling rate of the results, Hz; 500 if it is not given.
                `return_vis`: whether overlays are returned; that of an A4 scan takes 12 MB.

        Returns:
            'predictions': of each page, in order, an `InferredPage`; or a dict of its `path`, `page_number`, `label`, `error`
            and, as `ecg`, None or what `json_content` says.
            'visualization': with `return_vis`, the overlay of each page, (H, W, 3) uint8, BGR, or None if it was not read;
            else empty.

        Raises:
            FileNotFoundError: an input does not exist, or a folder holds none.
            TypeError, ValueError, KeyError, ImportError: an input or setting of a wrong kind; nothing was read yet.
            NetworksNotLoadedError: weights are missing or damaged; nothing more is read.
        """
        for_preprocess, for_forward, for_visualize, for_postprocess = self._dispatch_kwargs(**kwargs)
        inputs, folder = self._inputs_to_list(inputs), None
        if out_dir is not None:
            files = [item for item in inputs if isinstance(item, Path)]
            folder = ResultFolder(files, Path(out_dir), formats, force=force)
        batches = self.preprocess(inputs, batch_size, folder, **for_preprocess)
        results = dict(predictions=[], visualization=[])
        for batch in track(batches, description='Reading') if self.show_progress else batches:
            preds = self.forward(batch, **for_forward)
            visualization = self.visualize(batch, preds, **for_visualize)
            found = self.postprocess(preds, visualization, return_datasamples, folder, **for_postprocess)
            for name, values in found.items():
                results[name] += values
        return results

    def preprocess(
        self,
        inputs: Iterable[Path | InputPage],
        batch_size: int = 1,
        folder: ResultFolder | None = None,
        *,
        pages: str | None = None,
    ) -> Iterator[list[PageTask]]:
        """Decode the pages of inputs, batch by batch. `folder` gives their results a place; other arguments as for a call."""
        if batch_size < 1:
            raise ValueError(f'batch_size={batch_size}: must be at least 1')
        if pages is not None:
            page_ranges(pages)
        found = itertools.chain.from_iterable(self.pipeline(item, pages) for item in inputs)
        placed = map(folder.place if folder else _without_place, found)
        return map(self.collate_fn, self._get_chunk_data(map(decode_task, placed), batch_size))

    def forward(
        self,
        inputs: Iterable[PageTask],
        *,
        route: str = 'auto',
        layout: str | dict | PageLayout = 'auto',
        mm_per_s: float | None = None,
        mm_per_mv: float | None = None,
        fs_hz: float = 500.0,
    ) -> list[PageTask]:
        """Read the pages of a batch. Settings and errors as for `PageReader`."""
        reader = PageReader(self.model, route=route, layout=layout, mm_per_s=mm_per_s, mm_per_mv=mm_per_mv, fs_hz=fs_hz)
        return [read_task(task, reader) for task in inputs]

    def visualize(self, inputs: list[PageTask], preds: list[PageTask], *, return_vis: bool = False) -> list[np.ndarray | None]:
        """Overlays of a batch, as a call returns them."""
        return [task.result and task.result.overlay for task in preds] if return_vis else []

    def postprocess(
        self,
        preds: list[PageTask],
        visualization: list[np.ndarray | None],
        return_datasamples: bool = False,
        folder: ResultFolder | None = None,
    ) -> dict[str, list]:
        """Write the results of a batch to `folder`, where its pages were placed, and make them what a call returns."""
        if folder:
            preds = map(folder.write, preds)
        predictions = [(_as_sample if return_datasamples else _as_dict)(task) for task in preds]
        return dict(predictions=predictions, visualization=visualization)

    @staticmethod
    def list_models(scope: str | None = None, patterns: str = '.*') -> list[str]:
        """Names of the published weights that a regular expression matches from their beginning; all are of one `scope`."""
        return [name for name in published() if re.match(patterns, name)]

    def _inputs_to_list(self, inputs: InputType | Sequence[InputType]) -> list[Path | InputPage]:
        """Files as paths, pictures as pages. Errors as for a call."""
        found = []
        for number, item in enumerate(inputs if isinstance(inputs, (list, tuple)) else [inputs], start=1):
            if isinstance(item, np.ndarray):
                found.append(picture_page(item, f'array_{number}'))
            elif isinstance(item, (str, os.PathLike)):
                found += list_inputs([item])
            else:
                wanted = 'a path, or a picture as a NumPy array, (H, W, 3) uint8, BGR'
                raise TypeError(f'input {number} is of type {type(item).__name__}; wanted {wanted}')
        return found

    def _init_model(self, cfg: dict, weights: None, device: str = 'cpu') -> Networks:
        return Networks(**cfg, device=device)

    def _init_pipeline(self, cfg: dict) -> Callable[[Path | InputPage, str | None], Iterable[InputPage]]:
        """Gives the pages of an input, which `pages` chooses among."""
        return lambda item, pages: [item] if isinstance(item, InputPage) else input_pages(item, pages)

    def _init_collate(self, cfg: dict) -> Callable[[list], list]:
        return list


def _without_place(page: InputPage) -> PageTask:
    return PageTask(page, page.error)


def _as_sample(task: PageTask) -> InferredPage:
    ecg = task.result.ecg if task.result else None
    return InferredPage(metainfo=_origin(task), ecg=ecg)


def _as_dict(task: PageTask) -> dict:
    return dict(**_origin(task), ecg=json_content(task.result.ecg) if task.result else None)


def _origin(task: PageTask) -> dict:
    page = task.page
    return dict(path=page.path and str(page.path), page_number=page.number, label=page.label, error=task.error)
