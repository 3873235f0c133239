internal import ClientSupport
internal import Glibc

/// A connected socket and the reader of its replies. Any failure closes it for good: after one,
/// nobody knows which reply belongs to which command.
final class Transport {
  private var reader: ReplyReader
  /// -1 once closed.
  private var descriptor: Int32
  private var incoming = [UInt8](repeating: 0, count: 32 * 1024)
  /// Watched by every wait.
  var interrupt: Interrupt?

  init(
    _ endpoint: RedisEndpoint, until deadline: Deadline, interrupt: Interrupt?
  ) throws(RedisError) {
    reader = try ReplyReader()
    self.interrupt = interrupt
    descriptor = try SocketConnect.open(endpoint, until: deadline, interrupt: interrupt)
  }

  deinit {
    shutDown()
  }

  var isClosed: Bool { descriptor < 0 }

  func shutDown() {
    guard descriptor >= 0 else { return }
    close(descriptor)
    descriptor = -1
  }

  /// Sends all of `request` and reads `expected` replies, both at once: a server that can not get
  /// rid of its replies stops reading.
  func exchange(
    _ request: [UInt8], replies expected: Int, until deadline: Deadline
  ) throws(RedisError) -> [RedisValue] {
    guard descriptor >= 0 else { throw .closed }
    var settled = false
    defer { if !settled { shutDown() } }
    var replies: [RedisValue] = []
    replies.reserveCapacity(expected)
    var sent = try firstPart(of: request)
    while true {
      while replies.count < expected, let reply = try reader.next() { replies.append(reply) }
      if replies.count == expected, sent == request.count { break }
      if sent < request.count {
        sent += try send(request[sent...])
        #if DEBUG
          if sent == request.count { Failpoint.reach("redis-sent") }
        #endif
      }
      switch SocketWait.wait(
        for: descriptor, reading: true, writing: sent < request.count, until: deadline,
        interrupt: interrupt)
      {
      case .readable: try receive()
      case .writable: continue
      case .timedOut: throw .timedOut
      case .interrupted: throw .interrupted
      }
    }
    if try reader.next() != nil { throw .protocolError("a reply nobody asked for") }
    settled = true
    #if DEBUG
      Failpoint.reach("redis-received")
    #endif
    return replies
  }

  /// Where a test wants to kill this process: sends half of the request by itself, so that there is
  /// a moment with half of it in the socket. Otherwise nothing.
  private func firstPart(of request: [UInt8]) throws(RedisError) -> Int {
    #if DEBUG
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
    guard descriptor >= 0 else { throw .closed }
    var settled = false
    defer { if !settled { shutDown() } }
    var sent = 0
    while sent < request.count {
      sent += try send(request[sent...])
      guard sent < request.count else { break }
      switch SocketWait.wait(
        for: descriptor, reading: true, writing: true, until: deadline, interrupt: interrupt)
      {
      case .readable: try receive()
      case .writable: continue
      case .timedOut: throw .timedOut
      case .interrupted: throw .interrupted
      }
    }
    settled = true
  }

  /// The next reply that the server sends by itself; `nil` when the deadline passes first, which
  /// leaves the connection as it is.
  func nextPush(until deadline: Deadline) throws(RedisError) -> RedisValue? {
    guard descriptor >= 0 else { throw .closed }
    var settled = false
    defer { if !settled { shutDown() } }
    while true {
      if let value = try reader.next() {
        settled = true
        return value
      }
      switch SocketWait.wait(
        for: descriptor, reading: true, writing: false, until: deadline, interrupt: interrupt)
      {
      case .readable, .writable: try receive()
      case .timedOut:
        settled = true
        return nil
      case .interrupted: throw .interrupted
      }
    }
  }

  /// How many bytes the socket took, 0 when it is full.
  private func send(_ bytes: ArraySlice<UInt8>) throws(RedisError) -> Int {
    while true {
      let count = bytes.withUnsafeBytes { raw in
        // MSG_NOSIGNAL: a peer that is gone is an error of this call, not the end of the process.
        Glibc.send(descriptor, raw.baseAddress, raw.count, Int32(MSG_NOSIGNAL))
      }
      if count >= 0 { return count }
      switch errno {
      case EINTR: continue
      case EAGAIN: return 0
      // The server may have said why before it closed: let the reading side find it.
      case EPIPE, ECONNRESET: return bytes.count
      default: throw .connectionLost(String(cString: strerror(errno)))
      }
    }
  }

  private func receive() throws(RedisError) {
    let count = incoming.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
    if count > 0 {
      // A closure would lose the error's type.
      let outcome = incoming.withUnsafeBytes { raw in
        Result { () throws(RedisError) in
          try reader.feed(UnsafeRawBufferPointer(rebasing: raw[..<count]))
        }
      }
      return try outcome.get()
    }
    if count == 0 { throw .connectionLost("the server closed it") }
    if errno == EINTR || errno == EAGAIN { return }
    throw .connectionLost(String(cString: strerror(errno)))
  }
}
