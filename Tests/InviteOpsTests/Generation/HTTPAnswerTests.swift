import Testing

@testable import InviteDomain
@testable import InviteOps
@testable import Telemetry

@Suite struct HTTPAnswerTests {
  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test(arguments: [
    ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", 200, "{}", true),
    ("HTTP/1.1 200 OK\r\ncontent-length:2\r\n\r\n{}more", 200, "{}", true),
    ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", 200, "{}", false),
    ("HTTP/1.1 200 OK\r\n\r\n{}", 200, "{}", false),
    (
      "HTTP/1.1 429 Too Many\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n4;x=y\r\n\":1}\r\n0\r\n\r\n",
      429, "{\"a\":1}", true
    ),
    // Cut off within a chunk: what was whole counts.
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n9\r\nde", 200, "abc", false),
    ("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}", 200, "{}", false),
  ])
  func `a body is as long as its head says`(
    text: String, status: Int, body: String, isWhole: Bool
  ) throws {
    let answer = try #require(HTTPAnswer(bytes(text)))
    #expect(answer.status == status)
    #expect(String(decoding: answer.body, as: UTF8.self) == body)
    #expect(HTTPAnswer.isWhole(bytes(text)) == isWhole)
  }

  @Test(arguments: ["", "HTTP/1.1 200", "SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.1 abc\r\n\r\n"])
  func `what is no HTTP is none`(text: String) {
    #expect(HTTPAnswer(bytes(text)) == nil)
  }

  @Test(arguments: [
    ("http://localhost:18000/api/v1", "localhost", 18000, "/api/v1/public/redeem", "/openapi.json"),
    (
      "https://invite.example.com/api/v1/", "invite.example.com", 443, "/api/v1/public/redeem",
      "/openapi.json"
    ),
    ("http://[::1]:4567", "::1", 4567, "/public/redeem", "/openapi.json"),
  ])
  func `routes stand below the URL and openapi.json at its root`(
    url: String, host: String, port: Int, route: String, openAPI: String
  ) throws {
    let url = try #require(BackendURL(url))
    let endpoint = url.route("public/redeem")
    #expect(endpoint.host == host && endpoint.port == port && endpoint.path == route)
    #expect(url.openAPI.path == openAPI && url.openAPI.host == host)
  }

  @Test(arguments: [
    (
      200, #"{"success":true,"state":"INVITE_QUEUED","team_name":"A"}"#,
      BackendAnswer.queued(team: "A")
    ),
    (200, #"{"success":true,"team_name":null}"#, .queued(team: nil)),
    (
      200, #"{"success":true,"state":"WAITING_FOR_SEAT","queue_position":3}"#, .waiting(position: 3)
    ),
    (200, #"{"success":false}"#, .broken(status: 200, "an answer that says no success")),
    (400, #"{"detail":"no"}"#, .refused(name: nil, text: "no")),
    (
      400, #"{"detail":{"error":"CODE_USED_UP","message":"used"}}"#,
      .refused(name: "CODE_USED_UP", text: "used")
    ),
    (
      422, #"{"detail":[{"loc":["body","email"],"msg":"not one"}]}"#, .invalid("email: not one")
    ),
    (429, #"{"retry_after":"5 per 1 minute"}"#, .tooOften(limit: "5 per 1 minute")),
    (503, "", .unavailable("no reason given")), (404, "", .misled(status: 404)),
    (502, "<html>", .broken(status: 502, "no reason given")),
    (200, "<html>", .misled(status: 200)), (307, "", .misled(status: 307)),
  ])
  func `each answer of the API has its meaning`(
    status: Int, body: String, meaning: BackendAnswer
  ) {
    #expect(BackendAnswer(status: status, body: bytes(body)) == meaning)
  }
}
