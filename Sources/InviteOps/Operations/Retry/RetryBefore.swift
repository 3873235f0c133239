internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// An invite that was tried again before, and of which nothing is known to have come: `--again` tries it once more.
public struct RetryBefore: Sendable, Equatable, Encodable {
  public private(set) var email: String
  public private(set) var code: String
  /// Of the last attempt.
  public let taskID: String

  private enum CodingKeys: String, CodingKey {
    case email, code
    case taskID = "taskId"
  }

  /// So many are named.
  private static let most = 5

  var masked: RetryBefore {
    var copy = self
    copy.email = Masking.email(email)
    copy.code = Masking.code(code)
    return copy
  }

  /// Those that are asked about by their email or code; without either nobody asks for a certain one.
  static func of(
    _ request: RetryRequest, _ connection: PostgresConnection, _ context: OperationContext
  ) throws(Failure) -> [RetryBefore] {
    guard request.kind == .failed, !request.again, request.code != nil || request.email != nil,
      connection.facts?.own[OwnTable.retries.rawValue] != nil
    else { return [] }
    var all = request
    all.again = true
    var findings = RowFindings(most: RetryReader.most)
    let rows = try RetryReader(connection: connection, context: context, request: all)
      .read(&findings)
    var seen: Set<StuckEvidence.Key> = []
    let sent = rows.filter { $0.attemptState == "sent" && seen.insert($0.key).inserted }
    var tried: [RetryBefore] = []
    do throws(PostgresError) {
      for row in sent.prefix(most) {
        let code = row.storedCode ?? row.code
        let last = try connection.query(
          RetryQueries.open, [code, row.email], deadline: context.requestDeadline
        ).first?.optionalString("task_id")
        if let last { tried.append(RetryBefore(email: row.email, code: code, taskID: last)) }
      }
    } catch {
      throw Failure(error, doing: tr("see whether the invite was tried again"))
    }
    return tried
  }
}
