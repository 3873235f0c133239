internal import ClientSupport
internal import Glibc

/// The free space of a disk of this machine.
enum ForecastDisk {
  /// In bytes, for who is not root; `nil` where there is no such folder, or it may not be seen.
  static func free(_ path: String) -> Int? {
    var info = statvfs()
    guard statvfs(path, &info) == 0, info.f_blocks > 0 else { return nil }
    return Int(saturating: Double(info.f_bavail) * Double(info.f_frsize))
  }
}
