import ClientSupport
import InviteDomain
import InviteOps

/// Shows a run while it goes on: one line that is rewritten on a terminal, else a line for every
/// step and one every 30 s.
final class MigrateProgressDisplay {
  private let context: CommandContext
  private let style: Style
  private let isTerminal: Bool
  private var lastLine = ContinuousClock.now
  private var isLineOpen = false
  /// Of builds on partitions, which of how many it is.
  private var places: [PerformanceIndex: String] = [:]

  init(_ context: CommandContext) {
    self.context = context
    isTerminal = context.errors.isTerminal && context.environment["TERM"] != "dumb"
    style = Style(context.options.color, stream: .error, environment: context.environment)
  }

  func show(_ event: MigrateEvent) {
    guard !context.options.quiet else { return }
    switch event {
    case .note(let text): say(style.warning("note:") + " " + Sanitizing.line(text))
    case .began(let step): begin(step)
    case .part(let index, let number, let total): places[index] = "\(number) of \(total)"
    case .ended(let step, let took, let bytes): end(step, took, bytes)
    case .cleaning(let index): say("removing what is left of \(index.name)")
    case .retrying(let what, let after):
      say("\(Sanitizing.line(what)); trying again in \(DurationText.format(after))")
    case .reconnecting(let why): say("\(Sanitizing.line(why)); connecting again")
    case .waitingForLock(let holder, let left): waiting(holder, left)
    case .progress(let progress): update(MigrateProgressLine(progress))
    }
  }

  /// Takes the rewritten line away.
  func finish() {
    guard isLineOpen else { return }
    context.errors.draw("\r\u{1B}[K")
    isLineOpen = false
  }

  private func say(_ line: String) {
    finish()
    context.errors.write(line + "\n")
    lastLine = .now
  }

  private func begin(_ step: MigrationPlan.Step) {
    // On a terminal the line of the progress says it, and the end stays.
    guard !isTerminal else { return }
    switch step {
    case .build(let index):
      let place = places[index].map { ", partition \($0)" } ?? ""
      say(Sanitizing.line("building \(index.name) on \(index.table)\(place)"))
    case .reindex(let index): say("rebuilding \(index.name) on \(index.table)")
    case .clear(let index): say("dropping \(index.name), which an interrupted run left invalid")
    case .drop(let index): say("dropping \(index.name)")
    case .dropAll(let index): say("dropping \(index.name) with its parts")
    case .join(let index, _): say("attaching the partitions of \(index.name)")
    case .schema, .attach, .awaitDrop, .stamp: break
    }
  }

  private func end(_ step: MigrationPlan.Step, _ took: Duration, _ bytes: Int?) {
    let time = DurationText.format(took)
    let size = bytes.map { ", " + ByteText.format($0) } ?? ""
    let mark = style.good("✓")
    switch step {
    case .build(let index):
      let place = places[index].map { " (\($0))" } ?? ""
      say("\(mark) " + Sanitizing.line("built \(index.name)\(place) in \(time)\(size)"))
    case .join(let index, _): say("\(mark) attached the partitions of \(index.name) in \(time)")
    case .dropAll(let index): say("\(mark) dropped \(index.name) with its parts in \(time)")
    case .reindex(let index): say("\(mark) rebuilt \(index.name) in \(time)\(size)")
    case .clear(let index): say("\(mark) dropped \(index.name), which was left invalid, in \(time)")
    case .drop(let index): say("\(mark) dropped \(index.name) in \(time)")
    case .schema: say("\(mark) schema invitectl is up to date")
    case .attach(let index, _): say("\(mark) the build of \(index.name) has ended")
    case .awaitDrop(let index, _): say("\(mark) the drop of \(index.name) has ended")
    case .stamp(_, let to): say("\(mark) recorded revision \(to)")
    }
  }

  private func waiting(_ holder: LockHolder, _ left: Duration?) {
    var text = "another run holds the lock: \(holder.session.sentence)"
    if let build = holder.build {
      text +=
        ", building \(holder.object ?? "an index"): \(build.phase?.rawValue ?? "starting"), "
        + "\(Int(saturating: build.fraction * 100)) %"
    }
    if let left { text += "; waiting \(DurationText.format(left)) more" }
    if isTerminal {
      rewrite(Sanitizing.line(text))
    } else if !isWaitingSaid || isDue {
      say(Sanitizing.line(text))
      isWaitingSaid = true
    }
  }

  private var isWaitingSaid = false

  private var isDue: Bool { lastLine.duration(to: .now) >= .seconds(30) }

  private func update(_ line: MigrateProgressLine) {
    if isTerminal {
      rewrite(line.bar(width: context.errors.columns ?? 80))
    } else if isDue || line.isNewlyBlocked(&lastBlocker) {
      say(line.plain)
    }
  }

  /// Who was said to be in the way; a new one is said at once.
  private var lastBlocker: Int?

  private func rewrite(_ text: String) {
    let width = (context.errors.columns ?? 80) - 1
    let cut = WatchTable.fit(text, width)
    context.errors.draw("\r\u{1B}[K" + Sanitizing.screen(cut))
    isLineOpen = true
  }
}
