internal import ClientSupport
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// How the triggers and the function of ``RowFeedQueries`` stand.
public struct RowFeedState: Sendable, Equatable, Encodable {
  public enum Standing: String, Sendable, Encodable, CaseIterable {
    /// Nothing of it is there, which is how it should be where nobody has asked for it.
    case absent
    case there
    /// Something of it is there, and not all, or not as it should be.
    case partial
  }

  public private(set) var standing = Standing.absent
  /// What is the matter with it; `nil` where nothing is.
  public private(set) var fault: String?
  /// Whether it cannot name rows, and only tells that some were changed.
  public private(set) var isCoarse = false

  static let absent = RowFeedState()

  private init() {}

  /// - Parameter row: with the columns of ``RowFeedQueries/state(_:)``.
  init(_ row: PostgresRow) throws(PostgresError) {
    guard try row.optionalString("kind") != nil else { return }
    let body = try row.optionalString("body")
    let triggers = try row.strings("triggers")
    let hasForeign = try row.bool("has_foreign")
    isCoarse = hasForeign
    guard body != nil || !triggers.isEmpty else { return }
    fault = Self.fault(body, triggers, isCoarse: hasForeign)
    standing = fault == nil ? .there : .partial
  }

  static func read(
    _ connection: PostgresConnection, deadline: Deadline
  ) throws(PostgresError) -> RowFeedState {
    try RowFeedState(
      connection.query(RowFeedQueries.state(connection.backend), deadline: deadline).only())
  }

  private static func fault(_ body: String?, _ triggers: [String], isCoarse: Bool) -> String? {
    guard let body else { return tr("its function is missing") }
    guard body == RowFeedQueries.body else { return tr("its function is another one") }
    for trigger in RowFeedQueries.triggers {
      if triggers.contains(trigger.identity(isCoarse: isCoarse)) { continue }
      if triggers.contains(trigger.identity(isCoarse: !isCoarse)) {
        return isCoarse
          ? tr(
            "a partition is on another server, and writes to it may fail for trigger \(trigger.name)"
          )
          : tr("trigger \(trigger.name) does not name rows, though it could")
      }
      if triggers.contains(where: trigger.isDisabled) {
        return tr("trigger \(trigger.name) is switched off")
      }
      let isThere = triggers.contains { $0.hasPrefix("\(trigger.name) ") }
      return isThere
        ? tr("trigger \(trigger.name) is another one") : tr("trigger \(trigger.name) is missing")
    }
    return nil
  }
}
