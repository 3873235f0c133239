/// One of the four lists that kombu's Redis transport keeps for a queue.
///
/// The lower number is served first. Steps and separator are kombu's defaults
/// (`priority_steps`, `sep` of broker_transport_options).
public enum PriorityStep: Int, Sendable, Hashable, CaseIterable, Comparable {
  case zero = 0
  case three = 3
  case six = 6
  case nine = 9

  /// kombu's default, between queue name and step in a key, and between the fields of a binding.
  public static let separator = "\u{06}\u{16}"

  /// The step of a message: the largest one not above its priority, which is taken as 0…9. No
  /// priority counts as 0.
  public init(priority: Int?) {
    let clamped = min(max(priority ?? 0, 0), 9)
    self = Self.allCases.last { $0.rawValue <= clamped } ?? .zero
  }

  public static func < (a: PriorityStep, b: PriorityStep) -> Bool { a.rawValue < b.rawValue }
}
