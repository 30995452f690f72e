import io

import pytest

from ecgdigi.progress import ProgressLine


class Terminal(io.StringIO):
    def isatty(self):
        return True


def go(stream):
    with ProgressLine(3, 'files', stream) as progress:
        progress.say('first')
        for _ in range(3):
            progress.step()


def test_the_line_makes_way_for_what_is_printed(capsys):
    terminal = Terminal()
    go(terminal)
    shown = [text for text in terminal.getvalue().split('\r\x1b[K') if text]
    assert (shown[0], shown[-1]) == ('0 of 3 files', '3 of 3 files')
    assert shown[-3:-1] == ['1 of 3 files, about 0 s left', '2 of 3 files, about 0 s left']
    assert terminal.getvalue().endswith('\r\x1b[K')
    assert capsys.readouterr().out == 'first\n'


def test_nothing_is_drawn_where_there_is_no_terminal(capsys):
    stream = io.StringIO()
    go(stream)
    assert stream.getvalue() == ''
    assert capsys.readouterr().out == 'first\n'


def test_a_line_is_cleared_when_an_error_passes():
    terminal = Terminal()
    with pytest.raises(KeyboardInterrupt), ProgressLine(3, 'files', terminal):
        raise KeyboardInterrupt
    assert terminal.getvalue().endswith('\r\x1b[K')
