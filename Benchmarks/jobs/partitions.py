"""
`migrate up` on invite_records in 24 monthly partitions while a writer inserts one row after the other into
the last: beside psql building the same eleven indexes concurrently on one plain table of the same rows. Every run
starts on a fresh copy of the database. The stall is the writer's worst insert: putting the parts together
locks the whole table for a moment, which a plain table does not need.
"""

import os
import subprocess

from Benchmarks import writer
from Benchmarks.database import Template
from Benchmarks.frame import INVITECTL, PSQL, Contender, Derived, Sample, Series, Target, command
from Benchmarks.jobs.migrate import RECORDS, statements

MONTHS = 24

# The rows, spread evenly over the months; the writer's go into the last, which holds today.
SPREAD = f"date_trunc('month', now() AT TIME ZONE 'utc') - (n % {MONTHS}) * interval '1 month'"
PARTITION = f"""
ALTER TABLE invite_records RENAME TO plain;
CREATE TABLE invite_records (LIKE plain INCLUDING DEFAULTS) PARTITION BY RANGE (created_at);
ALTER TABLE invite_records OWNER TO invitehub;
DO $$
BEGIN
  FOR n IN 0..{MONTHS - 1} LOOP
    EXECUTE format('CREATE TABLE invite_records_%s PARTITION OF invite_records FOR VALUES FROM (%L) TO (%L)',
      n, {SPREAD}, {SPREAD} + interval '1 month');
    EXECUTE format('ALTER TABLE invite_records_%s OWNER TO invitehub', n);
  END LOOP;
END $$;
ALTER SEQUENCE invite_records_id_seq OWNED BY invite_records.id;
UPDATE plain SET created_at = {SPREAD.replace("n %", "id %")} + interval '1 hour';
INSERT INTO invite_records SELECT * FROM plain;
DROP TABLE plain;
ANALYZE invite_records
"""
# The same rows in the same order, in one table.
PLAIN = f"""
UPDATE invite_records SET created_at = {SPREAD.replace("n %", "id %")} + interval '1 hour';
VACUUM FULL invite_records; ANALYZE invite_records
"""


def template(name: str, sql: str) -> Template:
    made = Template(name, "--records", str(RECORDS))
    url = os.environ["INVITECTL_TEST_POSTGRES"].replace("/postgres?", f"/{made.name}?")
    for statement in [sql] if "DO $$" in sql else sql.split(";"):
        subprocess.run([PSQL, url, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", statement], check=True)
    return made


def series():
    parts = template("bench_partitions", PARTITION)
    plain = template("bench_plain", PLAIN)

    def beside(made: Template, *argv: str):
        def measure() -> Sample:
            return writer.beside(
                lambda: command(*argv, env={"DATABASE_URL": made.url}), made.url, "inserts"
            )

        return measure

    psql = [PSQL, plain.url, "-X", "-q", "-v", "ON_ERROR_STOP=1"]
    for statement in statements():
        psql += ["-c", statement]

    def prepare(_) -> None:
        parts.renew()
        plain.renew()

    build = Series(
        f"migrate up, {RECORDS:,} records in {MONTHS} partitions",
        "s",
        [
            Contender("invitectl", "ours", beside(parts, INVITECTL, "migrate", "up")),
            Contender("psql on one table", "floor", beside(plain, *psql)),
        ],
        [],
        warmups=0,
        prepare=prepare,
        size=RECORDS,
    )
    yield build
    yield Derived(
        build, "worst", "writer's worst insert", "ms", [Target("psql on one table", 2)],
    )
    for key in ("p99.9", "p99", "p50"):
        yield Derived(build, key, f"writer's {key}", "ms", [])
