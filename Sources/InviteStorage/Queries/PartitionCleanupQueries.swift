internal import InviteDomain

/// Statements of `cleanup-queue partitions`.
package enum PartitionCleanupQueries {
  /// Those of the tables `$1` that are partitioned, and their partitions, a row each (one without, where there is
  /// none): `root`; `by_time`, whether that is by ranges of created_at alone, and `key`, what it is by;
  /// `has_default`; `oid`, `place` (as it is typed), `title`, `kind`, `owner` of the partition or else of the
  /// table, whether this role is both (`owned`), and whether it has the attribute INHERIT (`inherits`); `detaching`; `is_default`; `until`, the end of its range in
  /// RFC 3339, NULL without one; `old`, whether that is not after the moment `$2`.
  ///
  /// The range is read as pg_get_expr writes it (`FOR VALUES FROM ('…') TO ('…')`: get_range_partbound_string of
  /// src/backend/utils/adt/ruleutils.c); a zone, where there is one, is
  /// that of the session, which is UTC.
  package static func partitions(_ backend: BackendSchema) -> String {
    """
    SELECT r.relname AS root, coalesce(k.by_time, false) AS by_time, pg_get_partkeydef(r.oid) AS key,
      d.partdefid <> 0 AS has_default, p.oid::bigint AS oid,
      CASE WHEN p.oid IS NOT NULL THEN format('%I.%I', n.nspname, p.relname) END AS place,
      CASE WHEN p.relnamespace = r.relnamespace THEN p.relname
        WHEN p.oid IS NOT NULL THEN format('%I.%I', n.nspname, p.relname) END AS title,
      p.relkind AS kind,
      pg_get_userbyid(CASE WHEN pg_has_role(r.relowner, 'USAGE') THEN coalesce(p.relowner, r.relowner)
        ELSE r.relowner END) AS owner,
      coalesce(pg_has_role(r.relowner, 'USAGE') AND pg_has_role(p.relowner, 'USAGE'), false) AS owned,
      (SELECT rolinherit FROM pg_roles WHERE rolname = current_user) AS inherits,
      coalesce(i.inhdetachpending, false) AS detaching, p.oid IS NOT DISTINCT FROM d.partdefid AS is_default,
      to_char(b.until, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS until,
      coalesce(b.until <= $2::timestamp, false) AS old
    FROM pg_class r JOIN pg_partitioned_table d ON d.partrelid = r.oid
    CROSS JOIN LATERAL (
      SELECT d.partstrat = 'r' AND d.partnatts = 1 AND EXISTS (
        SELECT FROM pg_attribute a WHERE a.attrelid = r.oid AND a.attnum = d.partattrs[0]
          AND a.attname = 'created_at'
          AND a.atttypid IN ('timestamp'::regtype, 'timestamptz'::regtype)) AS by_time
    ) AS k
    LEFT JOIN pg_inherits i ON i.inhparent = r.oid
    LEFT JOIN pg_class p ON p.oid = i.inhrelid LEFT JOIN pg_namespace n ON n.oid = p.relnamespace
    LEFT JOIN LATERAL (
      SELECT CASE WHEN k.by_time THEN (regexp_match(
        pg_get_expr(p.relpartbound, p.oid), $re$ TO \\('([^']+)'\\)$$re$))[1]::timestamp END AS until
    ) AS b ON true
    WHERE r.relname = ANY ($1::text[])
      AND r.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = \(backend.literal))
    ORDER BY r.relname, b.until NULLS LAST, n.nspname, p.relname
    """
  }

  /// The tables with rows of the partition `$1` (its number): `place`, `blocks`, and whether all are on this
  /// server (`plain`).
  package static let leaves = """
    WITH RECURSIVE tree AS (
      SELECT $1::bigint::oid AS oid
      UNION ALL
      SELECT i.inhrelid FROM tree t JOIN pg_inherits i ON i.inhparent = t.oid
    )
    SELECT format('%I.%I', n.nspname, c.relname) AS place, c.relkind = 'r' AS plain,
      CASE WHEN c.relkind = 'r' THEN pg_relation_size(c.oid) / current_setting('block_size')::int
        ELSE 0 END AS blocks
    FROM tree t JOIN pg_class c ON c.oid = t.oid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind <> 'p'
    ORDER BY place
    """

  /// Of the rows of `place`: `rows`; `open`, those of no status in `$1`; `needed`, those that somebody needs by
  /// the rules of `cleanup-queue --invite-records` with the moment `$2`.
  package static func recordsCensus(_ backend: BackendSchema, _ place: String) -> String {
    """
    SELECT count(*) AS rows,
      count(*) FILTER (WHERE (r.status = ANY ($1::\(backend).invitestatus[])) IS NOT TRUE) AS open,
      count(*) FILTER (WHERE r.status = ANY ($1::\(backend).invitestatus[])
        AND (\(CleanupQueries.isDispensable(backend, "$1", "$2"))) IS NOT TRUE) AS needed
    FROM \(place) r
    """
  }

  /// The same of invite_queue, where nobody needs what is finished before `$2`.
  package static func queueCensus(_ backend: BackendSchema, _ place: String) -> String {
    """
    SELECT count(*) AS rows,
      count(*) FILTER (WHERE (q.status = ANY ($1::\(backend).invitequeuestatus[])) IS NOT TRUE) AS open,
      count(*) FILTER (WHERE q.status = ANY ($1::\(backend).invitequeuestatus[])
        AND (q.processed_at < $2::timestamp) IS NOT TRUE) AS needed
    FROM \(place) q
    """
  }

  /// For a person: the rows of `place` of no status in `labels`.
  package static func unfinished(_ place: String, _ labels: [String]) -> String {
    let known = labels.map { "'\($0)'" }.joined(separator: ", ")
    let other = known.isEmpty ? "" : " WHERE (status::text IN (\(known))) IS NOT TRUE"
    return "SELECT * FROM \(place)\(other)"
  }

  /// A partition of the table `$1`, as it is typed, that is a foreign table: `place`.
  package static let foreignPartition = """
    WITH RECURSIVE tree AS (
      SELECT to_regclass($1)::oid AS oid
      UNION ALL
      SELECT i.inhrelid FROM tree t JOIN pg_inherits i ON i.inhparent = t.oid
    )
    SELECT format('%I.%I', n.nspname, c.relname) AS place
    FROM tree t JOIN pg_class c ON c.oid = t.oid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'f' ORDER BY 1 LIMIT 1
    """

  /// The rows of a range of blocks (`ctid` from `$1` to before `$2`), as ``ArchiveQueries/written(_:as:of:_:)``
  /// gives them out.
  package static func batch(_ place: String, _ columns: [ArchiveColumn]) -> String {
    ArchiveQueries.written(
      "SELECT (r.*)::\(place) AS whole FROM \(place) AS r WHERE r.ctid >= $1::tid AND r.ctid < $2::tid",
      of: place, columns)
  }

  /// What tells the rows of a table from others, whatever their order: `rows`, and two sums (`first`, `second`) of
  /// 64-bit hashes of each row as its archive has it, to which `$1` and `$2` are added.
  package static func digest(_ place: String, _ columns: [ArchiveColumn]) -> String {
    digest(of: ArchiveQueries.lines(of: place, columns))
  }

  /// The same of the lines `$3`.
  package static let digestOfLines = digest(of: "SELECT line FROM unnest($3::text[]) AS line")

  private static func digest(of lines: String) -> String {
    """
    SELECT count(*) AS rows,
      ($1::numeric + coalesce(sum(hashtextextended(line, 0)::numeric), 0))::text AS first,
      ($2::numeric + coalesce(sum(hashtextextended(line, 1)::numeric), 0))::text AS second
    FROM (\(lines)) AS given
    """
  }

  /// Takes a partition out of its table. Both names as they are typed.
  package static func detach(_ place: String, of root: String, _ way: DetachWay) -> String {
    "ALTER TABLE \(root) DETACH PARTITION \(place)\(way.rawValue)"
  }

  /// How a partition is taken out (https://www.postgresql.org/docs/14/sql-altertable.html).
  package enum DetachWay: String, Sendable {
    /// Waits for everybody at the table, and everybody waits for it.
    case locked = ""
    /// Nobody waits for it. Not where there is a default partition.
    case concurrently = " CONCURRENTLY"
    /// Ends one of these that was broken off.
    case finalize = " FINALIZE"
  }

  /// Whether the table `$1` is partitioned by ranges of created_at alone: `by_time`.
  package static let isByTime = """
    SELECT d.partstrat = 'r' AND d.partnatts = 1 AND a.attname = 'created_at' AS by_time
    FROM pg_partitioned_table d
      JOIN pg_attribute a ON a.attrelid = d.partrelid AND a.attnum = d.partattrs[0]
    WHERE d.partrelid = to_regclass($1)
    """

  package static func drop(_ place: String) -> String { "DROP TABLE \(place)" }

  /// Whether the table `$1`, as it is typed, is that of the number `$2`, and no partition (any more): `free`.
  package static let isFree = """
    SELECT NOT relispartition AS free FROM pg_class
    WHERE oid = to_regclass($1) AND oid = $2::bigint::oid
    """

  /// Whether a partition, as it is typed, is marked as one on its way out (`pending`). No row of what is none.
  package static let isPending = """
    SELECT inhdetachpending AS pending FROM pg_inherits WHERE inhrelid = to_regclass($1)
    """

  /// Of the session between such statements: partitions are read, of whatever size, and no lock is waited for
  /// for long.
  package static let limits = "\(CleanupQueries.sessionLimits); \(CleanupQueries.countingLimit)"

  /// For a statement that waits for others without being in their way.
  ///
  /// - Parameter milliseconds: 0 would be no limit at all, and what is no int4 is refused.
  package static func patient(milliseconds: Int) -> String {
    "SET lock_timeout = 0; SET statement_timeout = \(min(max(100, milliseconds), Int(Int32.max)))"
  }
}
