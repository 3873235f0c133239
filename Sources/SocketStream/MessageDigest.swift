internal import COpenSSL

/// A digest by OpenSSL (EVP_DigestInit(3)): SHA-1 names scripts for Redis, SHA-256 is what
/// `sha256sum -c` verifies.
package final class MessageDigest {
  package enum Algorithm: Sendable {
    case sha1, sha256

    fileprivate var type: OpaquePointer? {
      switch self {
      case .sha1: EVP_sha1()
      case .sha256: EVP_sha256()
      }
    }
  }

  private let context: OpaquePointer?
  /// Whether OpenSSL has refused something, for want of memory or by a policy of the machine.
  private var isRefused = false

  package init(_ algorithm: Algorithm) {
    context = EVP_MD_CTX_new()
    isRefused = context == nil || EVP_DigestInit_ex(context, algorithm.type, nil) != 1
  }

  deinit { EVP_MD_CTX_free(context) }

  package func update(_ bytes: some Collection<UInt8>) {
    guard !isRefused else { return }
    let result = bytes.withContiguousStorageIfAvailable { buffer in
      EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
    }
    isRefused =
      (result
        ?? Array(bytes).withUnsafeBytes { buffer in
          EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
        }) != 1
  }

  /// The digest so far in lower-case hexadecimal; it stays open for more. `nil` where OpenSSL
  /// refused.
  package var hexDigest: String? {
    let copy = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(copy) }
    var bytes = [UInt8](repeating: 0, count: 64)
    var count: UInt32 = 0
    guard !isRefused, EVP_MD_CTX_copy_ex(copy, context) == 1,
      EVP_DigestFinal_ex(copy, &bytes, &count) == 1
    else { return nil }
    return bytes.prefix(Int(count)).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
