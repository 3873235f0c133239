internal import Foundation

/// A folder of a test's own, removed with its object and all that is in it.
public final class TemporaryFolder: Sendable {
  public let path: String

  public init() throws {
    path = Sandbox.temporaryPath()
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The path of a file in it.
  public func file(_ name: String) -> String { "\(path)/\(name)" }
}
