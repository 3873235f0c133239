import ArgumentParser
import Glibc
import InviteDomain
import InviteOps
import Localization

extension SyncCountsRunCommand {
  /// What a run that goes on cannot have, and what only such a one has.
  func validateFollowing() throws {
    guard follow else {
      if following.isEmpty { return }
      throw ValidationError(tr("--every, --rows-every and --full-every are about --follow: add it"))
    }
    if dryRun {
      throw ValidationError(
        tr(
          "--follow writes what it finds and has no --dry-run: without --follow, --dry-run shows what "
            + "one run would do"))
    }
    if !codes.isEmpty {
      throw ValidationError(tr("--follow is about all codes: name none, or leave out --follow"))
    }
    if runtime.maxRuntime != nil {
      throw ValidationError(tr("--follow goes on until it is stopped: leave out --max-runtime"))
    }
    if jobs != nil {
      throw ValidationError(
        tr("--follow has one lane, since what changes in a second is little: leave out --jobs"))
    }
    if timer.jitter != nil || timer.pingURL != nil {
      throw ValidationError(
        tr("--jitter and --ping-url are for what a timer starts: leave them out with --follow"))
    }
  }

  func runFollowing(_ context: CommandContext) throws {
    var request = FollowRequest()
    if let every = following.every { request.every = every }
    request.rowsEvery = following.rowsEvery
    if let fullEvery = following.fullEvery { request.fullEvery = fullEvery }
    request.coexist = coexist
    request.ifLocked = lock.ifLocked
    request.lockWait = lock.patience
    request.maxSkips = skips.maxSkips
    request.manager = ServiceManager(environment: context.environment, processID: getpid())
    context.signals.setRecoveryAdvice(tr("the next run goes through all codes first"))
    OutputLoss.endWithErrors()
    let outcome = try FollowCounts(context.operation, request).run {
      context.note(FollowRendering.line($0))
    }
    if outcome.skipped {
      context.note(
        tr("skipped: another run holds the lock: \(outcome.lockHolder ?? tr("not known which"))"))
    } else if !(global.quiet && global.output == .text) {
      context.write(outcome) { FollowRendering.text(outcome) }
    }
  }
}
