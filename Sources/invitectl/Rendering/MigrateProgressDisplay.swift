import ClientSupport
import InviteDomain
import InviteOps
import Localization

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
    case .note(let text):
      say(Labelled.text(style.warning(tr("note:")), Sanitizing.line(text)))
    case .began(let step): begin(step)
    case .part(let index, let number, let total): places[index] = tr("\(number) of \(total)")
    case .ended(let step, let took, let bytes): end(step, took, bytes)
    case .cleaning(let index): say(tr("removing what is left of \(index.name)"))
    case .retrying(let what, let after):
      say(tr("\(Sanitizing.line(what)); trying again in \(DurationText.format(after))"))
    case .reconnecting(let why): say(tr("\(Sanitizing.line(why)); connecting again"))
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
      let text = tr("building \(index.name) on \(index.table)")
      say(Sanitizing.line(places[index].map { tr("\(text), partition \($0)") } ?? text))
    case .reindex(let index): say(tr("rebuilding \(index.name) on \(index.table)"))
    case .clear(let index): say(tr("dropping \(index.name), which an interrupted run left invalid"))
    case .drop(let index): say(tr("dropping \(index.name)"))
    case .dropAll(let index): say(tr("dropping \(index.name) with its parts"))
    case .join(let index, _): say(tr("attaching the partitions of \(index.name)"))
    case .schema, .attach, .awaitDrop, .stamp: break
    }
  }

  private func end(_ step: MigrationPlan.Step, _ took: Duration, _ bytes: Int?) {
    let time = DurationText.format(took)
    func sized(_ text: String) -> String {
      bytes.map { tr("\(text), \(ByteText.format($0))") } ?? text
    }
    let mark = style.good("✓")
    switch step {
    case .build(let index):
      let text =
        places[index].map { tr("built \(index.name) (\($0)) in \(time)") }
        ?? tr("built \(index.name) in \(time)")
      say("\(mark) " + Sanitizing.line(sized(text)))
    case .join(let index, _): say(tr("\(mark) attached the partitions of \(index.name) in \(time)"))
    case .dropAll(let index): say(tr("\(mark) dropped \(index.name) with its parts in \(time)"))
    case .reindex(let index): say(sized(tr("\(mark) rebuilt \(index.name) in \(time)")))
    case .clear(let index):
      say(tr("\(mark) dropped \(index.name), which was left invalid, in \(time)"))
    case .drop(let index): say(tr("\(mark) dropped \(index.name) in \(time)"))
    case .schema: say(tr("\(mark) schema invitectl is up to date"))
    case .attach(let index, _): say(tr("\(mark) the build of \(index.name) has ended"))
    case .awaitDrop(let index, _): say(tr("\(mark) the drop of \(index.name) has ended"))
    case .stamp(_, let to): say(tr("\(mark) recorded revision \(to)"))
    }
  }

  private func waiting(_ holder: LockHolder, _ left: Duration?) {
    var text = holder.sentence
    if let left { text = tr("\(text); waiting \(DurationText.format(left)) more") }
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
