internal import Glibc

/// Tells whether a file is still the one that was read, by what the file system says of it.
struct FileStamp: Sendable {
  private struct Facts: Equatable {
    let device: UInt
    let inode: UInt
    let size: Int
    let written: Int
    let writtenNanoseconds: Int
    let changed: Int
    let changedNanoseconds: Int
  }

  private let path: String
  private let facts: Facts?
  /// Whether it was changed so long before it was looked at that a later change has another time.
  private let isSettled: Bool

  /// Seconds: file systems keep times by ticks, some by whole seconds.
  private static let settling = 2

  /// To be taken before the file is read.
  init(_ path: String) {
    self.path = path
    facts = Self.look(path)
    isSettled = facts.map { time(nil) - max($0.written, $0.changed) > Self.settling } ?? false
  }

  /// Whether it is surely the same.
  var isUnchanged: Bool { isSettled && Self.look(path) == facts }

  private static func look(_ path: String) -> Facts? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Facts(
      device: UInt(status.st_dev), inode: UInt(status.st_ino), size: Int(status.st_size),
      written: status.st_mtim.tv_sec, writtenNanoseconds: status.st_mtim.tv_nsec,
      changed: status.st_ctim.tv_sec, changedNanoseconds: status.st_ctim.tv_nsec)
  }
}
