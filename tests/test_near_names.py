from ecgdigi.near_names import did_you_mean, near_names


def test_the_nearest_comes_first_whatever_its_case():
    assert near_names('stripunet', ['PageUNet', 'StripUNet', 'Adam'])[0] == 'StripUNet'


def test_what_is_near_is_asked_for_with_its_place():
    assert did_you_mean('max_itrs', ['max_iters', 'type'], 'train_cfg.') == '; did you mean train_cfg.max_iters?'
    assert did_you_mean('width', ['max_iters', 'type']) == ''
