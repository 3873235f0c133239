internal import ClientSupport
internal import Glibc
internal import Localization

/// Makes a connected, non-blocking socket within a deadline.
///
/// hiredis' own connect functions either block without looking at our interrupt or try only the
/// first address of a name, so the socket is made here.
enum SocketConnect {
  static func open(
    _ address: StreamAddress, until deadline: Deadline, interrupt: Interrupt?
  ) throws(StreamError) -> Int32 {
    switch address {
    case .unix(let path):
      guard let address = unixAddress(path) else {
        throw .couldNotConnect(.system(errno: ENAMETOOLONG, tr("the socket path is too long")))
      }
      switch attempt(address, until: deadline, interrupt: interrupt) {
      case .connected(let descriptor): return descriptor
      case .interrupted: throw .interrupted
      case .failed(let failure): throw .couldNotConnect(failure)
      }
    case .tcp(let host, let port):
      switch AddressLookup.resolve(
        host: host, port: port, until: deadline, interrupt: interrupt)
      {
      case .unknown: throw .couldNotConnect(.unknownHost(host))
      case .timedOut: throw .couldNotConnect(.timedOut)
      case .interrupted: throw .interrupted
      case .found(let addresses):
        var last = StreamConnectFailure.unknownHost(host)
        for (index, address) in addresses.enumerated() {
          // A share of the time for each, so that a dead first address leaves some to the next.
          let share = deadline.remaining.map { $0 / (addresses.count - index) }
          let end = share.map { deadline.earlier(.after($0)) } ?? deadline
          switch attempt(address, until: end, interrupt: interrupt) {
          case .connected(let descriptor):
            configure(descriptor)
            return descriptor
          case .interrupted: throw .interrupted
          case .failed(let failure): last = failure
          }
        }
        throw .couldNotConnect(last)
      }
    }
  }

  private enum Attempt {
    case connected(Int32)
    case failed(StreamConnectFailure)
    case interrupted
  }

  private static func attempt(
    _ address: SocketAddress, until deadline: Deadline, interrupt: Interrupt?
  ) -> Attempt {
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    let descriptor = socket(address.family, kind | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return .failed(failure(errno)) }
    while true {
      let result = address.bytes.withUnsafeBytes { bytes in
        connect(
          descriptor, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress,
          socklen_t(bytes.count))
      }
      let code = result == 0 ? 0 : errno
      // connect(2): a unix socket whose backlog is full says EAGAIN and must be tried again.
      if code == EAGAIN || code == EINTR, !deadline.hasPassed {
        guard SocketWait.pause(.milliseconds(5), interrupt: interrupt) else {
          close(descriptor)
          return .interrupted
        }
        continue
      }
      if code == 0 || code == EISCONN { return .connected(descriptor) }
      if code == EINPROGRESS { break }
      close(descriptor)
      return .failed(code == EAGAIN ? .timedOut : failure(code))
    }
    let outcome = SocketWait.wait(
      for: descriptor, reading: false, writing: true, until: deadline, interrupt: interrupt)
    if outcome == .readable || outcome == .writable {
      var code: Int32 = 0
      var length = socklen_t(MemoryLayout<Int32>.size)
      getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
      if code == 0 { return .connected(descriptor) }
      close(descriptor)
      return .failed(failure(code))
    }
    close(descriptor)
    return outcome == .interrupted ? .interrupted : .failed(.timedOut)
  }

  /// Small commands must not wait for Nagle's timer, and a dead peer must be noticed some day.
  private static func configure(_ descriptor: Int32) {
    var on: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, size)
    setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, size)
  }

  private static func unixAddress(_ path: String) -> SocketAddress? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let fits = withUnsafeMutableBytes(of: &address.sun_path) { room in
      // unix(7): the path is a C string, so one byte is left for its end.
      guard bytes.count < room.count, !bytes.contains(0) else { return false }
      room.copyBytes(from: bytes)
      return true
    }
    guard fits else { return nil }
    return SocketAddress(
      family: AF_UNIX, bytes: withUnsafeBytes(of: address) { Array($0) })
  }

  private static func failure(_ code: Int32) -> StreamConnectFailure {
    switch code {
    case ECONNREFUSED: .refused
    case ENOENT: .noSuchSocket
    case EACCES, EPERM: .permissionDenied
    case ETIMEDOUT: .timedOut
    default: .system(errno: code, String(cString: strerror(code)))
    }
  }
}
