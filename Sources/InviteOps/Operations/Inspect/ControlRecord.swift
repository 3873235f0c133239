internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import Localization
internal import Logging
internal import LosslessJSON
internal import PostgresClient

/// Records a change of the broker or of workers as a run, where there is a database.
///
/// These commands are for the hour in which something stands still, perhaps the database: they need
/// nothing but the broker, and a run that cannot be recorded is done and said.
enum ControlRecord {
  /// So long the database may take to be reached.
  private static let patience = Duration.seconds(3)

  /// - Parameter names: the queues, workers and messages that it is about: of the arguments a run keeps what
  ///   is masked.
  static func recording<Value>(
    _ command: String, _ context: OperationContext, about names: JSONObject,
    _ body: (RunLog?) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    guard context.configuration.database != nil else { return try body(nil) }
    let connection: PostgresConnection
    do throws(Failure) {
      connection = try context.postgres(
        deadline: .after(min(context.configuration.timeout, patience)))
    } catch {
      if error.kind == .interrupted { throw error }
      context.logger.warning(
        "the run was not recorded", metadata: ["error": "\(Speech.english(of: error.message))"])
      return try body(nil)
    }
    // Of things that were named: what watches the last whole runs is not alarmed by a task that was
    // revoked too late, or by a drain that somebody has broken off.
    return try RunLog.recording(
      command, .incidental, extent: .chosen(1, of: names), context, on: connection, body)
  }
}
