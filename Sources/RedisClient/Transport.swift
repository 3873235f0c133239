internal import ClientSupport
internal import Localization
internal import SocketStream

/// A stream to a server and the reader of its replies. Any failure closes it for good: after one,
/// nobody knows which reply belongs to which command.
final class Transport {
  private var reader: ReplyReader
  private let stream: ByteStream
  private let endpoint: RedisEndpoint
  /// Replies that came while their request was still being sent: a server that can not get rid of
  /// its replies stops reading.
  private var early: [RedisValue] = []

  /// - Parameter address: one of a server itself; of the endpoint come the TLS settings and the
  ///   name for errors.
  init(
    _ endpoint: RedisEndpoint, at address: StreamAddress, until deadline: Deadline,
    interrupt: Interrupt?
  ) throws(RedisError) {
    reader = try ReplyReader()
    self.endpoint = endpoint
    do {
      stream = try ByteStream(address, tls: endpoint.tls, until: deadline, interrupt: interrupt)
    } catch {
      throw RedisError(error, endpoint: endpoint)
    }
  }

  /// Watched by every wait.
  var interrupt: Interrupt? {
    get { stream.interrupt }
    set { stream.interrupt = newValue }
  }

  var isClosed: Bool { stream.isClosed }

  func shutDown() {
    stream.close()
  }

  /// Sends all of `request` and reads `expected` replies.
  func exchange(
    _ request: [UInt8], replies expected: Int, until deadline: Deadline
  ) throws(RedisError) -> [RedisValue] {
    try begin(request, until: deadline)
    return try finish(replies: expected, until: deadline)
  }

  /// Sends all of `request`, and keeps what comes meanwhile for ``finish(replies:until:)``.
  func begin(_ request: [UInt8], until deadline: Deadline) throws(RedisError) {
    guard !stream.isClosed else { throw .closed }
    var settled = false
    defer { if !settled { shutDown() } }
    var sent = try firstPart(of: request)
    while true {
      if sent < request.count { sent += try send(request[sent...]) }
      guard sent < request.count || stream.hasUnsent else { break }
      try wait(writing: sent < request.count, until: deadline)
      while let reply = try reader.next() { early.append(reply) }
    }
    #if FAILPOINTS
      Failpoint.reach("redis-sent")
    #endif
    settled = true
  }

  /// The replies to what ``begin(_:until:)`` sent.
  ///
  /// - Parameters:
  ///   - due: how many replies are due to later requests.
  ///   - lend: see ``ReplyReader/next(lending:)``; of the first reply alone.
  func finish(
    replies expected: Int, due: Int = 0, until deadline: Deadline,
    lending lend: ((Int, UnsafeRawBufferPointer) -> Void)? = nil
  ) throws(RedisError) -> [RedisValue] {
    guard !stream.isClosed else { throw .closed }
    var settled = false
    defer { if !settled { shutDown() } }
    var replies = Array(early.prefix(expected))
    early.removeFirst(replies.count)
    if let lend, let first = replies.first { replies[0] = Self.lent(first, lend) }
    replies.reserveCapacity(expected)
    while true {
      while replies.count < expected,
        let reply = try reader.next(lending: replies.isEmpty ? lend : nil)
      {
        replies.append(reply)
      }
      if replies.count >= expected { break }
      try wait(writing: false, until: deadline)
    }
    if due == 0 {
      let hasMore = try reader.next() != nil
      guard !hasMore, early.isEmpty else { throw .protocolError(tr("a reply nobody asked for")) }
    }
    settled = true
    #if FAILPOINTS
      Failpoint.reach("redis-received")
    #endif
    return replies
  }

  /// The same of a reply that was read before somebody asked for its strings.
  private static func lent(
    _ reply: RedisValue, _ lend: (Int, UnsafeRawBufferPointer) -> Void
  ) -> RedisValue {
    guard case .array(let values) = reply else { return reply }
    for (place, value) in values.enumerated() {
      if case .string(let bytes) = value { bytes.withUnsafeBytes { lend(place, $0) } }
    }
    return .integer(values.count)
  }

  private func wait(writing: Bool, until deadline: Deadline) throws(RedisError) {
    switch stream.wait(writing: writing, until: deadline) {
    case .readable: try receive()
    case .writable: try sendHeldBack()
    case .timedOut: throw .timedOut
    case .interrupted: throw .interrupted
    }
  }

  /// Where a test wants to kill this process: sends half of the request by itself, so that there is
  /// a moment with half of it in the socket. Otherwise nothing.
  private func firstPart(of request: [UInt8]) throws(RedisError) -> Int {
    #if FAILPOINTS
      Failpoint.reach("redis-send")
      guard Failpoint.isArmed else { return 0 }
      let sent = try send(request[..<(request.count / 2)])
      Failpoint.reach("redis-half-sent")
      return sent
    #else
      return 0
    #endif
  }

  /// Sends all of `request`, whose answers are read by ``nextPush(until:)``.
  func transmit(_ request: [UInt8], until deadline: Deadline) throws(RedisError) {
    guard !stream.isClosed else { throw .closed }
    var settled = false
    defer { if !settled { shutDown() } }
    var sent = 0
    while sent < request.count || stream.hasUnsent {
      if sent < request.count { sent += try send(request[sent...]) }
      guard sent < request.count || stream.hasUnsent else { break }
      try wait(writing: sent < request.count, until: deadline)
    }
    settled = true
  }

  /// The next reply that the server sends by itself; `nil` when the deadline passes first, which
  /// leaves the connection as it is.
  func nextPush(until deadline: Deadline) throws(RedisError) -> RedisValue? {
    guard !stream.isClosed else { throw .closed }
    var settled = false
    defer { if !settled { shutDown() } }
    while true {
      if let value = try reader.next() {
        settled = true
        return value
      }
      switch stream.wait(writing: false, until: deadline) {
      case .readable: try receive()
      case .writable: try sendHeldBack()
      case .timedOut:
        settled = true
        return nil
      case .interrupted: throw .interrupted
      }
    }
  }

  /// TLS may hold back what the socket did not take.
  private func sendHeldBack() throws(RedisError) {
    if stream.hasUnsent { _ = try send([]) }
  }

  /// How many bytes were taken, 0 when the socket is full.
  private func send(_ bytes: ArraySlice<UInt8>) throws(RedisError) -> Int {
    do {
      return try stream.send(bytes)
    } catch {
      throw RedisError(error, endpoint: endpoint)
    }
  }

  private func receive() throws(RedisError) {
    let bytes: ArraySlice<UInt8>
    do {
      bytes = try stream.receive()
    } catch {
      throw RedisError(error, endpoint: endpoint)
    }
    guard !bytes.isEmpty else { return }
    // A closure would lose the error's type.
    let outcome = bytes.withUnsafeBytes { raw in
      Result { () throws(RedisError) in try reader.feed(raw) }
    }
    try outcome.get()
  }
}
