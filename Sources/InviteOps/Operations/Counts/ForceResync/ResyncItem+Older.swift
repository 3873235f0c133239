internal import InviteDomain
internal import Localization

/// A code with traces from more than 24 hours before it was made.
extension ResyncItem {
  /// Whether it stays less than exact beside them: they are there for good, and no other evidence settles it.
  public var isLeftByOlder: Bool { evidence.older > 0 && isLeftOpen }

  /// Whether a person can say that the bucket is right: there is one, and its tokens are of a limit.
  public var canBeFromBucket: Bool { tokens != nil && limit != nil }

  /// A person's word, to be typed: which side of the count is right.
  ///
  /// - Parameter source: the side.
  public func word(_ source: ResyncSource) -> String {
    ShellCommand.invitectl(["force-resync"], [code], [.init("--from", source.rawValue)])
  }

  /// The same as a sentence, with what to type.
  var olderNote: String {
    let traces = CountText.of(evidence.older, "trace")
    return canBeFromBucket
      ? tr(
        "\(code): \(traces) from more than 24 hours before it was made, of an older code of the same text "
          + "unless created_at was changed: they prove no use; if used_count is right: \(word(.database)); "
          + "if the bucket is: \(word(.redis))")
      : tr(
        "\(code): \(traces) from more than 24 hours before it was made, of an older code of the same text "
          + "unless created_at was changed: they prove no use; if used_count is right: \(word(.database))"
      )
  }
}
