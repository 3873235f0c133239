internal import Localization

/// An answer; the connection ends after it.
struct HTTPResponse: Sendable {
  let status: Int
  let contentType: String
  let body: String
  /// Those of this answer alone, and those that were asked for of all.
  var headers: [(name: String, value: String)] = []

  static func text(_ status: Int, _ body: String) -> HTTPResponse {
    HTTPResponse(status: status, contentType: verbatim("text/plain; charset=utf-8"), body: body)
  }

  private var reason: String {
    switch status {
    case 200: "OK"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 408: "Request Timeout"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    case 503: "Service Unavailable"
    default: "Internal Server Error"
    }
  }

  /// As it goes over the wire; a HEAD request gets the same head without the body.
  func bytes(withBody: Bool) -> [UInt8] {
    let body = Array(body.utf8)
    var head = verbatim(
      """
      HTTP/1.1 \(status) \(reason)\r
      Content-Type: \(contentType)\r
      Content-Length: \(body.count)\r
      Connection: close\r
      Cache-Control: no-store\r
      X-Content-Type-Options: nosniff\r\n
      """)
    // X-Content-Type-Options is there already.
    for (name, value) in headers where name != "X-Content-Type-Options" {
      head += "\(name): \(value)\r\n"
    }
    return Array((head + "\r\n").utf8) + (withBody ? body : [])
  }
}
