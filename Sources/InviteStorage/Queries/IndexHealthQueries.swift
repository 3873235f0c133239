internal import InviteDomain

/// Statements on the catalog about the performance indexes.
package enum IndexHealthQueries {
  /// Per index of `$1` on the table of `$2` over the columns of `$3` (joined by commas): `name`
  /// and `state`. An index that is not valid may be one that is being built at this moment.
  package static func states(_ backend: BackendSchema) -> String {
    """
    SELECT e.name,
      CASE
        WHEN i.indexrelid IS NULL AND to_regclass(\(backend.prefix) || e.table_name) IS NULL
          THEN 'skipped'
        WHEN i.indexrelid IS NULL AND c.oid IS NULL THEN 'missing'
        WHEN i.indexrelid IS NULL THEN 'different'
        WHEN NOT i.indisvalid AND EXISTS (
          SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)
          THEN 'building'
        WHEN NOT i.indisvalid THEN 'invalid'
        WHEN i.indrelid <> to_regclass(\(backend.prefix) || e.table_name) OR i.indisunique
          OR i.indpred IS NOT NULL OR i.indexprs IS NOT NULL OR m.amname <> 'btree'
          OR i.indnatts <> i.indnkeyatts
          OR (
            SELECT string_agg(a.attname, ',' ORDER BY k.position)
            FROM unnest(i.indkey) WITH ORDINALITY AS k (number, position)
            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
          ) <> e.columns
          THEN 'different'
        ELSE 'valid'
      END AS state
    FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY
      AS e (name, table_name, columns, position)
    LEFT JOIN pg_class c
      ON c.relname = e.name AND c.relnamespace = \(backend.regnamespace)
    LEFT JOIN pg_index i ON i.indexrelid = c.oid
    LEFT JOIN pg_am m ON m.oid = c.relam
    ORDER BY e.position
    """
  }
}
