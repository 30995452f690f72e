"""Where training signals come from."""

from .processed import MixedSource, ProcessedSource, build_source
from .recorded import RecordedSource
from .simulated import SimulatedECG
from .steps import AddArtefacts, AddWander, CutSignal, FilterSignal, GainError, LeadSkew, ResampleSignal, ScaleAmplitude
from .tables import CSVSource, NumpySource
from .wfdb_records import WFDBSource

__all__ = [
    'AddArtefacts',
    'AddWander',
    'CSVSource',
    'CutSignal',
    'FilterSignal',
    'GainError',
    'LeadSkew',
    'MixedSource',
    'NumpySource',
    'ProcessedSource',
    'RecordedSource',
    'ResampleSignal',
    'ScaleAmplitude',
    'SimulatedECG',
    'WFDBSource',
    'build_source',
]
