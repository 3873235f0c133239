internal import InviteDomain

/// One thing that was read of an invite.
public struct TraceLine: Sendable, Equatable, Encodable {
  /// Where it was read.
  public enum Source: String, Sendable, Encodable {
    case postgres
    /// The server of the buckets.
    case redis
    case broker
    case worker
    /// The result backend.
    case result
  }

  /// RFC 3339 in UTC; `nil` where nothing says when.
  public let at: String?
  public let source: Source
  public let text: String

  let time: Double?
  /// What is without a time stands before everything, or is as things are now.
  let isNow: Bool

  init(_ time: Double?, _ source: Source, _ text: String, isNow: Bool = false) {
    self.time = time
    self.source = source
    self.text = text
    self.isNow = isNow
    at = Timestamps.rfc3339(outside: time)
  }

  /// The same in other words.
  func saying(_ text: String) -> TraceLine { TraceLine(time, source, text, isNow: isNow) }

  private enum CodingKeys: String, CodingKey { case at, source, text }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(at, forKey: .at)
    try container.encode(source, forKey: .source)
    try container.encode(text, forKey: .text)
  }
}
