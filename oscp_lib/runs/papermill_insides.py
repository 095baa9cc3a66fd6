"""What papermill and the client of its kernels do inside, and no public interface gives."""

import re

import nbformat

TRIED_ON = {"papermill": "2.7.0", "jupyter-client": "8.10.0"}


def with_parameters(notebook: nbformat.NotebookNode, parameters: dict[str, object]) -> nbformat.NotebookNode:
    """The notebook as papermill runs it, with the cell that sets the parameters."""
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    return parameterize_notebook(load_notebook_node(notebook), parameters)


def is_dead_kernel(error: Exception) -> bool:
    """True where an error says that a kernel died, or did not answer, before it was ready.

    jupyter_client says the latter with a plain RuntimeError.
    """
    from nbclient.exceptions import DeadKernelError

    plain = type(error) is RuntimeError and bool(re.search("Kernel (died|didn't respond)", str(error)))
    return plain or isinstance(error, DeadKernelError)
