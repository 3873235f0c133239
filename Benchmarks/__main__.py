"""python -m Benchmarks [JOB,…]: runs the jobs, writes docs/performance/, prints the ratios."""

import importlib
import pkgutil
import sys
import time

from Benchmarks import jobs, report
from Benchmarks.frame import progress

ORDER = ["startup", "migrate", "redeem", "sync", "lanes", "link", "follow", "resync", "inspect", "metrics", "cleanup"]
# What cannot be measured without being told what with.
ASKED = {"against"}


def main() -> int:
    known = sorted(
        (module.name for module in pkgutil.iter_modules(jobs.__path__)),
        key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER),
    )
    wanted = [name for argument in sys.argv[1:] for name in argument.split(",") if name]
    wanted = wanted or [name for name in known if name not in ASKED]
    if unknown := sorted(set(wanted) - set(known)):
        print(f"bench: no job {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    machine = report.machine()
    print(machine)
    judged, failed = [], []
    for name in wanted:
        job = importlib.import_module(f"Benchmarks.jobs.{name}")
        finished = []
        began = time.monotonic()
        try:
            for series in job.series():
                series.run()
                progress("")
                finished.append(series)
        except RuntimeError as error:  # a command failed: the other jobs still run
            progress("")
            print(f"bench: {name}: {error}", file=sys.stderr)
            failed.append(name)
        print(f"\n{name}: {time.monotonic() - began:.0f} s", flush=True)
        if finished:
            report.write(name, job.__doc__, finished, machine)
            rows = [report.row(c, one) for one in finished for c in one.contenders]
            print("\n" + report.table(report.HEAD, rows), flush=True)
            judged += [line for one in finished for line in report.verdicts(one)]
    if judged:
        print("\n" + report.table(report.VERDICT_HEAD, judged))
    if failed:
        print(f"bench: did not finish: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
