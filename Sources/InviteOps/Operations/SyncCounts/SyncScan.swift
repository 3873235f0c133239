internal import ClientSupport
internal import PostgresClient

/// Goes over all codes in the order of their ids and finds those to look at closely. PostgreSQL
/// makes the lines that the compare script takes, so that a code at rest costs this process
/// nothing; and it makes the next ones while Redis compares.
struct SyncScan {
  /// Codes in one script: some milliseconds of the Redis server.
  static let chunk = 2500

  let servers: SyncServers
  let policy: SyncPolicy
  let codes: [String]
  private var identity: String
  private var incarnation: Int
  private var now: Int
  private var isStarted = false
  private(set) var last: Int

  /// - Parameter after: the id to begin behind.
  init(_ servers: SyncServers, policy: SyncPolicy, codes: [String], after: Int) throws(Failure) {
    self.servers = servers
    self.policy = policy
    self.codes = codes
    last = after
    (identity, now) = try servers.hello()
    incarnation = try servers.incarnation(identity)
  }

  /// The ids to look at among the next codes, and how many codes there were; `nil` at the end.
  mutating func next() throws(Failure) -> (candidates: [Int], count: Int, last: Int)? {
    while true {
      if !isStarted { try start() }
      let begin = last
      let (lines, odd, count) = try finish()
      let seen = last
      guard count > 0 else { return nil }
      if count == Self.chunk { try start() }
      let reply = try servers.run(SyncScripts.compare, arguments: [lines])
      let who = try SyncServers.text(reply, 0)
      now = try SyncServers.integer(reply, 1)
      if who != identity {
        // Another Redis than the lines were made for: make them again.
        identity = who
        incarnation = try servers.incarnation(who)
        if isStarted { _ = try finish() }
        last = begin
        continue
      }
      let found = try SyncServers.text(reply, 2)
      let ids = found.split(separator: " ").compactMap { Int($0) }
      return ((ids + odd).sorted(), count, seen)
    }
  }

  private mutating func start() throws(Failure) {
    do {
      try servers.scanner.start(
        SyncQueries.scan,
        [
          String(last), String(Self.chunk), String(incarnation),
          String(now + policy.renewBelow),
          codes.isEmpty ? nil : PostgresArray.literal(codes),
        ], deadline: servers.deadline)
      isStarted = true
    } catch {
      throw Failure(error, doing: "read the codes")
    }
  }

  private mutating func finish() throws(Failure) -> (lines: String, odd: [Int], count: Int) {
    isStarted = false
    do {
      let row = try servers.scanner.finish(deadline: servers.deadline).only()
      let count = try row.int("count")
      if count > 0 { last = try row.int("last") }
      return (try row.string("lines"), try row.ints("odd"), count)
    } catch {
      throw Failure(error, doing: "read the codes")
    }
  }
}
