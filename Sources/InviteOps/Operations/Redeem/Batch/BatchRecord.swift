/// One line of a batch as it was read.
public struct BatchRecord: Sendable, Equatable {
  /// Counted from 1, a header line and empty lines too.
  public let number: Int
  /// `nil` with a reason in ``problem`` when the line is no redemption.
  public let code: String
  public let email: String
  public let choice: RedeemFlow.Choice
  public let problem: String?

  static func bad(_ number: Int, _ problem: String) -> BatchRecord {
    BatchRecord(number: number, code: "", email: "", choice: .auto, problem: problem)
  }
}

/// What became of one line.
public struct BatchLine: Sendable {
  public let record: BatchRecord
  /// `nil` for a line that was no redemption.
  public let result: RedeemResult?

  /// Whether somebody is invited by it, or waits, or was before.
  public var isRedeemed: Bool {
    switch result?.status {
    case .queued, .waiting, .duplicate, .underWay: true
    case .refused, .failed, nil: false
    }
  }

  /// Why nothing came of a bad line.
  public var problem: String? { record.problem }
}
