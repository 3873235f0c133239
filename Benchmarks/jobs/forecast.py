"""
`forecast` with 2,000,000 invite records and 1,000,000 codes at revision 008, all subjects. The floor: psql that adds up
the uses left, which has to read every code.
"""

import os
from collections.abc import Iterator

from Benchmarks.database import Template
from Benchmarks.frame import (
    INVITECTL, PSQL, Contender, Series, Target, command, milliseconds,
)

RECORDS = int(os.environ.get("BENCH_RECORDS", "2000000"))
TOKENS = "SELECT sum(max_uses - used_count) FROM redeem_codes WHERE is_active AND max_uses > 0"


def series() -> Iterator[Series]:
    template = Template(
        "bench_forecast", "--records", str(RECORDS), "--codes", str(RECORDS // 2)
    )
    template.renew()
    env = {"DATABASE_URL": template.url}
    command(INVITECTL, "migrate", "up", env=env)
    with template.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    yield Series(
        f"forecast, {RECORDS:,} records, {RECORDS // 2:,} codes",
        "ms",
        [
            Contender(
                "invitectl forecast", "ours",
                lambda: milliseconds(command(INVITECTL, "forecast", env=env)),
            ),
            Contender(
                "psql sum of uses left", "floor",
                lambda: milliseconds(command(PSQL, template.url, "-X", "-c", TOKENS)),
            ),
        ],
        [Target(None, 300)],
        runs=9,
        size=RECORDS,
    )
