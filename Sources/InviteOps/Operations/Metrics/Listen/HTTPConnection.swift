internal import ClientSupport
internal import Glibc

/// One accepted connection: a request comes in, an answer goes out.
struct HTTPConnection {
  let descriptor: Int32
  private static let headLimit = 16 * 1024
  /// For the first byte: who connects has something to ask.
  private static let silence = Duration.seconds(1)
  /// For the whole head.
  private static let readTime = Duration.seconds(5)
  private static let writeTime = Duration.seconds(30)

  enum Head {
    case request(HTTPRequest)
    case refused(HTTPResponse)
    /// The peer went away.
    case gone
  }

  /// - Parameter stop: ends waiting for a request that has not come yet.
  func readHead(stop: Interrupt) -> Head {
    var deadline = Deadline.after(Self.silence)
    let end = Deadline.after(Self.readTime)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      switch SocketWait.wait(
        for: descriptor, reading: true, writing: false, until: deadline, interrupt: stop)
      {
      case .timedOut: return .refused(.text(408, "no request came\n"))
      case .interrupted where bytes.isEmpty: return .gone
      case .interrupted, .readable, .writable: break
      }
      let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      if count < 0, errno == EAGAIN || errno == EINTR {
        if stop.isTriggered { SocketWait.pause(.milliseconds(1)) }
        if deadline.hasPassed { return .refused(.text(408, "the request did not end\n")) }
        continue
      }
      guard count > 0 else { return .gone }
      bytes += buffer[..<count]
      deadline = end
      if let length = Self.endOfHead(bytes) {
        guard let request = HTTPRequest(head: Array(bytes[..<length])) else {
          return .refused(.text(400, "this is not an HTTP/1.1 request\n"))
        }
        return .request(request)
      }
      if bytes.count > Self.headLimit {
        return .refused(.text(431, "the request's head is larger than 16 KiB\n"))
      }
    }
  }

  /// The position after the empty line.
  private static func endOfHead(_ bytes: [UInt8]) -> Int? {
    let mark: [UInt8] = [13, 10, 13, 10]
    return bytes.firstRange(of: mark)?.upperBound
  }

  func write(_ bytes: [UInt8]) {
    let deadline = Deadline.after(Self.writeTime)
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        send(
          descriptor, $0.baseAddress, $0.count,
          Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
      }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        let outcome = SocketWait.wait(
          for: descriptor, reading: false, writing: true, until: deadline)
        if outcome == .timedOut { return }
      } else if errno != EINTR {
        return
      }
    }
  }

  /// Ends our side so that the answer arrives: closing while unread bytes of the peer lie here would
  /// send a reset, which can overtake it.
  func drain() {
    shutdown(descriptor, Int32(SHUT_WR))
    var buffer = [UInt8](repeating: 0, count: 4096)
    let deadline = Deadline.after(.milliseconds(500))
    while SocketWait.wait(for: descriptor, reading: true, writing: false, until: deadline)
      == .readable
    {
      guard recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT)) > 0 else { break }
    }
  }

  func close() { _ = Glibc.close(descriptor) }
}
