internal import InviteDomain

/// A moment as people type it: a date, with a time of day or without, which is of UTC unless a zone
/// follows, or how long ago it is, such as `2h`.
public struct CountMoment: Sendable, Equatable {
  /// For PostgreSQL to read; `nil` where it is so long ago.
  let time: String?
  let ago: Duration?

  /// The present.
  public static let now = CountMoment(time: nil, ago: .zero)

  private init(time: String?, ago: Duration?) {
    self.time = time
    self.ago = ago
  }

  /// `nil` for anything else. Whether there is such a day the server says.
  public init?(_ text: String) {
    if text == "now" {
      self = .now
    } else if let ago = DurationText.parse(text) {
      self.init(time: nil, ago: ago)
    } else if let match = text.wholeMatch(of: Self.form) {
      let zone = match.output.3.map { $0 == "z" ? "Z" : String($0) } ?? "Z"
      let clock = match.output.2.map { Self.inMicroseconds($0.dropFirst()) } ?? "00:00"
      self.init(time: "\(match.output.1) \(clock)\(zone)", ago: nil)
    } else {
      return nil
    }
  }

  /// As the ledger has times. PostgreSQL would round what is finer, perhaps to behind a line.
  private static func inMicroseconds(_ clock: Substring) -> Substring {
    guard let point = clock.firstIndex(of: ".") else { return clock }
    return clock[..<point] + clock[point...].prefix(7)
  }

  private static var form: Regex<(Substring, Substring, Substring?, Substring?)> {
    /(\d{4}-\d{2}-\d{2})([Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?([Zz]|[+-]\d{2}(?::?\d{2})?)?/
  }
}
