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
    ("@user_script: 158: -OOM no room", .outOfMemory("no room")),
    ("@user_script: 3: -READONLY You can't write", .readOnly("You can't write")),
    (
      "ERR Error running script (call to f_01ab): @user_script:1: @user_script: 1: -OOM no room",
      .outOfMemory("no room")
    ),
    (
      "ERR Error running script (call to f_01ab): @user_script:1: WRONGTYPE Operation",
      .wrongType("Operation")
    ),
    (
      "@user_script: 135: The user executing the script can't run this command or subcommand",
      .noPerm("The user executing the script can't run this command or subcommand")
    ),
    (
      "@user_script: 1: Unknown Redis command",
      .other(code: "@user_script:", message: "1: Unknown Redis command")
    ),
    ("LOADING", .loading("")),
  ]) func `an error reply is told by its first word`(text: String, expected: RedisServerError) {
    #expect(RedisServerError(reply: text) == expected)
  }

  @Test func `the description quotes no arguments and no control characters`() {
    let error = RedisServerError(
      reply: "ERR unknown command 'FOO', with args beginning with: 'hunter2' ")
    #expect(error.description == "ERR unknown command 'FOO'")
    // As Redis 6.2 writes it.
    let older = RedisServerError(
      reply: "ERR unknown command `FOO`, with args beginning with: `hunter2`, ")
    #expect(older.description == "ERR unknown command `FOO`")
    #expect(RedisServerError(reply: "ERR a\u{1B}[31mb").description == "ERR a [31mb")
  }
}
