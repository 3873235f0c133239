internal import ClientSupport
internal import Glibc
internal import InviteDomain
internal import Localization

/// A TCP socket that takes connections.
struct ListeningSocket: ~Copyable {
  private let descriptor: Int32
  /// Where it listens; with the port that the system chose if that was left to it.
  let address: ListenAddress

  /// - Throws: ``Failure``, naming the address and what stands in the way.
  init(_ wanted: ListenAddress) throws(Failure) {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    var list: UnsafeMutablePointer<addrinfo>?
    // All addresses: the IPv6 socket takes IPv4, too, where there is IPv6 at all.
    let names = wanted.host.map { [$0] } ?? ["::", "0.0.0.0"]
    var reason = tr("the name has no address")
    for name in names {
      let status = getaddrinfo(name, String(wanted.port), &hints, &list)
      guard status == 0, let first = list else {
        if let text = gai_strerror(status) { reason = String(cString: text) }
        continue
      }
      defer { freeaddrinfo(list) }
      if let socket = Self.open(first.pointee) {
        descriptor = socket
        address = ListenAddress(host: wanted.host, port: Self.port(of: socket) ?? wanted.port)
        return
      }
      reason = String(cString: strerror(errno))
    }
    throw Failure(
      .error, tr("could not listen on \(wanted): \(reason)"),
      hint: tr("stop what listens there, or choose another address: --listen 127.0.0.1:9464"))
  }

  deinit {
    close(descriptor)
  }

  private static func open(_ info: addrinfo) -> Int32? {
    let descriptor = socket(
      info.ai_family, info.ai_socktype | Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue),
      info.ai_protocol)
    guard descriptor >= 0 else { return nil }
    var on: Int32 = 1
    var off: Int32 = 0
    let size = socklen_t(MemoryLayout<Int32>.size)
    // A restart must not wait for old connections to fade.
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, size)
    if info.ai_family == AF_INET6 {
      setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &off, size)
    }
    guard bind(descriptor, info.ai_addr, info.ai_addrlen) == 0, listen(descriptor, 64) == 0 else {
      let code = errno
      close(descriptor)
      errno = code
      return nil
    }
    return descriptor
  }

  private static func port(of descriptor: Int32) -> Int? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let status = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &length)
      }
    }
    guard status == 0 else { return nil }
    // The port lies at the same place in sockaddr_in and sockaddr_in6 (RFC 3493, section 3.3).
    return withUnsafeBytes(of: storage) { Int($0[2]) << 8 | Int($0[3]) }
  }

  /// The next connection; `nil` when `stop` is raised.
  func accept(stop: Interrupt) -> Int32? {
    while true {
      let outcome = SocketWait.wait(
        for: descriptor, reading: true, writing: false, until: .never, interrupt: stop)
      if outcome == .interrupted { return nil }
      let connection = Glibc.accept(descriptor, nil, nil)
      if connection >= 0 {
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        _ = fcntl(connection, F_SETFL, O_NONBLOCK)
        return connection
      }
      switch errno {
      case EAGAIN, EINTR, ECONNABORTED: continue
      // Out of descriptors or memory: others will be given back soon.
      default: SocketWait.pause(.milliseconds(100), interrupt: stop)
      }
    }
  }
}
