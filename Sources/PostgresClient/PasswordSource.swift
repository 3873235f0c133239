internal import Glibc
internal import Localization

/// Where the password of a connection is from: libpq takes that of the parameters, else PGPASSWORD, else the
/// first line of the password file that fits (connectOptions2 of src/interfaces/libpq/fe-connect.c).
enum PasswordSource {
  /// - Returns: a noun for a sentence, never the password; `nil` where a service may have it.
  static func name(_ parameters: ConnectionParameters) -> String? {
    if parameters["password"] != nil {
      return parameters.passwordSource ?? tr("the database URL")
    }
    guard parameters["service"] == nil, value("PGSERVICE") == nil else { return nil }
    if value("PGPASSWORD") != nil { return "PGPASSWORD" }
    if let file = parameters["passfile"] ?? value("PGPASSFILE") {
      return tr("the password file \(file)")
    }
    return tr("the password file ~/.pgpass")
  }

  private static func value(_ variable: String) -> String? {
    getenv(variable).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}
