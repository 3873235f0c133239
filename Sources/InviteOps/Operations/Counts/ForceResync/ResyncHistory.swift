internal import ClientSupport
public import InviteDomain
internal import InviteStorage
internal import PostgresClient

/// What runs of `force-resync` changed, with what an undo would need: the values before.
public struct ResyncHistory: Sendable, Encodable {
  public struct Entry: Sendable, Encodable {
    public let run: Int
    public let at: String
    public let code: String
    public let why: String
    public let delta: Int
    public let usedBefore: Int
    public let usedAfter: Int
    public let bucketBefore: Int?
    public let pushed: Int
    public let state: String
  }

  public let entries: [Entry]

  /// The latest changes, of one code or of all.
  public static func read(
    _ context: OperationContext, code: String?, limit: Int
  ) throws(Failure) -> ResyncHistory {
    let connection = try context.with(.resyncHistory).postgres()
    do {
      var entries: [Entry] = []
      let rows = try connection.query(
        ResyncQueries.history, [code, String(limit)], deadline: context.requestDeadline)
      for row in rows {
        entries.append(
          Entry(
            run: try row.int("run_id"), at: try row.string("at"), code: try row.string("code"),
            why: try row.string("why"), delta: try row.int("delta"),
            usedBefore: try row.int("used_before"), usedAfter: try row.int("used_after"),
            bucketBefore: try row.optionalInt("bucket_before"), pushed: try row.int("pushed"),
            state: try row.string("state")))
      }
      return ResyncHistory(entries: entries)
    } catch {
      throw Failure(error, doing: "read the ledger (made by 'invitectl migrate up')")
    }
  }
}
