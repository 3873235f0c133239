internal import ClientSupport
public import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// What runs of `force-resync` changed, with what an undo would need: the values before.
public struct ResyncHistory: Sendable, Encodable {
  public struct Entry: Sendable, Encodable {
    public let run: Int
    public let at: String
    public let code: String
    public let why: String
    public let delta: Int
    /// `nil` for NULL.
    public let usedBefore: Int?
    public let usedAfter: Int
    public let bucketBefore: Int?
    public let pushed: Int
    public let state: String
  }

  public let entries: [Entry]

  /// The latest changes, of one code or of all. A code that is not UTF-8 is shown in ASCII, with the
  /// other bytes as `\351`.
  public static func read(
    _ context: OperationContext, code typed: String?, limit: Int
  ) throws(Failure) -> ResyncHistory {
    let connection = try context.with(.resyncHistory).postgres()
    let code = try typed.map { (typed) throws(Failure) in
      try StoredCodes.one(typed, on: connection, deadline: context.requestDeadline)
    }
    do {
      let ids = try connection.query(
        ResyncQueries.changes, [code, String(limit)], deadline: context.requestDeadline
      ).map { (row) throws(PostgresError) in try row.int("id") }
      var entries: [Entry] = []
      try Bisection.run(ids[...]) { part throws(PostgresError) in
        do throws(PostgresError) {
          entries += try read(Array(part), inASCII: false, connection, context.requestDeadline)
          return nil
        } catch {
          guard let fault = RowFault(error) else { throw error }
          return fault
        }
      } culprit: { id, _ throws(PostgresError) in
        entries += try read([id], inASCII: true, connection, context.requestDeadline)
      }
      return ResyncHistory(entries: entries)
    } catch {
      throw Failure(error, doing: tr("read the ledger (made by 'invitectl migrate up')"))
    }
  }

  private static func read(
    _ ids: [Int], inASCII: Bool, _ connection: PostgresConnection, _ deadline: Deadline
  ) throws(PostgresError) -> [Entry] {
    try connection.query(
      { ResyncQueries.history($0, inASCII: inASCII) }, [PostgresArray.literal(ids)],
      deadline: deadline
    ).map { (row) throws(PostgresError) in
      Entry(
        run: try row.int("run_id"), at: try row.string("at"), code: try row.string("code"),
        why: try row.string("why"), delta: try row.int("delta"),
        usedBefore: try row.optionalInt("used_before"), usedAfter: try row.int("used_after"),
        bucketBefore: try row.optionalInt("bucket_before"), pushed: try row.int("pushed"),
        state: try row.string("state"))
    }
  }
}
