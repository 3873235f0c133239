public import InviteDomain
internal import PostgresClient

/// The SQL that `doctor --grants` prints, for roles that may do what the commands do, and nothing else.
public enum GrantStatements {
  /// Two roles: `writer` for the commands that change something, `reader` for those that look.
  ///
  /// Building indexes is the table owner's; `migrate` runs as the backend's role.
  ///
  /// - Parameters:
  ///   - schema: of the backend's tables.
  ///   - record: Alembic's table, where it is another one than usual.
  public static func sql(
    writer: String = "invitectl", reader: String = "invitectl_read", schema: String = "public",
    record: RevisionTableName? = nil
  ) -> String {
    """
    -- PostgreSQL: run as the owner of the tables, in InviteHub's database.
    -- \(writer): redeem, sync-counts, force-resync (its --dry-run syncs first), cleanup-queue (the
    -- --dry-run of --stuck looks for emails and codes in the outbox).
    -- \(reader): metrics-dump, doctor, forecast, simulate, every other --dry-run.
    CREATE ROLE \(writer) LOGIN;
    CREATE ROLE \(reader) LOGIN;
    \(grants(.reader, in: schema, record, to: "\(writer), \(reader)"))
    \(grants(.writer, in: schema, record, to: writer))
    -- From revision 014 of the backend on, seats ask for the teams' status:
    -- GRANT SELECT (status) ON \(schema).teams TO \(writer), \(reader);
    -- From revision 009 on, rebinds are counted and noted:
    -- GRANT UPDATE (rebind_count) ON \(schema).redeem_codes TO \(writer);
    -- GRANT INSERT ON \(schema).rebind_history TO \(writer);
    -- GRANT USAGE ON SEQUENCE \(schema).rebind_history_id_seq TO \(writer);
    -- From revision 024 on, redeem holds seats and has people wait:
    -- GRANT USAGE ON SEQUENCE \(schema).invite_queue_id_seq, \(schema).invite_records_id_seq
    --   TO \(writer);
    -- GRANT UPDATE (id) ON \(schema).teams TO \(writer);
    -- The blockers' queries and the lag of replicas; needs a superuser.
    GRANT pg_read_all_stats TO \(writer), \(reader);
    -- After 'invitectl migrate up' has made the schema, and again after an upgrade:
    GRANT USAGE ON SCHEMA invitectl TO \(writer), \(reader);
    \(OwnTable.grants(to: reader, isWriter: false).joined(separator: ";\n"));
    \(OwnTable.grants(to: writer, isWriter: true).joined(separator: ";\n"));
    -- After 'invitectl migrate up --optional team-seat-stats'; refresh-seats writes it:
    -- GRANT SELECT, INSERT, UPDATE, DELETE ON invitectl.team_seat_stats TO \(writer);
    -- GRANT SELECT ON invitectl.team_seat_stats TO \(reader);
    -- 'invitectl migrate up --optional row-feed' needs no more, of these roles nor of the backend's.
    -- Of partitioned tables cleanup-queue goes to each partition itself: again after new ones are made.
    \(PartitionGrants.block(to: writer, in: Self.schema(schema)))
    -- From PostgreSQL 17 on, to VACUUM what cleanup-queue has emptied; no command needs it:
    -- GRANT MAINTAIN ON \(schema).invite_queue, \(schema).invite_records TO \(writer);

    """
  }

  private static func grants(
    _ profile: TablePrivilege.Profile, in schema: String, _ record: RevisionTableName?,
    to roles: String
  ) -> String {
    let backend = Self.schema(schema)
    let table = RevisionTable(
      schema: record?.schema.map(Self.schema) ?? backend,
      name: (record ?? .standard).name)
    let schemas = table.schema == backend ? [backend] : [backend, table.schema]
    let usage = schemas.filter { $0.name != "public" && profile == .reader }
      .map { "GRANT USAGE ON SCHEMA \($0) TO \(roles);" }
    let tables = TablePrivilege.all.filter { $0.profile == profile }.map { need in
      let isRecord = need.table == RevisionTableName.standard.name
      return "GRANT \(need.grant) ON \(isRecord ? table.description : "\(backend).\(need.table)") "
        + "TO \(roles);"
    }
    return (usage + tables).joined(separator: "\n")
  }

  private static func schema(_ name: String) -> BackendSchema {
    BackendSchema(
      name: name, identifier: name == "public" ? name : PostgresIdentifier.quoted(name))
  }
}
