public import Foundation

/// An authority of a test's own and what it signs, made by the openssl command, gone with its
/// object.
public final class TestCertificates: Sendable {
  public struct Failed: Error, CustomStringConvertible {
    public let description: String
  }

  /// A certificate and its key, as PEM files.
  public struct Pair: Sendable {
    public let certificate: String
    public let key: String
  }

  public let directory: URL
  /// The authority's certificate.
  public var authority: String { path("ca.pem") }

  public init() throws {
    directory = URL(fileURLWithPath: Sandbox.temporaryPath())
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
    // The servers may run as another user.
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: directory.path)
    try openssl(
      ["req", "-x509", "-days", "2", "-subj", "/CN=invitectl test authority", "-out", authority]
        + newKey("ca.key"))
  }

  deinit {
    try? FileManager.default.removeItem(at: directory)
  }

  /// A certificate of this authority.
  ///
  /// - Parameters:
  ///   - names: as openssl's subjectAltName, e.g. `DNS:localhost`.
  ///   - days: how long it is valid from now on; negative for one that has expired.
  public func issue(
    _ name: String, for names: String = "DNS:localhost,IP:127.0.0.1", days: Int = 2
  ) throws -> Pair {
    let pair = Pair(certificate: path("\(name).pem"), key: path("\(name).key"))
    let request = path("\(name).csr")
    try openssl(
      ["req", "-subj", "/CN=\(name)", "-addext", "subjectAltName=\(names)", "-out", request]
        + newKey("\(name).key"))
    try openssl([
      "x509", "-req", "-in", request, "-CA", authority, "-CAkey", path("ca.key"), "-days",
      String(days), "-copy_extensions", "copy", "-out", pair.certificate,
    ])
    return pair
  }

  /// Makes a key one that PostgreSQL takes: its own, and nobody else's to read.
  public func giveToPostgres(_ pair: Pair) throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: pair.key)
    try ServerProcess.give(pair.key)
  }

  private func newKey(_ name: String) -> [String] {
    ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", path(name)]
  }

  private func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

  private func openssl(_ arguments: [String]) throws {
    let result = try ChildProcess.run(["openssl"] + arguments)
    let text = String(decoding: result.output, as: UTF8.self)
    guard result.exitCode == 0 else {
      throw Failed(description: "openssl \(arguments.first ?? ""): \(text)")
    }
  }
}
