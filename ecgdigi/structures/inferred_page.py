"""What an inferencer says of one page. Imported by its full name, for it needs torch."""

from .element import KnownFields


class InferredPage(KnownFields):
    """A page that was read, or the reason why not; any other field is refused.

    Data fields:
        ecg: DigitizedECG; None where the page was not read.

    Meta fields:
        path: of the file, as text; None for a picture that is no file.
        page_number: of the file's pages, from 1.
        label: how the page is called in messages.
        error: why it was not read, or its results not written, in one line; None if all went well.
    """

    DATA_FIELDS = ('ecg',)
    META_FIELDS = ('path', 'page_number', 'label', 'error')
