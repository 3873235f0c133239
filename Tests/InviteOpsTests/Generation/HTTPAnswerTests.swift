import TestSupport
import Testing

@testable import InviteDomain
@testable import InviteOps
@testable import Telemetry

@Suite struct HTTPAnswerTests {
  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  /// What is read of bytes that come in pieces; `isOver` before the server closes.
  private func read(_ bytes: [UInt8], pieces: [Int]) -> (answer: HTTPAnswer?, isOver: Bool) {
    var reader = HTTPAnswerReader()
    var rest = bytes[...]
    for size in pieces + [bytes.count] {
      reader.take(rest.prefix(size))
      rest = rest.dropFirst(size)
    }
    let isOver = reader.isDone
    reader.end()
    return (reader.answer, isOver)
  }

  private func read(_ text: String) -> (answer: HTTPAnswer?, isOver: Bool) {
    read(bytes(text), pieces: [])
  }

  struct Answer: Sendable {
    let text: String
    var status = 200
    let body: String
    /// Whether it is whole, if the server closes then.
    var isWhole = true
    /// Whether nothing more is waited for.
    var isOver = true

    static let all = [
      Answer(text: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", body: "{}"),
      Answer(text: "HTTP/1.1 200 OK\r\ncontent-length:2\r\n\r\n{}more", body: "{}"),
      Answer(
        text: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", body: "{}", isWhole: false,
        isOver: false),
      Answer(text: "HTTP/1.1 200 OK\r\n\r\n{}", body: "{}", isOver: false),
      Answer(text: "HTTP/1.0 200 OK\r\n\r\n{}", body: "{}", isOver: false),
      Answer(
        text:
          "HTTP/1.1 429 Too Many\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n4;x=y\r\n\":1}\r\n0\r\n\r\n",
        status: 429, body: "{\"a\":1}"),
      // Cut off within a chunk: what was whole counts, and it is not whole.
      Answer(
        text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n9\r\nde",
        body: "abc", isWhole: false, isOver: false),
      Answer(
        text: "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}", body: "{}", isWhole: false,
        isOver: false),
      // A chunk may end as the last one does, and trailers follow the last.
      Answer(
        text:
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n0\r\n\r\n{}\r\n0\r\nX-Sum: 1\r\n\r\n",
        body: "0\r\n\r\n{}"),
      Answer(
        text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", body: "",
        isWhole: false),
      Answer(
        text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\nab", body: "",
        isWhole: false),
      Answer(
        text:
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n",
        body: ""),
      // Interim answers are none.
      Answer(
        text: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        body: "{}"),
      Answer(
        text:
          "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 400 No\r\nContent-Length: 2\r\n\r\n{}",
        status: 400, body: "{}"),
      // Without a body, whatever its head says.
      Answer(
        text: "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", status: 204, body: ""),
      // Two answers: the first one counts, where it says how long it is.
      Answer(
        text:
          "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 400 No\r\nContent-Length: 1\r\n\r\nx",
        body: "{}"),
      // One length said twice, and two lengths.
      Answer(
        text: "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\nContent-Length: 2\r\n\r\n{}", body: "{}"),
      Answer(
        text: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 1\r\n\r\n{}", body: "{}",
        isWhole: false, isOver: false),
      Answer(
        text: "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n{}", body: "{}",
        isWhole: false, isOver: false),
    ]
  }

  @Test(arguments: Answer.all)
  func `a body is as long as its head says`(wanted: Answer) throws {
    let (answer, isOver) = read(wanted.text)
    let found = try #require(answer, "\(wanted)")
    #expect(found.status == wanted.status, "\(wanted)")
    #expect(String(decoding: found.body, as: UTF8.self) == wanted.body, "\(wanted)")
    #expect(found.isWhole == wanted.isWhole, "\(wanted)")
    #expect(isOver == wanted.isOver, "\(wanted)")
  }

