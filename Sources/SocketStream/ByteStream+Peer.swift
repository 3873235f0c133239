internal import Glibc

extension ByteStream {
  /// The address at the other end, in its bytes; of IPv6 only the network (64 bits), all of which one host
  /// may have. Empty for what is no IP address.
  public var peerNetwork: String {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let descriptor = descriptor
    let status = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getpeername(descriptor, $0, &length)
      }
    }
    guard status == 0 else { return "" }
    return withUnsafeBytes(of: storage) { raw in
      let bytes: ArraySlice<UInt8>
      switch storage.ss_family {
      // Where the address lies in sockaddr_in and sockaddr_in6 (RFC 3493, section 3.3).
      case sa_family_t(AF_INET): bytes = Array(raw)[4..<8]
      case sa_family_t(AF_INET6):
        let address = Array(raw)[8..<24]
        // IPv4, as an IPv6 socket sees it (RFC 4291, section 2.5.5.2).
        let isMapped =
          address.prefix(10).allSatisfy { $0 == 0 } && address[18] == 0xFF && address[19] == 0xFF
        bytes = isMapped ? address.suffix(4) : address.prefix(8)
      default: bytes = []
      }
      return bytes.map(String.init).joined(separator: ".")
    }
  }
}
