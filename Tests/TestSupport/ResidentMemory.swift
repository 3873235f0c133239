import Glibc

/// How much memory this process has in use, in bytes (the second field of /proc/self/statm).
public func residentBytes() throws -> Int {
  guard let file = fopen("/proc/self/statm", "r") else {
    throw Sandbox.Missing(description: "/proc/self/statm cannot be read")
  }
  defer { fclose(file) }
  var buffer = [CChar](repeating: 0, count: 128)
  guard fgets(&buffer, Int32(buffer.count), file) != nil else {
    throw Sandbox.Missing(description: "/proc/self/statm is empty")
  }
  let text = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  let fields = text.split(separator: " ").compactMap { Int($0) }
  guard fields.count > 1 else {
    throw Sandbox.Missing(description: "/proc/self/statm is not understood")
  }
  return fields[1] * sysconf(Int32(_SC_PAGESIZE))
}
