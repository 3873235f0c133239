internal import InviteDomain
internal import Localization

/// Workers that did not answer and may be alive, in words. No I/O.
///
/// A killed worker leaves its binding. Where fewer connections listen than have names, each of these names may be its:
/// it is not said of any of them that it is there, nor what has a stopped one go on.
struct SilentWorkers {
  /// Those that listen: stopped, or a busy solo pool.
  let present: [String]
  /// Those of which some listen and the others are gone.
  let open: [String]
  /// Those that send heartbeats, and so are neither stopped nor busy.
  let beating: [String]

  init(_ workers: [FleetCensus.Worker]) {
    func names(_ status: FleetCensus.Status) -> [String] {
      workers.filter { $0.status == status }.map(\.name)
    }
    present = names(.silent)
    self.open = names(.silentOrAbsent)
    beating = names(.heartbeatOnly)
  }

  /// E.g. `w1 (silent), w2 (silent or gone)`.
  var labelled: String {
    var all = present.map { tr("\($0) (silent)") }
    all += open.map { tr("\($0) (silent or gone)") }
    all += beating.map { tr("\($0) (does not answer remote control)") }
    return all.sorted().joined(separator: tr(", "))
  }

  /// What has them answer, or do what they have not done.
  ///
  /// - Parameter busy: what one that is busy does after its task.
  func remedy(busy: String) -> String {
    var parts: [String] = []
    if !open.isEmpty {
      parts.append(
        tr(
          "of \(open.joined(separator: ", ")) fewer listen than have names: who was killed has left its "
            + "binding; one that is stopped goes on with kill -CONT, a busy solo pool \(busy) after its task"
        )
      )
    } else if !present.isEmpty {
      parts.append(
        tr(
          "\(present.joined(separator: ", ")): one that is stopped goes on with kill -CONT, a busy solo "
            + "pool \(busy) after its task"))
    }
    if !beating.isEmpty {
      let names = beating.joined(separator: ", ")
      parts.append(
        tr(
          beating.count,
          "\(names) sends heartbeats and does not answer remote control: restart it",
          "\(names) send heartbeats and do not answer remote control: restart them"))
    }
    return parts.joined(separator: tr("; "))
  }
}
