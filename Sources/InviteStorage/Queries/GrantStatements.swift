internal import InviteDomain
internal import PostgresClient

/// What `doctor --grants` prints: the SQL and the Redis ACLs for users that may do what the
/// commands do, and nothing else.
public enum GrantStatements {
  /// Two roles: `writer` for the commands that change something, `reader` for those that look.
  ///
  /// Building indexes is the table owner's; `migrate` runs as the backend's role.
  ///
  /// - Parameter schema: of the backend's tables.
  public static func sql(
    writer: String = "invitectl", reader: String = "invitectl_read", schema: String = "public"
  ) -> String {
    """
    -- PostgreSQL: run as the owner of the tables, in InviteHub's database.
    -- \(writer): redeem, sync-counts, force-resync (its --dry-run syncs first), cleanup-queue.
    -- \(reader): metrics-dump, doctor, every other --dry-run.
    CREATE ROLE \(writer) LOGIN;
    CREATE ROLE \(reader) LOGIN;
    \(grants(.reader, in: schema, to: "\(writer), \(reader)"))
    \(grants(.writer, in: schema, to: writer))
    -- From revision 014 of the backend on, seats ask for the teams' status:
    -- GRANT SELECT (status) ON \(schema).teams TO \(writer), \(reader);
    -- From revision 009 on, rebinds are counted and noted:
    -- GRANT UPDATE (rebind_count) ON \(schema).redeem_codes TO \(writer);
    -- GRANT INSERT ON \(schema).rebind_history TO \(writer);
    -- GRANT USAGE ON ALL SEQUENCES IN SCHEMA \(schema) TO \(writer);
    -- From revision 024 on, redeem holds seats and has people wait:
    -- GRANT INSERT ON \(schema).invite_queue TO \(writer);
    -- GRANT UPDATE (id) ON \(schema).teams TO \(writer);
    -- The blockers' queries and the lag of replicas; needs a superuser.
    GRANT pg_monitor TO \(writer), \(reader);
    -- After 'invitectl migrate up' has made the schema, and again after an upgrade:
    GRANT USAGE ON SCHEMA invitectl TO \(writer), \(reader);
    GRANT SELECT ON ALL TABLES IN SCHEMA invitectl TO \(reader);
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA invitectl TO \(writer);
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA invitectl TO \(writer);

    """
  }

  private static func grants(
    _ profile: TablePrivilege.Profile, in schema: String, to roles: String
  ) -> String {
    let name = schema == "public" ? schema : PostgresIdentifier.quoted(schema)
    let usage =
      schema == "public" || profile == .writer ? [] : ["GRANT USAGE ON SCHEMA \(name) TO \(roles);"]
    let tables = TablePrivilege.all.filter { $0.profile == profile }
      .map { "GRANT \($0.grant) ON \(name).\($0.table) TO \(roles);" }
    return (usage + tables).joined(separator: "\n")
  }

  /// One user for every command. Redis cannot tell databases apart in an ACL, so that one user
  /// serves buckets, broker and results alike.
  ///
  /// - Parameters:
  ///   - prefix: Celery's global_keyprefix.
  ///   - windowKey: ``InviteConfiguration/redeemWindowKey``.
  public static func acl(
    user: String = "invitectl", prefix: String = "", windowKey: String = "rate_limit:redeem"
  ) -> String {
    let keys = [
      "redeem:*", "\(BucketKey.limiter)*", "\(windowKey):*", "dist_lock:*", "invitectl:*",
      "\(prefix)invites*",
      "\(prefix)sync*", "\(prefix)celery*", "\(prefix)unacked*", "\(prefix)_kombu.*",
      "\(prefix)*.reply.celery.pidbox",
    ].map { "~\($0)" }.joined(separator: " ")
    return """
      # Redis 6 and later: on the servers of buckets, broker and results.
      ACL SETUSER \(user) on >PASSWORD resetkeys \(keys) resetchannels &* -@all +@read +@write +@scripting +@pubsub +@transaction +@connection -@dangerous +info +time +client|list
      # Then: REDIS_URL=redis://\(user):PASSWORD@HOST:PORT/0

      """
  }
}
