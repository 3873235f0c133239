/// The answer of Redis' INFO: lines of `field:value`, sections begun by `#`.
/// (https://redis.io/docs/latest/commands/info/)
struct RedisInfo: Sendable, Equatable {
  private let fields: [String: String]

  init(_ text: String) {
    var fields: [String: String] = [:]
    for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      fields[String(line[..<colon])] = String(line[line.index(after: colon)...])
    }
    self.fields = fields
  }

  subscript(field: String) -> String? { fields[field] }

  func integer(_ field: String) -> Int? {
    fields[field].flatMap { Int($0) }
  }
}
