import ClientSupport
import InviteDomain
import InviteOps
import Localization

/// Lays a frame out on a screen of a given size. No I/O.
struct WatchScreen {
  let frame: FleetFrame
  let state: WatchState
  let size: Terminal.Size
  let style: Style
  /// Why the last look failed, and how old the frame shown is in seconds.
  let failure: (message: String, age: Double)?

  private var isWide: Bool { size.columns >= 120 }
  private var isTall: Bool { size.rows >= 40 }

  /// Exactly as many lines as fit, none wider than the screen.
  func lines() -> [String] {
    if state.showsHelp { return help }
    if let tasks = state.tasks { return page(tasks) }
    var lines = head
    lines += queueTable
    // Notes are for a screen that has room to spare.
    let problems = frame.snapshot.diagnoses.filter { isTall || $0.severity != .note }
      .sorted { rank($0) < rank($1) }.prefix(isTall ? 8 : 3).map(problem)
    let tasks = taskTable
    // Workers get what is left; the footer is the last line.
    let taken = lines.count + tasks.count + problems.count + 1
    lines += tasks
    lines += workerTable(rows: max(2, size.rows - taken))
    lines += problems
    lines = Array(lines.prefix(size.rows - 1))
    lines += repeatElement("", count: size.rows - 1 - lines.count)
    return lines + [footer]
  }

  private func page(_ tasks: WatchTasks) -> [String] {
    var lines = head
    lines += tasks.lines(room: size.rows - lines.count - 1, width: size.columns, style: style)
    lines = Array(lines.prefix(size.rows - 1))
    lines += repeatElement("", count: size.rows - 1 - lines.count)
    return lines + [footer]
  }

  private var head: [String] {
    let time = "\(frame.time.dropFirst(11).prefix(8))Z"
    let cost = Int(saturating: frame.costMs.rounded())
    var first = tr(
      "\(frame.snapshot.broker.endpoint) · \(time) · every \(DurationText.format(state.interval)) · "
        + "look \(cost) ms")
    if state.isPaused { first = tr("\(first) · PAUSED") }
    var lines = [style.bold(fit(first))]
    if let failure {
      lines.append(
        style.bad(fit(tr("stale for \(FleetRendering.age(failure.age)): \(failure.message)"))))
    } else {
      lines.append(fit(FleetRendering.broker(frame.snapshot.broker)))
    }
    let backlog = frame.backlog.last ?? 0
    let label = tr("backlog \(backlog)") + " "
    let spark = Sparkline.text(
      frame.backlog, width: max(0, min(60, size.columns - DisplayWidth.of(label))))
    return lines + [fit(label + spark), ""]
  }

  private var queueTable: [String] {
    var columns: [WatchTable.Column] = [
      .init(tr("QUEUE"), .left), .init(tr("READY"), .right), .init(tr("UNACKED"), .right),
      .init(tr("ACT/SLOTS"), .right), .init(tr("IN/s"), .right), .init(tr("OUT/s"), .right),
      .init(tr("DRAIN"), .right), .init(tr("STATE"), .left),
    ]
    if isWide {
      columns += [
        .init(FleetRendering.steps(frame.snapshot.queues), .right), .init(tr("RESERVED"), .right),
        .init(tr("NET/s"), .right), .init(tr("OLDEST"), .right), .init(tr("CONSUMERS"), .right),
      ]
    }
    let queues = WatchState.sorted(frame.snapshot.queues)
    let most = max(3, size.rows / 5)
    let place = state.selectedQueue.flatMap { name in queues.firstIndex { $0.name == name } } ?? 0
    // What is selected is shown.
    let shown = Array(
      queues.dropFirst(state.isOnQueues ? max(0, place - most + 1) : 0).prefix(most))
    let rows = shown.map { queue in
      var cells = [
        queue.name, "\(queue.readyTotal)", "\(queue.unacked)", "\(queue.active)/\(queue.slots)",
        FleetRendering.rate(queue.inPerSecond), FleetRendering.rate(queue.outPerSecond),
        queue.drainSeconds.map(FleetRendering.age) ?? "-", FleetRendering.words(queue.state),
      ]
      if isWide {
        cells += [
          queue.ready.map(String.init).joined(separator: "/"), "\(queue.reserved)",
          FleetRendering.rate(queue.netPerSecond),
          queue.oldestUnackedSeconds.map(FleetRendering.age) ?? "-", "\(queue.consumers)",
        ]
      }
      return cells
    }
    let hidden = frame.snapshot.queues.count - shown.count
    let more = hidden > 0 ? [style.dim(tr("… and \(CountText.of(hidden, "more queue"))"))] : []
    return WatchTable(columns: columns, rows: rows).lines(width: size.columns, style: style) {
      row, line in
      state.isOnQueues && shown[row].name == state.selectedQueue
        ? style.reversed(line)
        : shown[row].state == .noConsumer || shown[row].state == .paused
          ? style.bad(line) : shown[row].state == .idle ? style.dim(line) : line
    } + more + [""]
  }

  private var taskTable: [String] {
    guard !frame.tasks.isEmpty else { return [] }
    let shown = frame.tasks.prefix(isTall ? 8 : 3)
    let rows = shown.map { task in
      [
        task.name, FleetRendering.rate(task.perSecond),
        task.failureRatio.map { "\(Int(saturating: ($0 * 100).rounded()))%" } ?? "-",
        task.meanRuntime.map(FleetRendering.age) ?? "-", "\(task.received)", "\(task.failed)",
        "\(task.retried)",
      ]
    }
    let table = WatchTable(
      columns: [
        .init(tr("TASK (last minute)"), .left, cuts: .head), .init(tr("END/s"), .right),
        .init(tr("FAIL%"), .right), .init(tr("MEAN"), .right), .init(tr("RECEIVED"), .right),
        .init(tr("FAILED"), .right), .init(tr("RETRIED"), .right),
      ], rows: rows)
    return table.lines(width: size.columns, style: style) { row, line in
      (shown[row].failureRatio ?? 0) > 0.1 ? style.warning(line) : line
    } + [""]
  }

