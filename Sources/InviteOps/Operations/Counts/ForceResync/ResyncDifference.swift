internal import Localization

/// A code of a plan that would come out differently now, and is left alone.
public struct ResyncDifference: Sendable, Encodable {
  public let code: String
  /// What the plan shows.
  public let shown: String
  /// What the servers say now; `nil` for a code that is gone.
  public let now: String?
}

extension ResyncItem {
  /// Whether the other is the same decision on the same counts. The evidence may have moved from
  /// one place to the next meanwhile, as long as the same follows from it.
  func isSameDecision(as other: ResyncItem) -> Bool {
    (id, code, used, max, isActive) == (other.id, other.code, other.used, other.max, other.isActive)
      && (tokens, version) == (other.tokens, other.version)
      && (verdict, newUsed, newHeld, push)
        == (other.verdict, other.newUsed, other.newHeld, other.push)
      && newCertainty == other.newCertainty
  }

  /// The decision in words, e.g. `settled, used 2 to 5, bucket 3 +4`.
  var decision: String {
    let bucket = tokens.map(String.init) ?? tr("none")
    guard changes else { return tr("\(verdict.rawValue), used \(used), bucket \(bucket)") }
    return tr(
      "\(verdict.rawValue), used \(used) to \(newUsed), bucket \(bucket) "
        + "\(push < 0 ? "\(push)" : "+\(push)")")
  }
}
