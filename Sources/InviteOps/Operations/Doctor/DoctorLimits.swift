/// From where on `doctor` calls something too long or too full.
public struct DoctorLimits: Sendable {
  /// The age of a transaction.
  public var longTransaction: Duration = .seconds(300)

  public init() {}
}
