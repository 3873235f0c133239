import Glibc

/// Unbuffered writing to stdout or stderr.
struct StandardStream: Sendable {
  let descriptor: Int32

  static let output = StandardStream(descriptor: STDOUT_FILENO)
  static let error = StandardStream(descriptor: STDERR_FILENO)

  /// Whether lines that are wider than a terminal are broken between words: for who reads them in the watch.
  @TaskLocal static var wrapsLines = false

  var isTerminal: Bool {
    isatty(descriptor) == 1
  }

  /// Whether a line that was written there can be written over.
  var isRedrawable: Bool {
    isTerminal && getenv("TERM").map { String(cString: $0) } != "dumb"
  }

  /// The terminal's width in columns; `nil` when this is no terminal.
  var columns: Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Writes all of `text`, made safe by ``Sanitizing/screen(_:)``. What cannot be written is noted as an
  /// ``OutputLoss``, which the process ends with; from then on nothing is written here.
  func write(_ text: String) {
    let safe = Sanitizing.screen(text)
    guard Self.wrapsLines, let columns else { return draw(safe) }
    draw(LineWrap.text(safe, columns: columns))
  }

  /// Writes `text` as it is: control sequences of ours, and what another program reads.
  func draw(_ text: String) {
    var text = text
    text.withUTF8 { write(UnsafeRawBufferPointer($0)) }
  }

  /// As ``draw(_:)``, of bytes.
  func write(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes(write)
  }

  private func write(_ bytes: UnsafeRawBufferPointer) {
    guard OutputLoss.of(descriptor) == nil else { return }
    var rest = bytes
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      guard count < 0 else {
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN: waitForRoom()
      // The terminal is gone, which SIGHUP says too.
      case EIO where isDevice: return
      case let reason: return OutputLoss.note(errno: reason, on: descriptor)
      }
    }
  }

  /// Somebody has made the pipe one that does not wait.
  private func waitForRoom() {
    var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = poll(&wanted, 1, 1000)
  }

  private var isDevice: Bool {
    var facts = stat()
    return fstat(descriptor, &facts) == 0 && facts.st_mode & S_IFMT == S_IFCHR
  }
}
