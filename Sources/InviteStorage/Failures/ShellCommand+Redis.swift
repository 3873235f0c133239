package import InviteDomain
package import RedisClient
internal import SocketStream

extension ShellCommand {
  /// A command for redis-cli that goes to the very server and database that are meant, not to the one
  /// that listens on localhost. No password is in it: redis-cli asks for it (`--askpass`).
  ///
  /// What the user of `doctor --grants` may not do is for the server's `default` user, which has every
  /// right unless somebody took them (https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/).
  ///
  /// Options: https://redis.io/docs/latest/develop/tools/cli/, of redis-cli 6.2 and later.
  package static func redis(_ endpoint: RedisEndpoint, _ arguments: [String]) -> String {
    var options: [String]
    switch endpoint.address {
    case .tcp(let host, let port): options = ["-h", host, "-p", String(port)]
    case .unix(let path): options = ["-s", path]
    case .sentinel(let sentinels): return watched(sentinels, endpoint, arguments)
    }
    options += login(endpoint, arguments) + tls(endpoint)
    return line(options + ["-n", String(endpoint.database)], arguments)
  }

  /// Who is the primary is asked of a sentinel when the command is typed: it answers host and port, a
  /// line each.
  private static func watched(
    _ sentinels: RedisSentinels, _ endpoint: RedisEndpoint, _ arguments: [String]
  ) -> String {
    let first = sentinels.hosts.first ?? .init(name: "localhost")
    let question = line(
      ["-h", first.name, "-p", String(first.port)]
        + login(sentinels.username, sentinels.password) + tls(endpoint),
      ["SENTINEL", "get-master-addr-by-name", sentinels.service])
    let rest = line(
      login(endpoint, arguments) + tls(endpoint)
        + ["-n", String(endpoint.database)], arguments
    ).dropFirst("redis-cli ".count)
    return "(set -- $(\(question)); redis-cli -h \"$1\" -p \"$2\" \(rest))"
  }

  /// Commands that change a server, or look at all that it has.
  private static let administrators: Set = ["CONFIG", "RENAME", "--bigkeys"]

  private static func login(_ endpoint: RedisEndpoint, _ arguments: [String]) -> [String] {
    guard let user = endpoint.username, user != "default", let command = arguments.first,
      administrators.contains(command)
    else { return login(endpoint.username, endpoint.password) }
    return ["--user", "default", "--askpass"]
  }

  private static func login(_ user: String?, _ password: String?) -> [String] {
    (user.map { ["--user", $0] } ?? []) + (password == nil ? [] : ["--askpass"])
  }

  private static func tls(_ endpoint: RedisEndpoint) -> [String] {
    guard let tls = endpoint.tls else { return [] }
    let files: [(String, String?)] = [
      ("--cacert", tls.authorityFile), ("--cacertdir", tls.authorityDirectory),
      ("--cert", tls.certificateFile), ("--key", tls.keyFile ?? tls.certificateFile),
      ("--sni", tls.serverName),
    ]
    return ["--tls"] + (tls.verification == .none ? ["--insecure"] : [])
      + files.flatMap { name, value in value.map { [name, $0] } ?? [] }
  }

  private static func line(_ options: [String], _ arguments: [String]) -> String {
    let words = options.map { $0.hasPrefix("-") ? $0 : ShellWord.quoted($0) }
    return (["redis-cli"] + words + arguments.map(ShellWord.quoted)).joined(separator: " ")
  }
}
