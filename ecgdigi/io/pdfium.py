"""PDFium is not thread-safe: whoever calls pypdfium2 holds this lock from opening a document to closing it."""

import threading

PDFIUM_LOCK = threading.RLock()
