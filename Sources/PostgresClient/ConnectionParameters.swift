internal import CLibpq
internal import ClientSupport
internal import Localization

/// What libpq needs to connect, by its keywords (chapter 34.1.2 of the manual): `host`, `port`,
/// `dbname`, `user`, `password`, `sslmode`, `service` and so on. What is absent, libpq takes from
/// the PG* environment, the service file and .pgpass.
///
/// Its descriptions name host, port, user and database, and nothing else.
public struct ConnectionParameters: Sendable, Equatable {
  private var values: [String: String]
  /// Where the password is from, for messages: a setting with its file; `nil` where it came with the others.
  public var passwordSource: String?

  /// Where a password is from is no difference.
  public static func == (one: ConnectionParameters, other: ConnectionParameters) -> Bool {
    one.values == other.values
  }

  public init(_ values: [String: String] = [:]) {
    self.values = values
  }

  /// Reads a URI (`postgresql://…`) or a keyword string (`host=… dbname=…`).
  ///
  /// - Throws: ``PostgresError/couldNotConnect(_:)`` of kind `invalidParameters`; its message
  ///   never quotes the text, which may hold a password.
  public static func parse(_ text: String) throws(PostgresError) -> ConnectionParameters {
    if text.utf8.contains(0) { throw .embeddedNUL(tr("the connection string")) }
    try checkLogin(text)
    let (rest, newer) = ConnectionText.withoutNewer(text)
    var reason: UnsafeMutablePointer<CChar>?
    guard let options = PQconninfoParse(rest, &reason) else {
      let message = reason.map { String(cString: $0) } ?? tr("out of memory")
      PQfreemem(reason)
      throw invalid(QuotedText.removed(from: message.filter { !$0.isNewline }))
    }
    defer { PQconninfoFree(options) }
    var parsed = ConnectionParameters(Self.values(options))
    try parsed.checkPort()
    try parsed.applyNewer(newer)
    return parsed
  }

  /// Those of libpq's options that have a value.
  static func values(_ options: UnsafeMutablePointer<PQconninfoOption>) -> [String: String] {
    var values: [String: String] = [:]
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val {
        values[String(cString: keyword)] = String(cString: value)
      }
      option += 1
    }
    return values
  }

  /// The login ends at the first `@`, and the server at the first `/`: what is behind an `@` or `/` of
  /// an unescaped password would be taken for a host or a database, and be shown as such.
  private static func checkLogin(_ text: String) throws(PostgresError) {
    guard ConnectionText.isURI(text), let scheme = text.firstRange(of: "://") else { return }
    let rest = text[scheme.upperBound...].prefix { $0 != "?" }
    guard let last = rest.lastIndex(of: "@") else { return }
    if rest[..<last].contains(where: { $0 == "@" || $0 == "/" }) {
      throw invalid(tr("user and password have characters of their own meaning (\(escapes))"))
    }
  }

  private static let escapes =
    tr("special characters of a password must be percent-encoded: / is %2F, : is %3A, @ is %40")

  /// A slash or colon in an unescaped password ends up in the port; libpq would quote it then.
  private func checkPort() throws(PostgresError) {
    guard let port = values["port"], !port.isEmpty else { return }
    for part in port.split(separator: ",") where !(1...65535).contains(Int(part) ?? 0) {
      throw Self.invalid(tr("the port is not a number from 1 to 65535 (\(Self.escapes))"))
    }
  }

  static func invalid(_ message: String) -> PostgresError {
    .couldNotConnect(
      ConnectFailure(
        kind: .invalidParameters, target: tr("the given database"), message: message, sqlState: nil)
    )
  }

  /// The value of a keyword; `nil` if libpq is to find it elsewhere.
  public subscript(keyword: String) -> String? {
    get { values[keyword] }
    set { values[keyword] = newValue }
  }

  /// A copy with one keyword set, or removed by `nil`.
  public func with(_ keyword: String, _ value: String?) -> ConnectionParameters {
    var copy = self
    copy[keyword] = value
    return copy
  }

  /// The keywords that are set, sorted.
  public var keywords: [String] { values.keys.sorted() }
}

extension ConnectionParameters: CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  public var description: String {
    var parts: [String] = []
    if let host = values["host"] ?? values["hostaddr"] {
      parts.append(tr("host \(GivenText.shown(host))"))
    }
    if let port = values["port"] { parts.append(tr("port \(port)")) }
    // A user may have an @ in its name, as Azure's have.
    if let user = values["user"] { parts.append(tr("user \(ForeignText.withoutSecrets(user))")) }
    if let database = values["dbname"] {
      parts.append(tr("database \(GivenText.shown(database))"))
    }
    if let service = values["service"] { parts.append(tr("service \(GivenText.shown(service))")) }
    return parts.isEmpty ? tr("libpq's defaults") : parts.joined(separator: tr(", "))
  }

  public var debugDescription: String { description }

  public var customMirror: Mirror {
    Mirror(self, children: ["target": description])
  }
}
