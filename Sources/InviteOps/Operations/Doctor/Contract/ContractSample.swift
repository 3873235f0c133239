internal import ClientSupport
internal import CountProtocol
internal import InviteDomain
internal import Localization
internal import RedisClient

/// What MONITOR tells of the buckets.
struct ContractSample {
  /// The database of the buckets: the server tells the commands of all.
  let database: Int
  private(set) var commands = 0

  init(database: Int) {
    self.database = database
  }

  mutating func note(_ command: RedisMonitor.Command, _ findings: inout ContractFindings) {
    guard command.database == database, command.words.count > 1,
      let stored = BucketKey.code(ofBucket: Array(command.words[1].utf8))
    else { return }
    let (verb, words) = (command.words[0].uppercased(), command.words)
    let code = Masking.code(stored)
    commands += 1
    switch verb {
    case "DECR" where command.isOfScript: findings.keep(.take)
    // `redeem` takes several at once, in a script that looks first.
    case "DECRBY" where command.isOfScript: break
    case "DECR", "DECRBY":
      findings.breaks(.take, tr("of \(code) by \(verb) outside of a script"))
    case "SETEX", "PSETEX":
      let time = words.count > 2 ? words[2] : "?"
      if verb == "SETEX", time == "\(SyncPolicy().lifetime / 1000)" {
        findings.keep(.lifetime)
      } else {
        findings.breaks(.lifetime, tr("\(code) was set by \(verb) \(time)"))
      }
    case "SET":
      // Ours sets value and version together, in a script.
      let isOurs = command.isOfScript && words.count == 5 && words[3].uppercased() == "PXAT"
      let isSame = words.count == 5 && words[3].uppercased() == "EX" && words[4] == "86400"
      if isSame { findings.keep(.lifetime) }
      if !isOurs, !isSame { findings.breaks(.lifetime, tr("\(code) was set by SET")) }
    case "EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT", "PERSIST":
      findings.breaks(.lifetime, tr("\(code) was given another expiry by \(verb)"))
    default: break
    }
  }
}
