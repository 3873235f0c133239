internal import ClientSupport
public import LosslessJSON

/// A worker's own account of itself: the answer to `stats`.
public struct WorkerStats: Sendable, Hashable {
  public let pid: Int?
  /// Seconds since the start.
  public let uptime: Double?
  /// Tasks taken up since the start, by name.
  public let total: [String: Int]
  /// The class, e.g. `celery.concurrency.prefork:TaskPool`.
  public let poolImplementation: String?
  /// How many tasks it was started to run at once.
  public let maxConcurrency: Int?
  public let processes: [Int]
  public let prefetchCount: Int?
  /// Largest resident size in KiB so far (getrusage of the parent process).
  public let maxRSSKiB: Int?
  public let userSeconds: Double?
  public let systemSeconds: Double?

  /// `nil` if this is not an answer to `stats`.
  public init?(_ value: JSONValue) {
    guard let object = value.object, let pool = object["pool"] else { return nil }
    pid = object["pid"]?.int
    uptime = object["uptime"]?.double
    total = (object["total"]?.object?.members ?? []).reduce(into: [:]) {
      $0[$1.key] = $1.value.int
    }
    poolImplementation = pool["implementation"]?.string
    processes = (pool["processes"]?.array ?? []).compactMap(\.int)
    maxConcurrency = pool["max-concurrency"]?.int
    prefetchCount = object["prefetch_count"]?.int
    // Bytes are reckoned of it.
    maxRSSKiB = object["rusage"]?["maxrss"]?.int.flatMap { (0...1 << 43).contains($0) ? $0 : nil }
    userSeconds = object["rusage"]?["utime"]?.double
    systemSeconds = object["rusage"]?["stime"]?.double
  }

  /// The pool by the name that `celery worker --pool` takes, e.g. `prefork`.
  public var pool: String? {
    guard let poolImplementation else { return nil }
    let module = poolImplementation.prefix { $0 != ":" }
    return module.split(separator: ".").last.map(String.init) ?? poolImplementation
  }

  /// How many tasks it can run at once. A prefork pool that was emptied goes on telling the size
  /// it was started with (celery/concurrency/prefork.py, _get_info); its processes tell.
  public var slots: Int? {
    pool == "prefork" && maxConcurrency != nil ? processes.count : maxConcurrency
  }

  /// All tasks taken up since the start.
  public var processed: Int {
    total.values.reduce(0) { $0.addingSaturated($1) }
  }
}
