internal import ClientSupport
internal import Glibc
public import InviteDomain
internal import Localization

/// Writes a dump for node_exporter's textfile collector.
///
/// The text goes to a new file beside the target, whose name does not end in `.prom`, so that
/// node_exporter never reads half a dump; a rename puts it in place. Of two writers at once the
/// last one's file stays, whole.
/// (https://github.com/prometheus/node_exporter#textfile-collector)
public struct MetricsTextfile: Sendable {
  public let path: String

  /// - Throws: ``Failure/Kind/usage`` for a name that node_exporter would not read.
  public init(path: String) throws(Failure) {
    guard path.hasSuffix(".prom"), !path.hasSuffix("/.prom"), path != ".prom" else {
      throw Failure(
        .usage, tr("'\(path)' does not end in .prom, so that node_exporter would not read it"),
        hint: tr("name it NAME.prom in the directory of --collector.textfile.directory"))
    }
    self.path = path
  }

  /// - Throws: ``Failure``; the file that was there before is untouched then.
  public func write(_ text: String) throws(Failure) {
    let temporary = temporaryPath
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(tr("create a file beside \(path)"), errno) }
    do throws(Failure) {
      try fill(descriptor, text)
      guard rename(temporary, path) == 0 else { throw failure(tr("replace \(path)"), errno) }
    } catch {
      unlink(temporary)
      throw error
    }
    syncDirectory()
  }

  private func fill(_ descriptor: Int32, _ text: String) throws(Failure) {
    defer { close(descriptor) }
    // Whatever the umask says: node_exporter runs as another user.
    guard fchmod(descriptor, 0o644) == 0 else {
      throw failure(tr("set the mode of \(path)"), errno)
    }
    guard FileWrite.all(Array(text.utf8), to: descriptor), fsync(descriptor) == 0 else {
      throw failure(tr("write \(path)"), errno)
    }
  }

  /// What distinguishes it from others in its directory.
  public var name: String {
    let name = path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
    return String(name.dropLast(".prom".count))
  }

  private var directory: String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? "./"
  }

  /// Of one process and of one moment; ends in `.tmp`, which node_exporter does not read.
  private var temporaryPath: String {
    let name = path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
    let mark = String(UInt64.random(in: .min ... .max), radix: 36)
    return "\(directory).\(name).\(mark).tmp"
  }

  /// The rename lasts after a power cut only once the directory is on disk, too. What cannot be
  /// synced (some file systems) is no reason to fail: the file is whole either way.
  private func syncDirectory() {
    let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  private func failure(_ action: String, _ code: Int32) -> Failure {
    let reason = String(cString: strerror(code))
    let hint: String =
      switch code {
      case EACCES, EPERM: tr("let this user write to \(directory), which must be writable itself")
      case EROFS: tr("\(directory) is on a read-only file system; choose another directory")
      case ENOENT: tr("make the directory \(directory) first")
      case ENOSPC, EDQUOT: tr("make room on the disk of \(directory); the old file is still there")
      case EFBIG: tr("allow larger files (ulimit -f, LimitFSIZE=); the old file is still there")
      default: tr("see whether \(directory) is a directory on a healthy disk")
      }
    return Failure(.error, tr("could not \(action): \(reason)"), hint: hint)
  }
}
