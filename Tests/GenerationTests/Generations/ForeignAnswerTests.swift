import Foundation
import LosslessJSON
import TestSupport
import Testing

/// `redeem --via http` and everything that may stand before the backend, or in its place: what is not
/// known is never told as known.
@Suite struct ForeignAnswerTests {
  private func redeem(
    _ code: String, at url: String, _ more: [String] = []
  ) async throws -> (result: CommandResult, json: JSONValue) {
    let result = try await CommandRun.invitectl(
      ["redeem", code, "a@x.io", "--via", "http", "--flow", "redeem", "-o", "json"] + more,
      environment: ["INVITECTL_BACKEND_URL": url])
    let text = result.output.isEmpty ? result.errors : result.output
    return (result, (try? JSONValue(parsing: text)) ?? .null)
  }

  /// Each is asked once: whatever the answer, a redemption is not repeated.
  private func expect(
    _ codes: [String], _ exitCode: Int32, _ words: String...
  ) async throws {
    let stub = try BackendAPIStub()
    for (index, code) in codes.enumerated() {
      let (result, _) = try await redeem(code, at: stub.url)
      #expect(result.exitCode == exitCode, "\(code): \(result)")
      for word in words { #expect(result.errors.contains(word), "\(code): \(result)") }
      for word in ["nothing was", "is refused", "REFUSED"] {
        #expect(!(result.output + result.errors).contains(word), "\(code): \(result)")
      }
      #expect(try stub.redemptions.count == index + 1, "\(code)")
    }
  }

  @Test
  func `a page or a body of somebody else's is no answer of the backend, whatever its status`()
    async throws
  {
    let statuses = [400, 404, 405, 408, 409, 413, 422, 429, 500, 502, 503, 504]
    try await expect(
      statuses.flatMap { ["PAGE\($0)", "OTHER\($0)", "EMPTY\($0)"] }
        + [
          "STATE", "STATENUMBER", "STATEHUGE", "CREATED", "PLACEBELOW", "PLACETEXT", "PLACEHUGE",
          "PAGE", "OTHER", "EMPTY204", "EMPTY202", "MOVED303", "GZIPPED", "BOM", "GBK", "DOUBLED",
        ],
      69, "something that is not the backend answered", "is not known",
      "INVITECTL_BACKEND_URL", "invite_records")
  }

  @Test func `an answer that is cut off, or none, leaves it open`() async throws {
    try await expect(
      [
        "CONTINUEDCUT", "CHUNKEDCUT", "TWICEOPEN", "REFUSEDCUT", "TWOLENGTHS", "LONGHEAD", "HUNGUP",
        "NOHTTP", "CUT",
      ], 69, "is not known")
  }

  @Test func `who fails says so`() async throws {
    try await expect(["BROKEN", "CRASHED"], 69, "the backend answered 500", "is not known")
  }

  @Test func `interim answers, chunks, and what follows the answer change nothing`() async throws {
    let stub = try BackendAPIStub()
    for code in ["CONTINUED", "CHUNKED", "UNTILCLOSED", "TWICE"] {
      let (result, json) = try await redeem(code, at: stub.url)
      #expect(result.exitCode == 0, "\(code): \(result)")
      #expect(json["status"]?.string == "queued", "\(code): \(result)")
      #expect(json["team"]?.string == "A", "\(code): \(result)")
    }
    let (result, json) = try await redeem("CONTINUEDREFUSED", at: stub.url)
    #expect(result.exitCode == 5 && json["reason"]?.string == "CODE_USED_UP", "\(result)")
  }

  @Test func `a redirect is not followed, and the place it points to is named`() async throws {
    try await expect(
      ["MOVED", "MOVED302", "MOVED307", "MOVED308"], 1,
      "it points to https://example.com/api/v1/public/redeem",
      "INVITECTL_BACKEND_URL to the API's URL with the prefix, e.g. https://example.com/api/v1\"")
    try await expect(["PAGE401", "OTHER403", "EMPTY407"], 1, "not open to this machine")
  }

  /// The API names no task, and none is made up.
  @Test func `there is no task id but what the API says`() async throws {
    let stub = try BackendAPIStub()
    for code in ["QUEUED", "WAITING3", "CODE_USED_UP"] {
      let (result, json) = try await redeem(code, at: stub.url)
      #expect(json["task_id"] == .null, "\(result)")
      #expect(!(result.output + result.errors).contains("--task"), "\(result)")
      let text = try await CommandRun.invitectl(
        ["redeem", code, "a@x.io", "--via", "http", "--flow", "redeem"],
        environment: ["INVITECTL_BACKEND_URL": stub.url])
      #expect(!text.output.contains("task"), "\(text)")
    }
  }

  /// Before anything has left this machine it is known.
  @Test func `where no connection is made nothing was redeemed`() async throws {
    let stub = try BackendAPIStub()
    let full = try FullListener()
    for url in [
      stub.url.replacingOccurrences(of: "http:", with: "https:"),
      "http://no-such-host.invalid/api/v1", "http://127.0.0.1:\(full.port)/api/v1",
    ] {
      let (result, _) = try await redeem("QUEUED", at: url, ["--timeout", "2s"])
      #expect(result.exitCode == 75, "\(url): \(result)")
      #expect(result.errors.contains("nothing was redeemed"), "\(url): \(result)")
    }
    #expect(try stub.redemptions.isEmpty)
  }
}
