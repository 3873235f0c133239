internal import InviteDomain
internal import Localization

/// One row that was left as it is while the others were done: which, by what, and what to do about
/// it.
public struct RowFinding: Sendable, Equatable, Codable {
  /// E.g. `invite_queue`.
  public let table: String
  public let id: Int?
  /// The code it is about; bytes that are no UTF-8 as `\351`.
  public private(set) var code: String?
  public let constraint: String?
  /// The trigger that refuses it, or, where that cannot be told, the function that does.
  public let trigger: String?
  public let sqlState: String?
  /// Why, as a clause.
  public private(set) var reason: String
  /// What to do, with the statement or command to type.
  public private(set) var hint: String

  init(
    table: String, id: Int?, code: String? = nil, constraint: String? = nil,
    trigger: String? = nil, sqlState: String? = nil, reason: String, hint: String
  ) {
    self.table = table
    self.id = id
    self.code = code
    self.constraint = constraint
    self.trigger = trigger
    self.sqlState = sqlState
    self.reason = reason
    self.hint = hint
  }

  /// Which row, e.g. `code WELCOME` or `invite_queue row 17`.
  public var object: String {
    if let code, table == Self.codes { return tr("code \(code)") }
    guard let id else { return tr("a row of \(table)") }
    return tr("\(table) row \(id)")
  }

  /// As the failure of what was to be done with this row; the code masked.
  var failure: Failure { failure(.error) }

  /// The same, of a kind that says whether trying it again may help.
  func failure(_ kind: Failure.Kind) -> Failure {
    var failure = Failure(kind, tr("\(masked.object): \(reason)"), hint: hint)
    failure.isOneRows = true
    return failure
  }

  func advising(_ hint: String) -> RowFinding {
    var copy = self
    copy.hint = hint
    return copy
  }

  /// For logs, and for outcomes that mask their codes.
  public var masked: RowFinding {
    var copy = self
    copy.code = code.map(Masking.code)
    return copy
  }

  static let codes = "redeem_codes"
}
