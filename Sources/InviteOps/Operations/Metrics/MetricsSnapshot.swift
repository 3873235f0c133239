public import InviteDomain
internal import Localization
public import PrometheusText

/// What one dump found.
public struct MetricsSnapshot: Sendable, Encodable {
  /// Why one or more collectors did not get all they asked for.
  public struct CollectorFailure: Sendable {
    /// Those that failed for this very reason.
    public internal(set) var collectors: [String]
    let cause: Failure

    /// The cause, with the collectors named.
    public var failure: Failure {
      let names = collectors.joined(separator: ", ")
      return Failure(
        cause.kind,
        tr(
          collectors.count, "collector \(names): \(cause.message)",
          "collectors \(names): \(cause.message)"),
        hint: cause.hint, reason: cause.reason)
    }
  }

  public let families: [MetricFamily]
  /// One entry a reason: a server that is down fails several collectors alike.
  public let failures: [CollectorFailure]

  private enum CodingKeys: String, CodingKey { case families }

  /// Whether there was anything to find and none of it was found.
  public var isEmpty: Bool {
    let own = Set(MetricsDump.ownFamilies.map(\.name))
    return !failures.isEmpty && families.allSatisfy { own.contains($0.name) }
  }

  static func note(
    _ failure: Failure, of collector: MetricsCollectorName, in failures: inout [CollectorFailure]
  ) {
    if let index = failures.firstIndex(where: { $0.cause == failure }) {
      failures[index].collectors.append(collector.rawValue)
    } else {
      failures.append(CollectorFailure(collectors: [collector.rawValue], cause: failure))
    }
  }
}
