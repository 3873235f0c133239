internal import CLibpq
public import ClientSupport
internal import Localization

extension PostgresConnection {
  /// Connects with settings that hold from the first statement on, whatever a role or database has
  /// set: what comes with the startup packet goes before both (chapter 20.1.3 and 20.1.4 of the
  /// manual).
  ///
  /// A pooler may refuse them ("unsupported startup parameter: options", pgbouncer without
  /// ignore_startup_parameters), and so does a server that is too old for one of them. Then it is
  /// connected to without: what stands behind is told by a look at the session.
  ///
  /// - Throws: as ``connect(_:deadline:interrupt:)``.
  public static func connect(
    _ parameters: ConnectionParameters, startingWith settings: KeyValuePairs<String, String>,
    deadline: Deadline, interrupt: Interrupt? = nil
  ) throws(PostgresError) -> PostgresConnection {
    // A service of the service file may have options of its own, which ours would replace.
    guard parameters["service"] == nil || parameters["options"] != nil else {
      return try connect(parameters, deadline: deadline, interrupt: interrupt)
    }
    let own = settings.map { "-c \($0.key)=\($0.value)" }
    let options = ([parameters["options"] ?? defaultOptions].compactMap { $0 } + own)
      .joined(separator: " ")
    do throws(PostgresError) {
      return try connect(
        parameters.with("options", options), deadline: deadline, interrupt: interrupt)
    } catch {
      guard error.isAboutStartup else { throw error }
      return try connect(parameters, deadline: deadline, interrupt: interrupt)
    }
  }

  /// What PGOPTIONS says, or the service that PGSERVICE names.
  private static var defaultOptions: String? {
    guard let defaults = PQconndefaults() else { return nil }
    defer { PQconninfoFree(defaults) }
    var option = defaults
    while let keyword = option.pointee.keyword {
      if String(cString: keyword) == "options" {
        return option.pointee.val.map { String(cString: $0) }
      }
      option += 1
    }
    return nil
  }
}

extension PostgresError {
  /// Whether the other side did not take the options: PostgreSQL does not know a setting, pgbouncer
  /// says "startup parameter", Amazon's RDS Proxy "command-line options".
  fileprivate var isAboutStartup: Bool {
    guard case .couldNotConnect(let failure) = self, failure.sqlState != nil else { return false }
    return failure.sqlState == .undefinedObject
      || failure.message.contains(verbatim("startup parameter"))
      || failure.message.contains(verbatim("command-line options"))
  }
}