  @Test(arguments: Answer.all)
  func `in whatever pieces it comes, it is the same`(wanted: Answer) {
    let all = bytes(wanted.text)
    let whole = read(all, pieces: []).answer
    for cut in 0...all.count { #expect(read(all, pieces: [cut]).answer == whole, "\(cut)") }
    #expect(read(all, pieces: all.map { _ in 1 }).answer == whole)
  }

  @Test func `bytes of chance never trap, and no head has no end`() {
    var random = SeededGenerator()
    for _ in 0..<400 {
      var all = bytes(Answer.all.randomElement(using: &random)?.text ?? "")
      for _ in 0..<Int.random(in: 1...4, using: &random) where !all.isEmpty {
        all[Int.random(in: 0..<all.count, using: &random)] = UInt8.random(
          in: .min ... .max, using: &random)
      }
      let pieces = (0..<6).map { _ in Int.random(in: 0...20, using: &random) }
      #expect(read(all, pieces: pieces).answer == read(all, pieces: []).answer)
    }
    var reader = HTTPAnswerReader()
    reader.take(bytes("HTTP/1.1 200 OK\r\nX: "))
    for _ in 0..<80 { reader.take([UInt8](repeating: 0x61, count: 1024)) }
    #expect(reader.isDone && reader.answer?.isWhole != true)
    var interim = HTTPAnswerReader()
    for _ in 0..<4000 { interim.take(bytes("HTTP/1.1 100 Continue\r\n\r\n")) }
    #expect(interim.isDone && interim.answer == nil)
  }

  @Test(arguments: [
    "", "HTTP/1.1 200", "SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.1 abc\r\n\r\n",
    // Another protocol, and interim answers alone.
    "HTTP/1.1 101 Switching Protocols\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
    "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 099 x\r\n\r\n",
    "HTTP/1.1 2000 x\r\n\r\n", "<html>\r\n\r\n",
  ])
  func `what is no HTTP is none`(text: String) {
    #expect(read(text).answer == nil)
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
    (503, #"{"detail":"no seats"}"#, .unavailable("no seats")),
    (
      503, #"{"detail":{"error":"QUEUE_ERROR","message":"later"}}"#, .unavailable("later")
    ),
    (500, "Internal Server Error", .broken(status: 500, "Internal Server Error")),
    (500, #"{"detail":"oops"}"#, .broken(status: 500, "oops")),
    // The framework's own: there is no such route.
    (404, #"{"detail":"Not Found"}"#, .misled(status: 404, place: nil)),
    (405, #"{"detail":"Method Not Allowed"}"#, .misled(status: 405, place: nil)),
    (401, "", .misled(status: 401, place: nil)), (403, "<html>", .misled(status: 403, place: nil)),
    (407, "", .misled(status: 407, place: nil)), (307, "", .misled(status: 307, place: nil)),
    // Not the backend's, whatever the status says.
    (200, "<html>", .foreign(status: 200, body: "a page")),
    (204, "", .foreign(status: 204, body: "no body")),
    (303, "", .foreign(status: 303, body: "no body")),
    (404, "", .foreign(status: 404, body: "no body")),
    (400, " \n<html>", .foreign(status: 400, body: "a page")),
    (400, #"{"error":"CODE_USED_UP"}"#, .foreign(status: 400, body: foreignJSON)),
    (400, #"{"detail":""}"#, .foreign(status: 400, body: foreignJSON)),
    (400, #"{"detail":{"message":"no"}}"#, .foreign(status: 400, body: foreignJSON)),
    (400, #"[{"detail":"no"}]"#, .foreign(status: 400, body: foreignJSON)),
    (400, #"{"detail":"no""#, .foreign(status: 400, body: "text that is not JSON")),
    (422, #"{"detail":"no"}"#, .foreign(status: 422, body: foreignJSON)),
    (422, #"{"detail":[]}"#, .foreign(status: 422, body: foreignJSON)),
    (422, #"{"detail":[{"msg":"no"}]}"#, .foreign(status: 422, body: foreignJSON)),
    (429, #"{"message":"slow down"}"#, .foreign(status: 429, body: foreignJSON)),
    (429, "<html>", .foreign(status: 429, body: "a page")),
    (408, "<html>", .foreign(status: 408, body: "a page")),
    (413, "<html>", .foreign(status: 413, body: "a page")),
    (500, "<html>", .foreign(status: 500, body: "a page")),
    (502, "<html>", .foreign(status: 502, body: "a page")),
    (503, "", .foreign(status: 503, body: "no body")),
    (503, "<html>", .foreign(status: 503, body: "a page")),
    // A key that stands twice is read differently by different readers.
    (200, #"{"success":false,"success":true}"#, .foreign(status: 200, body: foreignJSON)),
    (
      400, #"{"detail":{"error":"A","error":"B"}}"#, .foreign(status: 400, body: foreignJSON)
    ),
    (200, "\u{FEFF}{\"success\":true}", .foreign(status: 200, body: "text that is not JSON")),
    (200, #"{"success":"true"}"#, .foreign(status: 200, body: foreignJSON)),
  ])
  func `each answer of the API has its meaning`(
    status: Int, body: String, meaning: BackendAnswer
  ) {
    #expect(BackendAnswer(status: status, body: bytes(body)) == meaning)
  }

  @Test func `bytes that are no text are nobody's refusal`() {
    // GBK.
    let body = bytes(#"{"detail":""#) + [0xB6, 0xD2, 0xBB, 0xBB] + bytes(#""}"#)
    #expect(
      BackendAnswer(status: 400, body: body)
        == .foreign(status: 400, body: "bytes that are not text"))
    #expect(
      BackendAnswer(status: 302, body: [], location: "https://x/api")
        == .misled(status: 302, place: "https://x/api"))
  }
}

private let foreignJSON = "JSON that is not the backend's"
