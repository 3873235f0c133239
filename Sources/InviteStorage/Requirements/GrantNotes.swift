internal import Localization

/// What ``GrantStatements`` says between its statements, as comments of SQL.
enum GrantNotes {
  static func roles(writer: String, reader: String) -> String {
    comment(
      tr(
        """
        PostgreSQL: run as the owner of the tables, in InviteHub's database.
        \(writer): redeem, sync-counts, force-resync (its --dry-run syncs first), cleanup-queue (the
        --dry-run of --stuck looks for emails and codes in the outbox).
        \(reader): metrics-dump, doctor, forecast, simulate, every other --dry-run.
        """))
  }

  static var status: String {
    comment(tr("From revision 014 of the backend on, seats ask for the teams' status:"))
  }

  static var rebinds: String {
    comment(tr("From revision 009 on, rebinds are counted and noted:"))
  }

  static var seats: String {
    comment(tr("From revision 024 on, redeem holds seats and has people wait:"))
  }

  static var statistics: String {
    comment(tr("The blockers' queries and the lag of replicas; needs a superuser."))
  }

  static var ownSchema: String {
    comment(tr("After 'invitectl migrate up' has made the schema, and again after an upgrade:"))
  }

  static var seatTable: String {
    comment(
      tr("After 'invitectl migrate up --optional team-seat-stats'; refresh-seats writes it:"))
  }

  static var partitions: String {
    comment(
      tr(
        """
        'invitectl migrate up --optional row-feed' needs no more, of these roles nor of the backend's.
        Of partitioned tables cleanup-queue goes to each partition itself: again after new ones are made.
        """))
  }

  static var vacuum: String {
    comment(
      tr("From PostgreSQL 17 on, to VACUUM what cleanup-queue has emptied; no command needs it:"))
  }

  private static func comment(_ text: String) -> String {
    text.split(separator: "\n").map { "-- \($0)" }.joined(separator: "\n")
  }
}
