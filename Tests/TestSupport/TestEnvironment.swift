import Foundation

/// What `scripts/sandbox env` exports. A test that needs a server fails loudly without it.
public enum TestEnvironment {
  public struct Missing: Error, CustomStringConvertible {
    public let name: String
    public var description: String {
      "\(name) is not set; run the tests by `make test`, or under `scripts/sandbox run`"
    }
  }

  public static func value(_ name: String) throws -> String {
    guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else {
      throw Missing(name: name)
    }
    return value
  }
}
