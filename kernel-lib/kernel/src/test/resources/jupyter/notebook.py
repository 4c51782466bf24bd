"""Runs a notebook through an installed kernel with nbclient: python3 notebook.py KERNEL_NAME NOTEBOOK OUTPUT"""

import pathlib
import sys

import nbformat
from nbclient import NotebookClient

kernel, notebook, output = sys.argv[1:]
book = nbformat.read(notebook, as_version=4)
nbformat.validate(book)
NotebookClient(
    book,
    timeout=120,
    startup_timeout=60,
    kernel_name=kernel,
    resources={"metadata": {"path": str(pathlib.Path(notebook).parent)}},
).execute()
nbformat.validate(book)
nbformat.write(book, output)
