import InviteOps
import Localization

/// The tasks of what was selected, as a page of the watch.
struct WatchTasks {
  let subject: FleetTasks.Subject
  var rows: [FleetTasks.Row] = []
  /// By id, so that it stays on its task.
  var selected: String?
  /// Why they could not be read.
  var failure: String?

  mutating func move(_ step: Int) {
    selected = WatchState.moved(step, from: selected, among: rows.map(\.id))
  }

  /// - Parameter room: lines there are, the heading included.
  func lines(room: Int, width: Int, style: Style) -> [String] {
    let title: String =
      switch subject {
      case .worker(let name): tr("Tasks of the worker \(name)")
      case .queue(let name): tr("Tasks of the queue \(name)")
      }
    var lines = [style.bold(WatchTable.fit(Sanitizing.line(title), width)), ""]
    if let failure { return lines + [style.bad(WatchTable.fit(Sanitizing.line(failure), width))] }
    guard !rows.isEmpty else { return lines + [tr("none")] }
    let place = selected.flatMap { id in rows.firstIndex { $0.id == id } } ?? 0
    let visible = max(1, room - lines.count - 2)
    let first = max(0, min(place - visible / 2, rows.count - visible))
    let shown = Array(rows.dropFirst(first).prefix(visible))
    let table = WatchTable(
      columns: [
        .init(tr("TASK"), .left, cuts: .head), .init(tr("STATE"), .left), .init(tr("ID"), .left),
        .init(tr("WORKER"), .left), .init(tr("QUEUE"), .left), .init(tr("DUE"), .left),
      ],
      rows: shown.map { row in
        [
          row.task ?? tr("unknown"), row.state, row.id, row.worker ?? "-", row.queue ?? "-",
          row.due ?? "-",
        ]
      })
    lines += table.lines(width: width, style: style) { index, line in
      shown[index].id == selected ? style.reversed(line) : line
    }
    let hidden = rows.count - shown.count
    return lines + (hidden > 0 ? [style.dim(tr("… \(hidden) more"))] : [])
  }
}
