"""
How long a command takes before it does anything: `invitectl --version` beside /bin/true, and
`invitectl migrate status` beside `psql -c 'select 1'` and `alembic current`. Timed by hyperfine
without a shell, and so not alternated run by run.
"""

import json
import os
import shlex
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from Benchmarks.frame import INVITECTL, PSQL, ROOT, Contender, Sample, Series, Target, command, sandbox


class Hyperfine(Series):
    def run(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            output = Path(folder) / "times.json"
            done = subprocess.run(
                ["hyperfine", "-N", "--warmup", "5", "--runs", str(self.runs), "--style", "none",
                 "--export-json", output, *(c.measure for c in self.contenders)],
                capture_output=True, text=True, cwd=ROOT / "Tests" / "alembic",
            )
            if done.returncode != 0:
                raise RuntimeError(done.stderr)
            times = json.loads(output.read_text())["results"]
        for contender, result in zip(self.contenders, times):
            memory = command(*shlex.split(contender.measure), cwd=ROOT / "Tests" / "alembic").rss
            contender.samples = [Sample(t * 1000, memory) for t in result["times"]]


def series() -> Iterator[Series]:
    sandbox("fixture")
    yield Hyperfine(
        "--version", "ms",
        [
            Contender("invitectl --version", "ours", f"{INVITECTL} --version"),
            Contender("true", "floor", "/bin/true"),
            Contender("psql --version", "peer", f"{PSQL} --version"),
        ],
        [Target("true", 3, plus=15), Target("true", 1, plus=12)],
        runs=50,
        reason="loading libpq and its libraries, as psql --version does, and paging in the static "
        "runtime (log/startup.md)",
    )
    url = os.environ["DATABASE_URL"]
    yield Hyperfine(
        "migrate status", "ms",
        [
            Contender("invitectl migrate status", "ours", f"{INVITECTL} migrate status"),
            Contender("psql select 1", "floor", f"{PSQL} {url} -c 'select 1'"),
            Contender("alembic current", "peer", f"{ROOT}/.venv/bin/alembic current"),
        ],
        [Target("psql select 1", 2.5), Target("psql select 1", 2)],
        runs=20,
        reason="start-up, and planning seven catalog statements in a new session (log/startup.md)",
    )
