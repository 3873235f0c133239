internal import CeleryProtocol
internal import InviteDomain
internal import Localization

/// Tells queues whose messages stand still although an idle worker lists them, from look to look. No
/// I/O.
struct StandstillTrack {
  /// So long the same message has to be the next one. An idle worker takes it within milliseconds.
  private static let patience = 1.0

  private struct Sight {
    var standing: FleetSnapshot.Standing
    let since: Double
  }

  private var sights: [String: Sight] = [:]

  /// - Parameter time: seconds on a clock that does not jump.
  /// - Returns: what has stood still long enough.
  mutating func take(
    _ standing: [String: FleetSnapshot.Standing], time: Double
  ) -> [Diagnosis] {
    var next: [String: Sight] = [:]
    for (queue, now) in standing {
      guard let before = sights[queue], before.standing.next == now.next else {
        next[queue] = Sight(standing: now, since: time)
        continue
      }
      let workers = before.standing.workers.intersection(now.workers)
      next[queue] =
        workers.isEmpty
        ? Sight(standing: now, since: time)
        : Sight(standing: .init(next: now.next, workers: workers), since: before.since)
    }
    sights = next
    return sights.filter { time - $0.value.since >= Self.patience }.sorted { $0.key < $1.key }
      .map { Self.diagnosis($0.key, $0.value.standing.workers.sorted()) }
  }

  private static func diagnosis(_ queue: String, _ workers: [String]) -> Diagnosis {
    let names = workers.joined(separator: ", ")
    let probe = ShellCommand.invitectl(["inspect-workers", "probe"], [queue])
    return Diagnosis(
      severity: .problem, kind: "not_consuming",
      message: tr(
        workers.count,
        "messages wait in \(queue), and \(names) lists it, is idle and takes none",
        "messages wait in \(queue), and \(names) list it, are idle and take none"),
      hint: tr("'\(probe)' says why, as far as it can be told; else restart the worker"))
  }
}
