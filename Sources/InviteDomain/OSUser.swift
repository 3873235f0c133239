internal import Glibc

/// Who works on which machine, for what others are to be told of it.
package enum OSUser {
  /// The name of the user whose process this is, or its number.
  package static var name: String {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 16_384)
    let status = getpwuid_r(geteuid(), &entry, &buffer, buffer.count, &found)
    guard status == 0, found != nil, let name = entry.pw_name else { return "\(geteuid())" }
    return String(cString: name)
  }

  package static var host: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "unknown" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
