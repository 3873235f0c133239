import InviteDomain
import InviteOps
import Localization

/// `redeem --batch`: reads, redeems, writes a line of JSON each, and sums up on stderr.
struct RedeemBatchRun {
  let options: RedeemBatch.Options
  let statePath: String?

  func run(_ name: String, _ context: CommandContext) throws {
    let input = try BatchInput(name, interrupt: context.operation.interrupt)
    var state =
      try statePath.map { path throws(Failure) in try BatchState.load(path, source: name) }
      ?? BatchState(source: name)
    if let statePath { try state.save(statePath) }
    context.signals.setRecoveryAdvice(
      statePath.map { tr("run it again with --state \($0): each line is done at most once") }
        ?? tr("what was done is in the output; lines without an answer may have been done too"))
    var progress = BatchProgress(
      quiet: context.options.quiet, size: input.size, skipped: state.lines)
    var lastSave = ContinuousClock.now
    var json = BatchLineJSON()
    var failures: [Int] = []
    let before = state.failures
    defer { progress.end() }
    let summary: BatchSummary
    do throws(Failure) {
      summary = try RedeemBatch(context.operation, options: options).run(
        state, source: { () throws(Failure) in try input.read() },
        isReady: { input.isReady },
        emit: { lines throws(Failure) in
          json.removeAll()
          for line in lines {
            json.append(line)
            if !line.isRedeemed { failures.append(line.record.number) }
          }
          context.output.write(json.bytes)
        },
        progress: { now throws(Failure) in
          // Lines whose answers were lost are answered by the next run with the state, which finds them done.
          // Without one nobody would, and they must not be given once more.
          if statePath == nil || OutputLoss.of(context.output.descriptor) == nil {
            state.advance(to: now.lines, failures: failures)
            failures.removeAll()
          }
          progress.show(now)
          if let statePath, ContinuousClock.now - lastSave > .milliseconds(200) {
            try state.save(statePath)
            lastSave = .now
          }
        })
    } catch {
      if let statePath { try? state.save(statePath) }
      throw error
    }
    if let statePath { try state.save(statePath) }
    progress.end()
    context.note(Self.text(summary))
    if summary.wasStopped { throw stopped(after: state.lines) }
    if before != nil, let failures = state.failures {
      throw Failure(
        .partial, failures,
        hint: tr("give these lines, mended, as a batch of their own; the others are done"))
    }
    if !summary.isWhole { throw ExitStatus.partial }
  }

  private func stopped(after line: Int) -> Failure {
    Failure(
      .interrupted, tr("stopped after line \(line); every line before it is done"),
      hint: statePath.map { tr("go on with --state \($0)") }
        ?? tr("go on with the lines after it; with --state FILE the next run knows by itself"))
  }

  private static func text(_ summary: BatchSummary) -> String {
    var parts = [tr("queued \(summary.queued)")]
    if summary.waiting > 0 { parts.append(tr("waiting for a seat \(summary.waiting)")) }
    if summary.duplicate > 0 { parts.append(tr("done before \(summary.duplicate)")) }
    for (reason, count) in summary.refused.sorted(by: { $0.key < $1.key }) {
      parts.append("\(reason) \(count)")
    }
    if summary.failed > 0 { parts.append(tr("failed \(summary.failed)")) }
    if summary.invalid > 0 { parts.append(tr("not a redemption \(summary.invalid)")) }
    return tr("redeem: \(summary.lines) lines: \(parts.joined(separator: tr(", ")))")
  }
}
