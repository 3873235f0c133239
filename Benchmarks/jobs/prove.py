"""
`migrate prove --measure` on 2,000,000 invite records with their eleven indexes while a writer inserts one row after
the other: what the inserts take beside it, and beside nobody. It reads tables from one end to the other, so that
the writer shares the machine with it, and no lock.
"""

from Benchmarks import writer
from Benchmarks.frame import INVITECTL, Contender, Derived, Sample, Series, Target, command
from Benchmarks.jobs.migrate import RECORDS, statements
from Benchmarks.jobs.partitions import template

# About as long as a proof takes.
REST = "5"


def series():
    made = template(
        "bench_prove",
        ";".join([*statements(), "ANALYZE team_members, invite_records, invite_queue, redeem_codes"]),
    )

    def beside(*argv: str):
        def measure() -> Sample:
            return writer.beside(
                lambda: command(*argv, env={"DATABASE_URL": made.url}), made.url, "inserts"
            )

        return measure

    proof = Series(
        f"migrate prove --measure, {RECORDS:,} records",
        "s",
        [
            Contender("invitectl", "ours", beside(INVITECTL, "migrate", "prove", "--measure")),
            Contender("nobody", "floor", beside("sleep", REST)),
        ],
        [],
        prepare=lambda _: made.renew(),
        size=RECORDS,
    )
    yield proof
    yield Derived(proof, "p99", "writer's p99", "ms", [Target("nobody", 1.5)])
    for key in ("worst", "p99.9", "p50"):
        yield Derived(proof, key, f"writer's {key}", "ms", [])
