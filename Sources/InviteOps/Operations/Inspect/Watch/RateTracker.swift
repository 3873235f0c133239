internal import ClientSupport

/// Turns two looks at the fleet into rates. No I/O.
///
/// What leaves a queue is counted by what workers took up: their totals by task name, and each
/// task's queue as last seen. What comes in is what left plus what the queue grew by.
struct RateTracker: Sendable {
  private var last: (time: Double, ready: [String: Int], totals: [String: Int])?
  private var queueOfTask: [String: String] = [:]

  /// - Parameter time: seconds on a clock that does not jump.
  mutating func rate(_ snapshot: FleetSnapshot, time: Double) -> [FleetSnapshot.Queue] {
    queueOfTask.merge(snapshot.queueOfTask) { _, new in new }
    var queues = snapshot.queues
    if let last, time > last.time {
      let seconds = time - last.time
      var taken: [String: Int] = [:]
      for (task, total) in snapshot.taskTotals {
        guard let queue = queueOfTask[task] else { continue }
        // A worker that restarted counts from 0 again.
        let (more, overflow) = total.subtractingReportingOverflow(last.totals[task] ?? total)
        guard !overflow, more > 0 else { continue }
        taken[queue] = (taken[queue] ?? 0).addingSaturated(more)
      }
      for index in queues.indices {
        let name = queues[index].name
        guard let before = last.ready[name] else { continue }
        let net = Double(queues[index].readyTotal - before) / seconds
        let out = Double(taken[name] ?? 0) / seconds
        // Both are read a moment apart, so that the sum can come out a little below nothing.
        // 0 - 0, which is no -0.
        let left = max(out, 0 - net)
        queues[index].outPerSecond = left
        queues[index].inPerSecond = max(0, net + left)
        queues[index].netPerSecond = net
        queues[index].drainSeconds =
          net < 0 && queues[index].readyTotal > 0 ? Double(queues[index].readyTotal) / -net : nil
      }
    }
    last = (
      time, Dictionary(uniqueKeysWithValues: snapshot.queues.map { ($0.name, $0.readyTotal) }),
      snapshot.taskTotals
    )
    return queues
  }
}
