import Glibc
import Localization

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

  /// The terminal's width in columns; `nil` when this is no terminal.
  var columns: Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Writes all of `text`, made safe by ``Sanitizing/screen(_:)``. A reader that went away
  /// (`| head`) ends the process quietly, as it does for every other filter.
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
    var rest = bytes
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if count > 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      } else if errno == EPIPE {
        _exit(ExitStatus.ok.rawValue)
      } else if errno == EINTR || errno == EAGAIN {
        continue
      } else if errno == EIO || descriptor == STDERR_FILENO {
        // The terminal is gone, which SIGHUP says too; or there is nobody left to be told.
        return
      } else {
        // A result that nobody has must not look like success.
        let reason = String(cString: strerror(errno))
        StandardStream.error.write(
          tr("error: what was done is done, but the result could not be written: \(reason)") + "\n")
        _exit(ExitStatus.error.rawValue)
      }
    }
  }
}
