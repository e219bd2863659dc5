"""Print one line of advice when the Python that runs this cannot host the project; print nothing when it can.

Run by the Makefile before anything is installed, so it must be readable to old Pythons too.
"""

import sys


def advice() -> str:
    if sys.version_info < (3, 11):  # noqa: UP036 - the very question asked here
        found = "{}.{}".format(*sys.version_info)
        return "Python 3.11 or newer is needed, this is " + found + ": make PYTHON=python3.12 takes another"
    import importlib.util

    # Debian's python3 has venv, but ensurepip, without which venv fails, is a package of its own.
    if importlib.util.find_spec("ensurepip") is None:
        return "Python's venv module is missing: apt-get install python3-venv"
    return ""


if __name__ == "__main__":
    print(advice())
