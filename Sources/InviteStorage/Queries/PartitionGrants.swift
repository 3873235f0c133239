internal import InviteDomain
package import PostgresClient

/// Rights on the partitions of tables that `cleanup-queue` deletes from: it goes to each of them itself,
/// where rights on the whole do not count (https://www.postgresql.org/docs/14/ddl-partitioning.html).
package struct PartitionGrants: Sendable, Equatable {
  /// The tables in question.
  package static let tables = ["invite_queue", "invite_records"]

  /// Schemas that the role may not use, and partitions whose rows it may not delete, as they are typed.
  package let schemas: [String]
  package let places: [String]

  /// - Throws: ``PostgresError`` where the row is not that of ``lacking(_:)``.
  package init(_ row: PostgresRow) throws(PostgresError) {
    schemas = try row.strings("schemas")
    places = try row.strings("places")
  }

  /// One row: what this role lacks for the partitions of the tables `$1`, `schemas` and `places`.
  package static func lacking(_ backend: BackendSchema) -> String {
    """
    WITH RECURSIVE \(PartitionQueries.tree(backend, of: "$1"))
    SELECT
      ARRAY(SELECT DISTINCT quote_ident(n.nspname) FROM tree t JOIN pg_class c ON c.oid = t.oid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relispartition AND c.relkind = 'r' AND NOT t.detaching
          AND NOT has_schema_privilege(n.oid, 'USAGE') ORDER BY 1) AS schemas,
      ARRAY(SELECT format('%I.%I', n.nspname, c.relname) FROM tree t JOIN pg_class c ON c.oid = t.oid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relispartition AND c.relkind = 'r' AND NOT t.detaching
          AND NOT (has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'DELETE')
            AND has_any_column_privilege(c.oid, 'UPDATE')) ORDER BY 1) AS places
    """
  }

  /// What gives them, a statement each.
  ///
  /// - Parameter role: as it is typed.
  package func statements(to role: String) -> [String] {
    (schemas.isEmpty
      ? [] : ["GRANT USAGE ON SCHEMA \(schemas.joined(separator: ", ")) TO \(role)"])
      + (places.isEmpty
        ? []
        : ["GRANT SELECT, UPDATE, DELETE ON \(places.joined(separator: ", ")) TO \(role)"])
  }

  /// A statement that gives them to a role wherever there are partitions, and does nothing where there
  /// are none.
  ///
  static func block(to role: String, in backend: BackendSchema) -> String {
    let roots = tables.map { RowQueries.literal("\(backend).\($0)") }.joined(separator: ", ")
    return """
      DO $$
      DECLARE part record;
      BEGIN
        FOR part IN
          SELECT c.oid::regclass AS place, n.oid AS schema, n.nspname AS name
          FROM unnest(ARRAY[\(roots)]) AS root, pg_partition_tree(to_regclass(root)) AS t
            JOIN pg_class c ON c.oid = t.relid JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE c.relispartition AND c.relkind = 'r'
        LOOP
          IF NOT has_schema_privilege('\(role)', part.schema, 'USAGE') THEN
            EXECUTE format('GRANT USAGE ON SCHEMA %I TO \(role)', part.name);
          END IF;
          EXECUTE format('GRANT SELECT, UPDATE, DELETE ON %s TO \(role)', part.place);
        END LOOP;
      END $$;
      """
  }
}