  /// - Parameter rows: lines there are for it, with its heading.
  private func workerTable(rows: Int) -> [String] {
    var columns: [WatchTable.Column] = [
      .init(tr("WORKER"), .left), .init(tr("STATUS"), .left), .init(tr("ACT"), .right),
      .init(tr("RES"), .right), .init(tr("DONE"), .right), .init(tr("FAIL"), .right),
      .init(tr("LOAD"), .right), .init(tr("UP"), .right),
    ]
    if isWide {
      columns += [
        .init(tr("RETRIED"), .right), .init(tr("PID"), .right), .init(tr("POOL"), .left),
        .init(tr("SLOTS"), .right), .init("ETA", .right), .init(tr("RSS"), .right),
        .init(tr("VERSION"), .left), .init(tr("QUEUES"), .left),
      ]
    }
    let workers = state.sorted(frame.snapshot.workers)
    let room = max(1, rows - 1)
    let selected = state.selected.flatMap { name in workers.firstIndex { $0.name == name } } ?? 0
    let needsMore = workers.count > room
    let visible = needsMore ? max(1, room - 1) : room
    let first = max(0, min(selected - visible / 2, workers.count - visible))
    let shown = Array(workers.dropFirst(first).prefix(visible))
    let table = WatchTable(columns: columns, rows: shown.map(cells))
    let lines = table.lines(width: size.columns, style: style) { row, line in
      let worker = shown[row]
      let isSelected = worker.name == state.selected && !state.isOnQueues
      if isSelected { return style.reversed(line) }
      return switch worker.status {
      case .replied: line
      // What is shown of it is old.
      case .silent, .silentOrAbsent, .absent, .unknown: style.dim(line)
      case .heartbeatOnly, .duplicateName: style.warning(line)
      }
    }
    let hidden = workers.count - shown.count
    return lines + (needsMore ? [style.dim(tr("… \(hidden) more, of \(workers.count)"))] : [])
  }

  private func cells(_ worker: FleetSnapshot.Worker) -> [String] {
    func number(_ value: Int?) -> String { value.map(String.init) ?? "-" }
    var status = worker.status.word
    if let age = frame.staleSeconds[worker.name] { status += " \(FleetRendering.age(age))" }
    var cells = [
      worker.name, status, number(worker.active), number(worker.reserved),
      number(worker.processed), number(worker.failed),
      worker.load.map { FleetRendering.decimal($0, 2) } ?? "-",
      worker.uptimeSeconds.map(FleetRendering.age) ?? "-",
    ]
    if isWide {
      cells += [
        number(worker.retried), number(worker.pid), worker.pool ?? "-", number(worker.slots),
        number(worker.scheduled), worker.rssMib.map { "\($0) MiB" } ?? "-",
        worker.version ?? "-", worker.queues.joined(separator: ","),
      ]
    }
    return cells
  }

  private func rank(_ diagnosis: Diagnosis) -> Int {
    switch diagnosis.severity {
    case .problem: 0
    case .warning: 1
    case .note: 2
    }
  }

  private func problem(_ diagnosis: Diagnosis) -> String {
    let line = fit("! " + diagnosis.message)
    return switch diagnosis.severity {
    case .problem: style.bad(line)
    case .warning: style.warning(line)
    case .note: style.dim(line)
    }
  }

  private var footer: String {
    if state.isTyping {
      return fit(tr("filter workers: \(state.filter)_  (Enter keeps, Esc clears)"))
    }
    if let notice = state.notice { return style.warning(fit(notice)) }
    var text = tr("? keys")
    // Those that matter most first: what does not fit is behind `?`.
    for part in footerParts where DisplayWidth.of(text) + 2 + DisplayWidth.of(part) <= size.columns
    {
      text += "  " + part
    }
    return style.dim(fit(text))
  }

  private var footerParts: [String] {
    let off = tr("read-only: d p x are off")
    if let tasks = state.tasks {
      return [tr("q quit"), tr("Enter back"), tr("jk select"), tr("t trace")]
        + (state.isReadOnly ? [off] : [tr("x revoke"), verb(tasks.subject)])
    }
    // Keys that act do so on what is selected.
    let doing = state.isOnQueues ? tr("p pause or resume") : tr("d drain")
    let act = state.subject == nil ? tr("jk select, \(doing)") : doing
    let acts = state.isReadOnly ? off : act
    let filter =
      state.filter.isEmpty ? tr("/ filter") : tr("/ filter (\(Sanitizing.line(state.filter)))")
    return [
      tr("q quit"), tr("Enter tasks"), tr("t trace"), acts, filter, state.sort.key,
      state.isOnQueues ? tr("Tab workers") : tr("Tab queues"), tr("space pause"), tr("r refresh"),
      tr("+/- pace"),
    ]
  }

  private func verb(_ subject: FleetTasks.Subject) -> String {
    switch subject {
    case .worker: tr("d drain")
    case .queue: tr("p pause or resume")
    }
  }

  func fit(_ text: String) -> String { WatchTable.fit(Sanitizing.line(text), size.columns) }
}
