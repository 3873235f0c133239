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
  ///
  /// - Parameter separator: the workers' `sep`.
  public init?(member: String, separator: String = PriorityStep.separator) {
    // By scalars: U+0006 U+0016 never joins into one character, but what follows might.
    let between = Array(separator.unicodeScalars)
    guard !between.isEmpty else { return nil }
    var fields = [String.UnicodeScalarView()]
    var scalars = member.unicodeScalars[...]
    while let scalar = scalars.first {
      if scalars.starts(with: between) {
        scalars.removeFirst(between.count)
        fields.append(String.UnicodeScalarView())
      } else {
        scalars.removeFirst()
        fields[fields.count - 1].append(scalar)
      }
    }
    guard fields.count == 3 else { return nil }
    self.init(
      routingKey: String(fields[0]), pattern: String(fields[1]), queue: String(fields[2]))
  }

  public var member: String { written(with: PriorityStep.separator) }

  /// - Parameter separator: the workers' `sep`.
  public func written(with separator: String) -> String {
    [routingKey, pattern, queue].joined(separator: separator)
  }

  /// The separator in a binding of a worker to the control exchange, which has neither routing key
  /// nor pattern: what the member begins with twice.
  package static func separator(ofWorkers member: String) -> String? {
    let bytes = Array(member.utf8)
    let ours = Array(PriorityStep.separator.utf8)
    if bytes.starts(with: ours + ours) { return PriorityStep.separator }
    // The longest: '::::w' begins with ':' twice as well.
    for length in stride(from: bytes.count / 2, to: 0, by: -1)
    where bytes[..<length] == bytes[length..<(2 * length)] && bytes.count > 2 * length {
      return String(validating: bytes[..<length], as: UTF8.self)
    }
    return nil
  }
}
