"""All registries of ecgdigi.

Each is a child of MMEngine's registry of the same kind (so that ``type='AdamW'`` or ``type='EMAHook'`` is found there),
or our own where MMEngine has none. `locations` are imported at the first look-up: nobody has to call a "register
everything" function.
"""

from mmengine.registry import DATA_SAMPLERS as MM_DATA_SAMPLERS
from mmengine.registry import DATASETS as MM_DATASETS
from mmengine.registry import EVALUATOR as MM_EVALUATOR
from mmengine.registry import FUNCTIONS as MM_FUNCTIONS
from mmengine.registry import HOOKS as MM_HOOKS
from mmengine.registry import INFERENCERS as MM_INFERENCERS
from mmengine.registry import LOG_PROCESSORS as MM_LOG_PROCESSORS
from mmengine.registry import LOOPS as MM_LOOPS
from mmengine.registry import METRICS as MM_METRICS
from mmengine.registry import MODEL_WRAPPERS as MM_MODEL_WRAPPERS
from mmengine.registry import MODELS as MM_MODELS
from mmengine.registry import OPTIM_WRAPPER_CONSTRUCTORS as MM_OPTIM_WRAPPER_CONSTRUCTORS
from mmengine.registry import OPTIM_WRAPPERS as MM_OPTIM_WRAPPERS
from mmengine.registry import OPTIMIZERS as MM_OPTIMIZERS
from mmengine.registry import PARAM_SCHEDULERS as MM_PARAM_SCHEDULERS
from mmengine.registry import RUNNER_CONSTRUCTORS as MM_RUNNER_CONSTRUCTORS
from mmengine.registry import RUNNERS as MM_RUNNERS
from mmengine.registry import STRATEGIES as MM_STRATEGIES
from mmengine.registry import TASK_UTILS as MM_TASK_UTILS
from mmengine.registry import TRANSFORMS as MM_TRANSFORMS
from mmengine.registry import VISBACKENDS as MM_VISBACKENDS
from mmengine.registry import VISUALIZERS as MM_VISUALIZERS
from mmengine.registry import WEIGHT_INITIALIZERS as MM_WEIGHT_INITIALIZERS
from mmengine.registry import Registry as MMRegistry

from .near_names import near_names

SCOPE = 'ecgdigi'


class Registry(MMRegistry):
    """MMEngine's registry, whose "unknown type" error lists the names that come near.

    MMEngine resolves a name through `get` of the child, also when it is asked through the root registry; so the error
    is raised there, and only there: a KeyError from inside a constructor passes untouched.
    """

    def get(self, key: str):
        found = super().get(key)
        if found is not None or not isinstance(key, str) or '.' in key:
            return found
        known = self.known_names()
        near = near_names(key, known)
        hint = f'; near names: {", ".join(near)}' if near else f'; known: {", ".join(known) or "none"}'
        raise KeyError(
            f'{key!r} is not a registered {self.name}{hint}. '
            'A part of your own must be imported first: by --imports my_module where pages are read, '
            "by custom_imports=dict(imports=['my_module']) in a config"
        )

    def known_names(self) -> list[str]:
        """All names that `get` would find, parents included."""
        self.import_from_location()
        names, registry = set(self.module_dict), self.parent
        while registry is not None:
            names |= set(registry.module_dict)
            registry = registry.parent
        return sorted(names)


def _child(name: str, parent: MMRegistry | None, *locations: str) -> Registry:
    return Registry(name, parent=parent, scope=SCOPE, locations=list(locations))


# Networks and their parts: backbones, heads, losses, data preprocessors.
MODELS = _child('model', MM_MODELS, 'ecgdigi.models')
MODEL_WRAPPERS = _child('model wrapper', MM_MODEL_WRAPPERS, 'ecgdigi.engine')
WEIGHT_INITIALIZERS = _child('weight initializer', MM_WEIGHT_INITIALIZERS, 'ecgdigi.engine')

# Data: datasets, what they apply to a sample, the order they are read in, collate and worker functions.
DATASETS = _child('dataset', MM_DATASETS, 'ecgdigi.datasets')
TRANSFORMS = _child('transform', MM_TRANSFORMS)
DATA_SAMPLERS = _child('data sampler', MM_DATA_SAMPLERS, 'ecgdigi.engine')
FUNCTIONS = _child('function', MM_FUNCTIONS, 'ecgdigi.datasets')

# Training: who drives it, what is called on the way, how weights move.
RUNNERS = _child('runner', MM_RUNNERS, 'ecgdigi.engine')
RUNNER_CONSTRUCTORS = _child('runner constructor', MM_RUNNER_CONSTRUCTORS)
LOOPS = _child('loop', MM_LOOPS, 'ecgdigi.engine')
HOOKS = _child('hook', MM_HOOKS, 'ecgdigi.engine')
STRATEGIES = _child('strategy', MM_STRATEGIES)
OPTIMIZERS = _child('optimizer', MM_OPTIMIZERS)
OPTIM_WRAPPERS = _child('optim wrapper', MM_OPTIM_WRAPPERS, 'ecgdigi.engine')
OPTIM_WRAPPER_CONSTRUCTORS = _child('optim wrapper constructor', MM_OPTIM_WRAPPER_CONSTRUCTORS, 'ecgdigi.engine')
PARAM_SCHEDULERS = _child('param scheduler', MM_PARAM_SCHEDULERS, 'ecgdigi.engine')
TASK_UTILS = _child('task util', MM_TASK_UTILS)

# Judging and watching.
METRICS = _child('metric', MM_METRICS, 'ecgdigi.evaluation')
EVALUATOR = _child('evaluator', MM_EVALUATOR)
VISUALIZERS = _child('visualizer', MM_VISUALIZERS)
VISBACKENDS = _child('vis backend', MM_VISBACKENDS)
LOG_PROCESSORS = _child('log processor', MM_LOG_PROCESSORS)

# Reading.
INFERENCERS = _child('inferencer', MM_INFERENCERS, 'ecgdigi.apis')

# Ours alone.
# Where training signals come from: __call__(rng) -> ECGSignal.
SIGNAL_SOURCES = _child('signal source', None, 'ecgdigi.synthesis.sources')
# How a page is printed: __call__(rng) -> PageStyle.
PAGE_STYLES = _child('page style', None, 'ecgdigi.synthesis.drawing')
# One aspect of the print: __call__(rng, plan) -> dict of fields of PageStyle.
STYLE_PARTS = _child('style part', None, 'ecgdigi.synthesis.drawing')
# What happens to a page after printing: __call__(page, rng) -> page.
EFFECTS = _child('effect', None, 'ecgdigi.synthesis.effects')
# Network output to pen heights: __call__(logits) -> rows, confidence.
TRACE_DECODERS = _child('trace decoder', None, 'ecgdigi.models')
# What a reading is written as: __call__(stem, ecg), and `endings` of the files that makes.
WRITERS = _child('file format', None, 'ecgdigi.io.writers')
