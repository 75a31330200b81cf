#!/usr/bin/env python3
"""One command each for what a developer (or a newcomer) does. Needs Python 3.11 or newer and nothing else.

python3 dev.py demo [OPTIONS]   set up, then run the demo (options go to `ducha demo`)
python3 dev.py test [OPTIONS]   set up, run all checks and all tests (options go to pytest)
python3 dev.py install          set up only: a virtual environment in .venv from the lock file
python3 dev.py check            ruff, format, mypy, import contracts
python3 dev.py format           put the code into its form
python3 dev.py lock             write the lock files anew from pyproject.toml
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
RUNTIME, DEVELOPMENT = "requirements.lock", "requirements-dev.lock"
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
)


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11):
        print("ducha needs Python 3.11 or newer, this is", sys.version.split()[0])
        return 2
    os.chdir(ROOT)
    command, options = (arguments[0] if arguments else ""), arguments[1:]
    if command not in COMMANDS:
        print(__doc__)
        return 2
    return COMMANDS[command](options)


def demo(options: list[str]) -> int:
    install(RUNTIME)
    return run("ducha", "demo", *options)


def test(options: list[str]) -> int:
    install(DEVELOPMENT)
    return checks() or run("pytest", *(options or ["-n", str(os.cpu_count() or 2)]))


def only_install(_options: list[str]) -> int:
    install(DEVELOPMENT)
    return 0


def check(_options: list[str]) -> int:
    install(DEVELOPMENT)
    return checks()


def put_in_form(_options: list[str]) -> int:
    install(DEVELOPMENT)
    return run("ruff", "check", "--fix", ".") or run("ruff", "format", ".")


def install(lock_file: str) -> None:
    """Make the environment once; again only when the lock file or pyproject.toml changes."""
    wanted = hashlib.sha256()
    for name in (lock_file, "pyproject.toml"):
        wanted.update((ROOT / name).read_bytes())
    stamp = VENV / f"{lock_file}.installed"
    if stamp.exists() and stamp.read_text() == wanted.hexdigest():
        return
    if not PYTHON.exists():
        print(f"Setting up {VENV.name} ...", flush=True)
        if subprocess.call([sys.executable, "-m", "venv", str(VENV)]):
            sys.exit("Python's venv module is missing; on Debian or Ubuntu: apt install python3-venv")
    pip("install", "--require-hashes", "-r", lock_file)
    pip("install", "--no-deps", "-e", ".")
    stamp.write_text(wanted.hexdigest())


def pip(*arguments: str) -> None:
    quiet = ["--quiet", "--disable-pip-version-check"]
    if subprocess.call([str(PYTHON), "-m", "pip", arguments[0], *quiet, *arguments[1:]]):
        sys.exit("The installation failed, see above. Run the same command again to go on.")


def checks() -> int:
    return next((code for command in CHECKS if (code := run(*command))), 0)


def run(program: str, *arguments: str) -> int:
    print("$", program, *arguments, flush=True)
    try:
        return subprocess.call([str(BIN / program), *arguments])
    except KeyboardInterrupt:
        return 130


def lock(_options: list[str]) -> int:
    """Needs `uv` on the path."""
    common = ["uv", "pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11"]
    common += ["--generate-hashes", "--no-header", "--no-annotate", "--upgrade", "--quiet"]
    return subprocess.call([*common, "-o", RUNTIME]) or subprocess.call(
        [*common, "--extra", "dev", "-o", DEVELOPMENT]
    )


COMMANDS = {
    "demo": demo,
    "test": test,
    "install": only_install,
    "check": check,
    "format": put_in_form,
    "lock": lock,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
