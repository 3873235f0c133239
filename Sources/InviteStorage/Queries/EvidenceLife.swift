/// How long something is asked for that says what evidence is worth; so long it stays, whatever `--keep-logs` says.
package enum EvidenceLife {
  /// In seconds. cleanup_old_invite_queue of the backend deletes rows after 30 days: of a code that is younger than
  /// this it has deleted none.
  static let ofRows = 29 * 86_400

  /// In seconds: how long the mark of a refund lives, and the line of the ledger that says that a token came back.
  package static let ofRefunds = 90 * 86_400

  /// ``ofRows`` as SQL, which no change of the clocks in a time zone makes longer or shorter.
  static let rows = "make_interval(secs => \(ofRows))"
  /// ``ofRefunds``, likewise.
  static let refunds = "make_interval(secs => \(ofRefunds))"

  /// Whether an entry of the outbox that is settled may go. Longer than ``ofRows``, for it is evidence of a use.
  static let isOldEntry = "changed_at < now() - interval '30 days'"

  /// Whether the run `r` deleted rows; one that has died may have.
  static let hasCleaned = "(r.command = 'cleanup-queue' AND coalesce(r.changed, 1) > 0)"

  /// Whether the run `r` took evidence away: rows, or messages.
  static let hasTaken = """
    (r.command IN ('cleanup-queue', 'control purge', 'control revoke', 'control terminate')
      AND coalesce(r.changed, 1) > 0)
    """

  /// Whether by the run `r` a person believed one side of a count: `force-resync --from`.
  static let isWord = """
    (r.command = 'force-resync' AND coalesce(r.detail ->> 'source', '') IN ('database', 'redis'))
    """

  /// Whether the line `l` of the ledger tells of tokens that came back.
  static let isRefund = "(l.delta < 0 AND NOT \(AuditQueries.isResynced))"
}
