internal import Foundation
public import LosslessJSON

/// The backend's API by Tests/peers/api_stub.py: the code in a request names the answer.
public final class BackendAPIStub {
  /// What `backend.url` is set to.
  public let url: String
  private let process: BackgroundProcess

  /// What it says of itself at `/openapi.json`.
  public enum Description: String, Sendable, CaseIterable {
    case era, silent, foreign, missing
  }

  /// - Parameters:
  ///   - era: E1, E3, E5 or E6: which fields its answers have.
  ///   - description: the era, or nothing that tells it.
  public init(era: String = "E6", description: Description = .era) throws {
    let worker = URL(filePath: try Sandbox.variable("INVITECTL_TEST_WORKER_DIR"))
    let script = worker.deletingLastPathComponent().appending(path: "peers/api_stub.py")
    let process = try BackgroundProcess([
      Sandbox.variable("INVITECTL_TEST_PYTHON"), script.path, "--era", era, "--describes",
      description.rawValue,
    ])
    self.process = process
    try waitUntil("the stub of the API listens") { process.output.contains("\n") }
    let port = process.output.prefix { $0 != "\n" }
    url = "http://127.0.0.1:\(port)/api/v1"
  }

  /// The redemptions that it was asked for.
  public var redemptions: [JSONValue] {
    get throws { try requests.filter { $0["method"]?.string == "POST" } }
  }

  /// What it was sent so far: `method`, `path`, `body`, `headers`.
  public var requests: [JSONValue] {
    get throws {
      try process.output.split(separator: "\n").dropFirst().map {
        try JSONValue(parsing: Array($0.utf8))
      }
    }
  }
}
