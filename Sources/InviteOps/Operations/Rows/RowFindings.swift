internal import InviteDomain
internal import Localization

/// The findings of a run: the first of them, and how many there are, so that memory does not grow
/// with a trigger that refuses every row.
public struct RowFindings: Sendable, Equatable, Encodable {
  /// In the order in which they were met, at most ``most``, or as many as was said.
  public private(set) var shown: [RowFinding] = []
  public private(set) var count = 0

  static let most = 1000
  private let most: Int

  /// - Parameter most: of whom as many rows are held in memory anyway.
  init(most: Int = Self.most) {
    self.most = most
  }

  private enum CodingKeys: String, CodingKey {
    case shown, count
  }

  public var isEmpty: Bool { count == 0 }

  /// The first of them in words, and how many more there are.
  var failure: Failure? {
    guard let first = shown.first else { return nil }
    let more = count - 1
    let left = tr("\(first.masked.object) was left out: \(first.reason)")
    return Failure(
      .partial,
      more == 0
        ? left
        : tr(
          more, "\(left) (and \(more) more row left out)",
          "\(left) (and \(more) more rows left out)"),
      hint: first.hint)
  }

  func mapped(_ change: (RowFinding) -> RowFinding) -> RowFindings {
    var copy = self
    copy.shown = shown.map(change)
    return copy
  }

  /// - Parameter rows: how many rows it stands for.
  mutating func add(_ finding: RowFinding, of rows: Int = 1) {
    count += rows
    if shown.count < most { shown.append(finding) }
  }
}
