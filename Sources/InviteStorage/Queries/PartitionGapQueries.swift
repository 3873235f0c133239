internal import InviteDomain

/// Where a table that is partitioned by ranges of created_at has no partition for rows that come back.
package enum PartitionGapQueries {
  /// Of the table `$1` and the moments `$2` (in UTC, as archives have them) the gaps that they are in, within their
  /// months: `month` (`2026-03`), `since` and `until` in UTC, and `name`, of a table that is not there. There may be
  /// partitions of weeks or days beside it, and what was restored once may have been detached again.
  ///
  /// A partition's range is read as ``PartitionCleanupQueries/partitions(_:)`` does.
  package static func gaps(_ backend: BackendSchema) -> String {
    """
    WITH bound AS (
      SELECT (regexp_match(b.text, $re$FROM \\('([^']+)'\\)$re$))[1]::timestamp AS since,
        (regexp_match(b.text, $re$ TO \\('([^']+)'\\)$$re$))[1]::timestamp AS until
      FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid
      CROSS JOIN LATERAL (SELECT pg_get_expr(p.relpartbound, p.oid) AS text) AS b
      WHERE i.inhparent = to_regclass(\(backend.prefix) || $1::text)
    ), gap AS (
      SELECT DISTINCT m.month, m.month + interval '1 month' AS next,
        greatest(m.month, (SELECT max(until) FROM bound WHERE until <= t.at)) AS since,
        least(m.month + interval '1 month', (SELECT min(since) FROM bound WHERE since > t.at)) AS until
      FROM unnest($2::text[]) AS given (moment)
      CROSS JOIN LATERAL (SELECT given.moment::timestamp AS at) AS t
      CROSS JOIN LATERAL (SELECT date_trunc('month', t.at) AS month) AS m
      WHERE isfinite(t.at)
    )
    SELECT to_char(g.month, 'YYYY-MM') AS month, g.since::text AS since, g.until::text AS until,
      (SELECT c.name
        FROM generate_series(1, 1000) AS n
        CROSS JOIN LATERAL (SELECT $1::text || '_restored_' || to_char(g.since,
            CASE WHEN g.since = g.month AND g.until = g.next THEN 'YYYY_MM' ELSE 'YYYY_MM_DD' END)
          || CASE n WHEN 1 THEN '' ELSE '_' || n END AS name) AS c
        WHERE to_regclass(\(backend.prefix) || c.name) IS NULL
        ORDER BY n LIMIT 1) AS name
    FROM gap g ORDER BY g.since
    """
  }

  /// For a person: a partition for a gap. Where created_at has no zone, that of the literals says nothing; where
  /// it has one, the session of who types it is in another.
  ///
  /// - Parameters:
  ///   - name: of ``gaps(_:)``, as are the ends.
  ///   - table: one of our own constants.
  package static func make(
    _ name: String, since: String, until: String, of table: String, in backend: BackendSchema
  ) -> String {
    "CREATE TABLE \(backend).\(name) PARTITION OF \(backend).\(table) "
      + "FOR VALUES FROM ('\(since)+00') TO ('\(until)+00')"
  }
}
