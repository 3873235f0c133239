import RedisClient
import Testing

@Suite struct RedisServerErrorTests {
  @Test(arguments: [
    ("NOAUTH Authentication required.", RedisServerError.noAuth("Authentication required.")),
    ("ERR max number of clients reached", .maxClients("max number of clients reached")),
    ("ERR invalid password", .wrongPass("invalid password")),
    ("MOVED 3999 127.0.0.1:6381", .moved("3999 127.0.0.1:6381")),
    ("BUSYGROUP Consumer Group name", .other(code: "BUSYGROUP", message: "Consumer Group name")),
    ("", .other(code: "", message: "")),
    ("LOADING", .loading("")),
  ]) func `an error reply is told by its first word`(text: String, expected: RedisServerError) {
    #expect(RedisServerError(reply: text) == expected)
  }

  @Test func `the description quotes no arguments and no control characters`() {
    let error = RedisServerError(
      reply: "ERR unknown command 'FOO', with args beginning with: 'hunter2' ")
    #expect(error.description == "ERR unknown command 'FOO'")
    #expect(RedisServerError(reply: "ERR a\u{1B}[31mb").description == "ERR a [31mb")
  }
}
