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

extension ForecastDisk {
  /// In powers of 1024, as PostgreSQL shows sizes.
  static func text(_ bytes: Int) -> String {
    var value = bytes
    for unit in ["bytes", "kB", "MB", "GB"] {
      if value < 10_240 { return "\(value) \(unit)" }
      value /= 1024
    }
    return "\(value) TB"
  }
}
