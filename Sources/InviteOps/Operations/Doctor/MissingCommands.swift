internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import RedisClient

/// Commands that a server does not have: renamed away in its redis.conf (`rename-command EVAL ""`), or
/// unknown to what stands between.
///
/// Each is sent with a number of arguments that it never takes. A server looks first whether it knows the
/// command, then at their number, and then whether this user may: nothing is run, and nothing is denied
/// (`server.c` of Redis 6.2 to 7.4 and Valkey 8, `processCommand`).
struct MissingCommands {
  /// In capitals, with commas.
  let names: String

  var fix: String {
    tr(
      "take 'rename-command' for it out of the server's redis.conf and restart it, or use a server or plan "
        + "that has it; a URL that goes to Redis itself, where something stands between")
  }

  /// Those that take no arguments at all, and a look at servers that not all commands need.
  private static let withoutArguments: Set = ["time", "dbsize", "multi", "exec"]
  private static let dispensable: Set = ["role", "info", "ping"]

  /// - Returns: `nil` where it has all of them.
  static func look(
    _ connection: RedisConnection, _ facts: RedisFacts, _ deadline: Deadline
  ) throws(Failure) -> MissingCommands? {
    let isOld = facts.version.map { $0.hasPrefix("6.") } ?? false
    // Those of CLIENT and SCRIPT are no names of commands, and what needs them says so.
    let commands = RedisGrants.commands(isOld ? .six : .seven)
      .filter { !dispensable.contains($0) && !$0.contains("|") }
    var missing: [String] = []
    do throws(RedisError) {
      let replies = try connection.pipeline(
        commands.map { command in
          RedisCommand(withoutArguments.contains(command) ? [command, "x"] : [command])
        }, deadline: deadline)
      for (command, reply) in zip(commands, replies) {
        guard case .error(let error) = reply, error.message.hasPrefix(verbatim("unknown command"))
        else {
          continue
        }
        missing.append(command.uppercased())
      }
    } catch {
      throw Failure(error, doing: tr("see which commands the server has"))
    }
    return missing.isEmpty ? nil : MissingCommands(names: missing.joined(separator: ", "))
  }
}
