import numpy as np

from ecgdigi.signals import limb_lead_residuals


def test_simulated_leads_obey_both_laws(signal):
    for residual in limb_lead_residuals(signal).values():
        assert np.abs(residual).max() < 1e-5


def test_a_wrong_lead_breaks_the_law(signal):
    from dataclasses import replace

    broken = signal.signal_mv.copy()
    broken[0] += 0.1
    assert np.abs(limb_lead_residuals(replace(signal, signal_mv=broken))['einthoven']).max() > 0.09
