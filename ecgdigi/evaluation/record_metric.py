"""Validation on whole records: read signals against true ones."""

from collections.abc import Mapping, Sequence
from typing import Any

from ecgdigi.registry import METRICS

from .one_per_record import OnePerRecordMetric
from .page import PageScores, evaluate_page
from .summary import summarise


@METRICS.register_module()
class RecordMetric(OnePerRecordMetric):
    """All metrics of `evaluate_page`, averaged over records.

    Args:
        with_challenge_snr: whether to compute the SNR of the 2024 challenge, which takes most of the time.
        collect_device, prefix, collect_dir: as for MMEngine's `BaseMetric`; 'gpu' gathers results by messages on any device,
            'cpu' by files in the current folder, which all processes must then share.
    """

    default_prefix = 'record'

    def __init__(
        self,
        with_challenge_snr: bool = False,
        collect_device: str = 'gpu',
        prefix: str | None = None,
        collect_dir: str | None = None,
    ):
        super().__init__(collect_device, prefix, collect_dir)
        self.with_challenge_snr = with_challenge_snr

    def process(self, data_batch: Any, data_samples: Sequence[Mapping]) -> None:
        """Score each record.

        Args:
            data_batch: not used.
            data_samples: one per record, with `gt_signal`, an `ECGSignal`, and `pred_signal`, another or None.
        """
        for sample in data_samples:
            scores = evaluate_page(sample['pred_signal'], sample['gt_signal'], with_challenge_snr=self.with_challenge_snr)
            self.results.append(scores)

    def compute_metrics(self, results: Sequence[PageScores]) -> dict[str, float]:
        """Average over records.

        Returns:
            The mean of each measure under its key, e.g. `aligned_snr_db`, where some record tells it; its median and 10th
            percentile as `aligned_snr_db_median` and `aligned_snr_db_p10`; `competition_db`; and the counts of failed
            records and of leads missing, misnamed and upside down.
        """
        summary = summarise(results)
        means = {key: spread.mean for key, spread in summary.spreads.items()}
        aligned = summary.spreads['aligned_snr_db']
        return dict(
            means,
            aligned_snr_db_median=aligned.median,
            aligned_snr_db_p10=aligned.p10,
            competition_db=summary.competition_db,
            num_failed=summary.num_failed,
            num_missing_leads=summary.num_missing_leads,
            num_name_errors=summary.num_name_errors,
            num_flipped_leads=summary.num_flipped_leads,
        )
