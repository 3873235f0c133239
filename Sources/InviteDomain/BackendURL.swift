/// Where the backend's API is: its routes stand below this URL, `/openapi.json` at the root of the
/// same server.
public struct BackendURL: Sendable, Equatable, CustomStringConvertible {
  /// The port of its container and the prefix of its routes, both by default.
  public static let standard = BackendURL(known: "http://localhost:18000/api/v1")

  package let endpoint: HTTPEndpoint
  /// Without a slash at its end. It never carries a user.
  public let description: String

  /// `nil` for what is no http or https URL, or has a query, a fragment, or a user.
  package init?(_ text: String) {
    let text = text.hasSuffix("/") ? String(text.dropLast()) : text
    guard !text.contains("?"), !text.contains("#"), let endpoint = HTTPEndpoint(text) else {
      return nil
    }
    self.endpoint = endpoint
    description = text
  }

  private init(known text: String) {
    guard let url = BackendURL(text) else { preconditionFailure("\(text) is a URL") }
    self = url
  }

  /// A route, e.g. `public/redeem`.
  package func route(_ path: String) -> HTTPEndpoint { endpoint.appending(path) }

  /// The description of all routes, which the framework serves without the prefix.
  package var openAPI: HTTPEndpoint { endpoint.root.appending("openapi.json") }
}
