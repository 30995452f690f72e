import io

from ecgdigi.archive.page_counter import PageCounter
from ecgdigi.archive.run import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_one_line_from_the_first_page_on():
    stream = Terminal()
    counter = PageCounter(4, stream)
    counter(Progress(0, 1))
    assert stream.getvalue() == ''
    counter(Progress(1, 0))
    counter(Progress(2, 0))
    counter.close()
    assert stream.getvalue().count('\r') == 2
    assert stream.getvalue().count('\n') == 1
    assert '3 of 5 pages' in stream.getvalue()


def test_a_log_gets_a_line_a_minute(monkeypatch):
    now_s = 0.0
    monkeypatch.setattr('ecgdigi.archive.page_counter.time.monotonic', lambda: now_s)
    stream = io.StringIO()
    counter = PageCounter(1000, stream)
    for k in range(1, 131):
        now_s = float(k)
        counter(Progress(2, 0))
    counter.close()
    assert stream.getvalue() == '120 of 1000 pages, 2.00 a second, 0:07:20 left\n240 of 1000 pages, 2.00 a second, 0:06:20 left\n'
