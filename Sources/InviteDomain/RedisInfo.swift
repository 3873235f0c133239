internal import ClientSupport

/// The answer of Redis' INFO: lines of `field:value`, sections begun by `#`.
/// (https://redis.io/docs/latest/commands/info/)
package struct RedisInfo: Sendable, Equatable {
  private let fields: [String: String]

  package init(_ text: String) {
    var fields: [String: String] = [:]
    for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      fields[String(line[..<colon])] = String(line[line.index(after: colon)...])
    }
    self.fields = fields
  }

  package subscript(field: String) -> String? { fields[field] }

  /// The name and version that the server gives itself; `nil` without a version.
  package var product: String? { version.map { "\(name) \($0)" } }

  /// `Redis`, `Valkey`, or what else the server calls itself.
  package var name: String {
    if fields["valkey_version"] != nil { return "Valkey" }
    let called = fields["server_name"] ?? "redis"
    return called.prefix(1).uppercased() + called.dropFirst()
  }

  /// In the server's own count; Valkey says beside it which Redis it is compatible with.
  package var version: String? { fields["valkey_version"] ?? fields["redis_version"] }

  package func integer(_ field: String) -> Int? {
    OutsideNumber.whole(fields[field])
  }
}
