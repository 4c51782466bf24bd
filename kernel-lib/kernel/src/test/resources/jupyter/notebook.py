"""Runs a notebook through an installed kernel with nbclient: python3 notebook.py KERNEL_NAME NOTEBOOK OUTPUT"""

import pathlib
import sys

import nbformat
from nbclient import NotebookClient

kernel, notebook, output = sys.argv[1:]
book = nbformat.read(notebook, as_version=4)
nbformat.validate(book)
# long notebooks say with which parameters a check runs them
short = book.metadata.get("spikebook", {}).get("short", {})
for at, cell in enumerate(book.cells):
    if short and "parameters" in cell.metadata.get("tags", []):
        book.cells.insert(at + 1, nbformat.v4.new_code_cell("\n".join(f"{name} = {value};" for name, value in short.items())))
        break
NotebookClient(
    book,
    timeout=120,
    startup_timeout=60,
    kernel_name=kernel,
    resources={"metadata": {"path": str(pathlib.Path(notebook).parent)}},
).execute()
nbformat.validate(book)
nbformat.write(book, output)
