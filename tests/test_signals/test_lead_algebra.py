import numpy as np

from ecgdigi.signals import limb_lead_residuals
from ecgdigi.signals.lead_algebra import OF_I_AND_II, twelve_leads


def test_simulated_leads_obey_both_laws(signal):
    for residual in limb_lead_residuals(signal).values():
        assert np.abs(residual).max() < 1e-5


def test_a_wrong_lead_breaks_the_law(signal):
    from dataclasses import replace

    broken = signal.signal_mv.copy()
    broken[0] += 0.1
    assert np.abs(limb_lead_residuals(replace(signal, signal_mv=broken))['einthoven']).max() > 0.09


def test_the_table_of_limb_leads_is_what_completes_twelve():
    i_and_ii = np.random.default_rng(0).normal(size=(2, 50))
    completed = twelve_leads(*i_and_ii, np.zeros((6, 50)), fs_hz=500.0)
    for name, of_i_and_ii in OF_I_AND_II.items():
        assert np.allclose(completed.lead(name), np.array(of_i_and_ii) @ i_and_ii)
