public import InviteDomain
internal import PostgresClient

/// The SQL that `doctor --grants` prints, for roles that may do what the commands do, and nothing else.
public enum GrantStatements {
  /// Two roles: `writer` for the commands that change something, `reader` for those that look.
  ///
  /// Building indexes is the table owner's; `migrate` runs as the backend's role.
  ///
  /// - Parameters:
  ///   - schema: of the backend's tables, as the catalog has it.
  ///   - record: Alembic's table, where it is another one than usual.
  public static func sql(
    writer: String = "invitectl", reader: String = "invitectl_read", schema: String = "public",
    record: RevisionTableName? = nil
  ) -> String {
    let place = Self.schema(schema)
    return """
      \(GrantNotes.roles(writer: writer, reader: reader))
      CREATE ROLE \(writer) LOGIN;
      CREATE ROLE \(reader) LOGIN;
      \(grants(.reader, in: schema, record, to: "\(writer), \(reader)"))
      \(grants(.writer, in: schema, record, to: writer))
      \(GrantNotes.status)
      -- GRANT SELECT (status) ON \(place).teams TO \(writer), \(reader);
      \(GrantNotes.rebinds)
      -- GRANT UPDATE (rebind_count) ON \(place).redeem_codes TO \(writer);
      -- GRANT INSERT ON \(place).rebind_history TO \(writer);
      -- GRANT USAGE ON SEQUENCE \(place).rebind_history_id_seq TO \(writer);
      \(GrantNotes.seats)
      -- GRANT USAGE ON SEQUENCE \(place).invite_queue_id_seq, \(place).invite_records_id_seq
      --   TO \(writer);
      -- GRANT UPDATE (id) ON \(place).teams TO \(writer);
      \(GrantNotes.statistics)
      GRANT pg_read_all_stats TO \(writer), \(reader);
      \(GrantNotes.ownSchema)
      GRANT USAGE ON SCHEMA invitectl TO \(writer), \(reader);
      \(OwnTable.grants(to: reader, isWriter: false).joined(separator: ";\n"));
      \(OwnTable.grants(to: writer, isWriter: true).joined(separator: ";\n"));
      \(GrantNotes.seatTable)
      -- GRANT SELECT, INSERT, UPDATE, DELETE ON invitectl.team_seat_stats TO \(writer);
      -- GRANT SELECT ON invitectl.team_seat_stats TO \(reader);
      \(GrantNotes.partitions)
      \(PartitionGrants.block(to: writer, in: place))
      \(GrantNotes.vacuum)
      -- GRANT MAINTAIN ON \(place).invite_queue, \(place).invite_records TO \(writer);

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
    // PUBLIC may have lost even that of schema public.
    let usage =
      profile == .reader ? schemas.map { "GRANT USAGE ON SCHEMA \($0) TO \(roles);" } : []
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
