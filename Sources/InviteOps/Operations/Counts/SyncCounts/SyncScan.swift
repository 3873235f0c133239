internal import ClientSupport
internal import CountProtocol
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Goes over codes in the order of their ids, range after range, and reads ahead while the others work.
///
/// Where few codes have moved, PostgreSQL makes the lines that the compare script takes, so that a
/// code at rest costs this process nothing. Where most have, comparing first would be one reading
/// more for nothing: then it hands out all codes, to be looked at closely.
struct SyncScan {
  /// Some of the codes, up to the last id of `place`.
  struct Part {
    enum Codes {
      /// The ids to look at; the others are at rest.
      case candidates([Int])
      case all([CodeRecord])
    }

    let codes: Codes
    let count: Int
    let place: SyncRanges.Place
  }

  /// Codes in one script: some milliseconds of the Redis server.
  static let chunk = 2500

  private enum Kind {
    case compared
    /// With the most codes that come.
    case all(Int)
  }

  let servers: SyncConnections
  let policy: SyncPolicy
  let codes: [String]
  /// Whether the next part is better handed out whole.
  var isDense: Bool
  private let incarnation: Int
  private let ranges: SyncRanges
  private var range: SyncRanges.Range?
  private var now: Int
  private var started: Kind?
  private var whole = SyncBatch.sizes.upperBound
  private var last = SyncRanges.start
  /// Whether there are no more codes to ask for.
  private var isOver = false
  /// How many codes to compare at once: fewer where one among them cannot be read.
  private var limit = SyncScan.chunk

  init(
    _ servers: SyncConnections, policy: SyncPolicy, codes: [String], ranges: SyncRanges
  ) throws(Failure) {
    self.servers = servers
    self.policy = policy
    self.codes = codes
    isDense = false
    self.ranges = ranges
    now = servers.began
    incarnation = try servers.incarnation()
  }

  /// The next codes; `nil` at the end.
  ///
  /// - Parameter whole: how many to ask for where all are handed out; those that are being read
  ///   ahead were asked for before.
  mutating func next(whole: Int) throws(Failure) -> Part? {
    self.whole = whole
    if range == nil, !isOver { try readOn(isAtEnd: true) }
    while !isOver {
      let part: Part?
      if case .all(let limit) = started {
        part = try nextWhole(limit)
      } else {
        part = try nextCompared()
      }
      if let part { return part }
    }
    return nil
  }

  /// - Returns: as ``noMore()`` where the range has no more; then those of the next one are being read.
  private mutating func nextWhole(_ limit: Int) throws(Failure) -> Part? {
    started = nil
    let subjects: [CodeRecord]
    do {
      subjects = try CodeRecord.all(servers.scanner.finish(deadline: servers.deadline))
    } catch {
      // One of them cannot be read, or one of our rows not be understood: compared, they come in
      // parts, and that one by itself.
      if error is Failure || (error as? PostgresError).flatMap({ RowFault($0) }) != nil {
        isDense = false
        return try nextCompared()
      }
      throw (error as? PostgresError).map { Failure($0, doing: tr("read the codes")) }
        ?? Failure(.error, tr("could not read the codes: \(error)"))
    }
    guard let end = subjects.last else { return try noMore() }
    last = end.id
    let place = try readOn(after: subjects.count, of: limit)
    return Part(codes: .all(subjects), count: subjects.count, place: place)
  }

  /// - Returns: as above.
  private mutating func nextCompared() throws(Failure) -> Part? {
    while true {
      if started == nil { try start() }
      if case .all(let limit) = started { return try nextWhole(limit) }
      let asked = limit
      guard let (lines, odd, count) = try finish() else {
        if asked > 1 {
          limit = asked / 2
          continue
        }
        // Alone: who looks at it closely says what is wrong with it.
        limit = Self.chunk
        guard let id = try nextID() else { return try noMore() }
        last = id
        return Part(codes: .candidates([id]), count: 1, place: try readOn(after: 1, of: 1))
      }
      guard count > 0 else { return try noMore() }
      let place = try readOn(after: count, of: asked)
      let reply = try servers.run(SyncScripts.compare, arguments: [lines])
      try servers.check(SyncConnections.text(reply, 0))
      now = try SyncConnections.integer(reply, 1)
      let found = try SyncConnections.text(reply, 2)
      let ids = found.split(separator: " ").compactMap { Int($0) }
      return Part(codes: .candidates((ids + odd).sorted()), count: count, place: place)
    }
  }

