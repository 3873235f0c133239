package import LosslessJSON

/// How kombu spreads a queue over lists: `sep` and `priority_steps` of broker_transport_options.
///
/// Source: kombu 5.3 and 5.7, transport/redis.py (`_q_for_pri`, `priority`, `_brpop_start`).
public struct QueueLayout: Sendable, Hashable {
  /// Stands between queue and step in a key, and between the fields of a binding.
  public var separator: String
  /// In the order in which workers empty them.
  public var steps: [Int]

  public init(
    separator: String = PriorityStep.separator,
    steps: [Int] = PriorityStep.allCases.map(\.rawValue)
  ) {
    self.separator = separator
    self.steps = steps
  }

  /// The list, without key prefix, to which a message of this priority is pushed.
  public func list(_ queue: String, priority: Int?) -> String {
    // As Python's bisect: the last step that is not above it, and before the first one the last.
    let clamped = min(max(priority ?? 0, 0), 9)
    return list(queue, step: steps.last { $0 <= clamped } ?? steps.last ?? 0)
  }

  /// The lists, without key prefix, from which workers take the messages of a queue.
  public func lists(_ queue: String) -> [String] {
    steps.map { list(queue, step: $0) }
  }

  private func list(_ queue: String, step: Int) -> String {
    step == 0 ? queue : queue + separator + String(step)
  }
}

extension QueueLayout {
  /// What a worker's answer to `conf` says.
  ///
  /// - Throws: ``Unclear`` for a value that Celery understands and this program does not, or
  ///   shows to nobody.
  package init(conf: JSONValue) throws(Unclear) {
    self.init()
    guard let options = conf["broker_transport_options"], !options.isNull else { return }
    if let separator = options["sep"], !separator.isFalse {
      guard let text = separator.string else { throw Unclear(option: "sep") }
      self.separator = text
    }
    if let steps = options["priority_steps"], !steps.isFalse {
      // kombu looks a step up by bisection: of others than rising numbers it makes what it makes.
      guard let numbers = Self.numbers(steps), numbers == numbers.sorted(),
        Set(numbers).count == numbers.count, numbers.allSatisfy({ (0...255).contains($0) })
      else { throw Unclear(option: "priority_steps") }
      self.steps = numbers
    }
    // Its value is hidden, as all whose name has KEY in it (celery/app/utils.py).
    if options["unacked_key"] != nil { throw Unclear(option: "unacked_key") }
  }

  /// A setting of a worker that is not understood.
  package struct Unclear: Error, Hashable {
    package let option: String
  }

  /// A list of numbers, or Python's `range(1, 10, 2)`, which is shown as that.
  private static func numbers(_ value: JSONValue) -> [Int]? {
    if let elements = value.array {
      let numbers = elements.compactMap(\.int)
      return numbers.count == elements.count && !numbers.isEmpty && numbers.count <= 256
        ? numbers : nil
    }
    guard let text = value.string?.filter({ $0 != " " }), text.hasPrefix("range("),
      text.hasSuffix(")")
    else { return nil }
    let parts = text.dropFirst(6).dropLast().split(separator: ",").map { Int($0) }
    let numbers = parts.compactMap { $0 }
    guard numbers.count == parts.count, (1...3).contains(numbers.count),
      numbers.allSatisfy({ (-256...256).contains($0) })
    else { return nil }
    let step = numbers.count == 3 ? numbers[2] : 1
    guard step != 0 else { return nil }
    let from = numbers.count == 1 ? 0 : numbers[0]
    let end = numbers.count == 1 ? numbers[0] : numbers[1]
    let steps = Array(stride(from: from, to: end, by: step))
    return steps.isEmpty ? nil : steps
  }
}
