"""What a job is made of: contenders measured in turns, and what the numbers say."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
INVITECTL = os.environ["INVITECTL"]
# Debian's psql in PATH is a Perl script that finds this one and triples its start-up.
DEBIAN_PSQL = "/usr/lib/postgresql/15/bin/psql"
PSQL = DEBIAN_PSQL if os.access(DEBIAN_PSQL, os.X_OK) else shutil.which("psql") or "psql"


@dataclass
class Sample:
    """One run. `value` is in the job's unit; `rss` in MB, of the process measured."""

    value: float
    rss: float | None = None
    also: dict[str, float] = field(default_factory=dict)
    """Other numbers of the same run, for a ``Derived`` series."""


@dataclass
class Contender:
    """`role` is ours, peer or floor. `measure` makes one run."""

    name: str
    role: str
    measure: Callable[[], Sample]
    most: int | None = None
    """Fewer runs than the others, for one that takes minutes."""
    samples: list[Sample] = field(default_factory=list)

    @property
    def values(self) -> list[float]:
        return [sample.value for sample in self.samples]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def rss(self) -> float | None:
        known = [sample.rss for sample in self.samples if sample.rss is not None]
        return max(known) if known else None

    @property
    def spread(self) -> float:
        """The middle half of the runs, as a share of the median."""
        if len(self.values) < 4:
            return (max(self.values) - min(self.values)) / self.median if self.median else 0
        low, _, high = statistics.quantiles(self.values, n=4)
        return (high - low) / self.median if self.median else 0


@dataclass
class Target:
    """Ours against another contender: median ratio at most (times) or at least (rates).
    Against nobody, the limit is in the job's unit."""

    against: str | None
    limit: float
    at_least: bool = False
    plus: float = 0
    """Added to the limit's side, in the job's unit: "3 × true + 15 ms"."""

    def judge(self, ours: Contender, other: Contender | None, unit: str) -> tuple[bool, str]:
        allowed = self.limit * (other.median if other else 1) + self.plus
        reached = ours.median >= allowed if self.at_least else ours.median <= allowed
        text = f"{'≥' if self.at_least else '≤'} {self.limit:g}"
        text += f" × {other.name}" if other else f" {unit}"
        return reached, text + (f" + {self.plus:g} {unit}" if self.plus else "")


@dataclass
class Series:
    """The contenders of one size of a job."""

    title: str
    unit: str
    contenders: list[Contender]
    targets: list[Target] = field(default_factory=list)
    runs: int = 5
    warmups: int = 1
    prepare: Callable[[Contender], None] | None = None
    """Before every run: the state that the run uses up."""
    size: float | None = None
    """How much work it is, for the fit over a job's series."""
    reason: str = ""
    """Why a target is missed, found by profiling."""

    def run(self) -> None:
        for turn in range(self.warmups + self.runs):
            for contender in self.contenders:
                if contender.most is not None and turn >= contender.most:
                    continue
                if self.prepare:
                    self.prepare(contender)
                sample = contender.measure()
                if turn >= self.warmups or contender.most is not None:
                    contender.samples.append(sample)
            progress(f"{self.title}: run {turn + 1} of {self.warmups + self.runs}")

    def named(self, name: str) -> Contender:
        return next(c for c in self.contenders if c.name == name)

    @property
    def ours(self) -> Contender:
        return next(c for c in self.contenders if c.role == "ours")


class Derived(Series):
    """Another number of runs that a series has made already."""

    def __init__(self, source: Series, key: str, title: str, unit: str, targets: list[Target]):
        contenders = [Contender(c.name, c.role, c.measure) for c in source.contenders]
        super().__init__(title, unit, contenders, targets)
        self.source, self.key = source, key

    def run(self) -> None:
        for mine, theirs in zip(self.contenders, self.source.contenders):
            mine.samples = [Sample(s.also[self.key], s.rss) for s in theirs.samples]


def progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def command(
    *argv: str,
    env: dict[str, str] | None = None,
    cwd: Path | str = "/",
    stdout: IO[bytes] | int = subprocess.DEVNULL,
    allowed: tuple[int, ...] = (0,),
) -> Sample:
    """Wall seconds and peak memory of one command; an exit code not allowed ends the job.

    GNU time starts it: a child of this process would inherit this process's peak memory, which
    the kernel carries over exec. It adds half a millisecond.
    """
    with tempfile.NamedTemporaryFile() as memory:
        began = time.perf_counter()
        done = subprocess.run(
            ["/usr/bin/time", "-q", "-f", "%M", "-o", memory.name, *argv],
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | (env or {}),
            cwd=cwd,
        )
        wall = time.perf_counter() - began
        if done.returncode not in allowed:
            raise RuntimeError(f"{' '.join(argv)}: exit {done.returncode}\n{done.stderr}")
        return Sample(wall, int(Path(memory.name).read_text()) / 1024)


def milliseconds(sample: Sample) -> Sample:
    """The same run, its seconds as milliseconds."""
    sample.value *= 1000
    return sample


def rate(count: int, sample: Sample) -> Sample:
    """The same run as work per second."""
    sample.value = count / sample.value
    return sample


def sandbox(*argv: str) -> str:
    return subprocess.run(
        [ROOT / "scripts" / "sandbox", *argv], check=True, capture_output=True, text=True
    ).stdout.strip()
