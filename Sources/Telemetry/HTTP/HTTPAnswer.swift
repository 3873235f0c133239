/// An HTTP/1.1 answer (RFC 9112).
package struct HTTPAnswer: Sendable, Equatable {
  /// More bytes than these are not waited for; an OpenAPI document has some hundred thousand.
  package static let most = 8 << 20

  package let status: Int
  /// As far as it came.
  package let body: [UInt8]
  /// Whether the body is as long as the head says.
  package let isWhole: Bool
  /// Where a redirect points to, as the server wrote it.
  package let location: String?
}
