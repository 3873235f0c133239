/// A member of kombu's binding set: which queue an exchange feeds.
public struct QueueBinding: Sendable, Hashable {
  public let routingKey: String
  public let pattern: String
  public let queue: String

  /// The binding that kombu writes for a queue with a direct exchange of its own name.
  public init(queue: String) {
    self.init(routingKey: queue, pattern: "", queue: queue)
  }

  public init(routingKey: String, pattern: String, queue: String) {
    self.routingKey = routingKey
    self.pattern = pattern
    self.queue = queue
  }

  /// `nil` if `member` does not have the three fields.
  public init?(member: String) {
    // By scalars: U+0006 U+0016 never joins into one character, but what follows might.
    var fields = [String.UnicodeScalarView()]
    var scalars = member.unicodeScalars[...]
    while let scalar = scalars.popFirst() {
      if scalar == "\u{06}", scalars.first == "\u{16}" {
        scalars.removeFirst()
        fields.append(String.UnicodeScalarView())
      } else {
        fields[fields.count - 1].append(scalar)
      }
    }
    guard fields.count == 3 else { return nil }
    self.init(
      routingKey: String(fields[0]), pattern: String(fields[1]), queue: String(fields[2]))
  }

  public var member: String {
    [routingKey, pattern, queue].joined(separator: PriorityStep.separator)
  }
}