  /// The range has ended behind ``last``, where it was not seen that its end had come: that is told by a part
  /// without codes, or else the next run would go on from there again and again.
  private mutating func noMore() throws(Failure) -> Part {
    let place = SyncRanges.Place(range: range?.number ?? 0, last: last, isEnd: true)
    try readOn(isAtEnd: true)
    return Part(codes: .candidates([]), count: 0, place: place)
  }

  /// Has those read that follow, when so many codes came up to ``last``.
  ///
  /// - Parameter asked: how many there would have been.
  private mutating func readOn(after count: Int, of asked: Int) throws(Failure) -> SyncRanges.Place
  {
    let isEnd = count < asked || range.map { last >= $0.through } ?? true
    let place = SyncRanges.Place(range: range?.number ?? 0, last: last, isEnd: isEnd)
    try readOn(isAtEnd: isEnd)
    return place
  }

  /// - Parameter isAtEnd: whether the range has no more, and the next one is to be begun with.
  private mutating func readOn(isAtEnd: Bool) throws(Failure) {
    if isAtEnd {
      range = try ranges.next { after, through throws(Failure) in
        try Self.reach(after, through, most: SyncRanges.size, servers)
      }
      guard let range else {
        isOver = true
        return
      }
      last = range.after
    }
    try start()
  }

  /// How many codes follow behind one id and up to another, `most` at most, and the last id among them.
  static func reach(
    _ after: Int, _ through: Int, most: Int, _ servers: SyncConnections
  ) throws(Failure) -> (count: Int, last: Int) {
    do {
      let row = try servers.scanner.query(
        SyncQueries.reach, [String(after), String(through), String(most)],
        deadline: servers.deadline
      ).only()
      return (try row.int("count"), try row.int("last"))
    } catch {
      throw Failure(error, doing: tr("read the codes"))
    }
  }

  /// The last id to ask for.
  private var through: String { String(range?.through ?? 0) }

  private mutating func start() throws(Failure) {
    do {
      if isDense {
        try servers.scanner.start(
          SyncQueries.detailsAfter, [String(last), String(whole), through],
          deadline: servers.deadline)
        started = .all(whole)
      } else {
        try servers.scanner.start(
          SyncQueries.scan,
          [
            String(last), String(limit), String(incarnation),
            String(now + policy.renewBelow),
            codes.isEmpty ? nil : PostgresArray.literal(codes),
            policy.doubts.lateWrites.map { String($0) }, policy.doubts.blindTakes ? "t" : "f",
            policy.doubts.isBoundless ? "t" : "f", through,
          ], deadline: servers.deadline)
        started = .compared
      }
    } catch {
      throw Failure(error, doing: tr("read the codes"))
    }
  }

  /// The first code of the range behind ``last``.
  private func nextID() throws(Failure) -> Int? {
    do {
      return try servers.scanner.query(
        SyncQueries.next,
        [String(last), codes.isEmpty ? nil : PostgresArray.literal(codes), through],
        deadline: servers.deadline
      ).first?.int("id")
    } catch {
      throw Failure(error, doing: tr("read the codes"))
    }
  }

  /// `nil` when one of the codes is in the way of reading them all.
  private mutating func finish() throws(Failure) -> (lines: String, odd: [Int], count: Int)? {
    started = nil
    do {
      let row = try servers.scanner.finish(deadline: servers.deadline).only()
      let count = try row.int("count")
      let read = (try row.string("lines"), try row.ints("odd"), count)
      if count > 0 { last = try row.int("last") }
      return read
    } catch {
      if RowFault(error) != nil { return nil }
      throw Failure(error, doing: tr("read the codes"))
    }
  }
}
