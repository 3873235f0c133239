import ClientSupport
import InviteDomain
import InviteOps
import Localization

/// What the person chose: order, selection, pace.
struct WatchState {
  enum Sort: String, CaseIterable {
    case name, status, active, processed, failed

    /// The key that changes it, and which it is.
    var key: String {
      switch self {
      case .name: tr("s sort (name)")
      case .status: tr("s sort (status)")
      case .active: tr("s sort (active)")
      case .processed: tr("s sort (processed)")
      case .failed: tr("s sort (failed)")
      }
    }
  }

  var interval: Duration
  var sort: Sort = .name
  /// By name, so that it stays on its worker whatever the order becomes.
  var selected: String?
  var isPaused = false
  var showsHelp = false
  /// Only workers whose name has this in it.
  var filter = ""
  var isTyping = false
  /// Whether keys move among the queues.
  var isOnQueues = false
  var selectedQueue: String?
  /// The page of tasks that is shown instead of the fleet.
  var tasks: WatchTasks?
  /// Why a key did nothing, until the next one.
  var notice: String?
  /// Whether nothing may be changed from here.
  var isReadOnly = false

  private static let intervals: [Double] = [0.5, 1, 2, 5, 10, 30, 60]

  mutating func slower() {
    interval = .seconds(saturating: Self.intervals.first { $0 > interval.seconds } ?? 60)
  }

  mutating func faster() {
    interval = .seconds(saturating: Self.intervals.last { $0 < interval.seconds } ?? 0.5)
  }

  mutating func nextSort() {
    let all = Sort.allCases
    let place = all.firstIndex(of: sort) ?? 0
    sort = all[(place + 1) % all.count]
  }

  /// The workers to show, in order.
  func sorted(_ all: [FleetSnapshot.Worker]) -> [FleetSnapshot.Worker] {
    let workers = filter.isEmpty ? all : all.filter { $0.name.contains(filter) }
    func descending(_ value: (FleetSnapshot.Worker) -> Int?) -> [FleetSnapshot.Worker] {
      workers.sorted { (value($1) ?? -1, $0.name) < (value($0) ?? -1, $1.name) }
    }
    return switch sort {
    case .name: workers.sorted { $0.name < $1.name }
    case .status: workers.sorted { ($0.status.rawValue, $0.name) < ($1.status.rawValue, $1.name) }
    case .active: descending(\.active)
    case .processed: descending(\.processed)
    case .failed: descending(\.failed)
    }
  }

  /// How many workers a page key goes on by.
  static let page = 10

  /// - Parameter step: beyond the first or the last it stops there.
  mutating func move(_ step: Int, in workers: [FleetSnapshot.Worker]) {
    selected = Self.moved(step, from: selected, among: sorted(workers).map(\.name))
  }

  /// The same among the queues, as the screen has them.
  mutating func move(_ step: Int, in queues: [FleetSnapshot.Queue]) {
    selectedQueue = Self.moved(step, from: selectedQueue, among: Self.sorted(queues).map(\.name))
  }

  /// The queues in the order of the screen: the fullest first.
  static func sorted(_ queues: [FleetSnapshot.Queue]) -> [FleetSnapshot.Queue] {
    queues.sorted { ($1.readyTotal, $0.name) < ($0.readyTotal, $1.name) }
  }

  /// Where the selection stands after so many steps: at an end, if nothing was selected.
  static func moved(_ step: Int, from name: String?, among names: [String]) -> String? {
    guard !names.isEmpty else { return name }
    guard let place = name.flatMap({ names.firstIndex(of: $0) }) else {
      return step == .max ? names.last : names.first
    }
    let target = place.addingReportingOverflow(step)
    return names[
      target.overflow ? names.count - 1 : min(names.count - 1, max(0, target.partialValue))]
  }
}
