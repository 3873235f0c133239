internal import InviteDomain

/// What to type about a token bucket.
enum BucketAdvice {
  /// About one that holds no count.
  ///
  /// - Parameters:
  ///   - canMake: whether one can be made of what the database says.
  ///   - database: the number of Redis' database with the buckets.
  static func command(_ code: String, canMake: Bool, database: Int) -> String {
    if canMake { return making(code) }
    return "redis-cli -n \(database) DEL \(ShellWord.quoted(BucketKey.remaining(code)))"
  }

  /// What makes the bucket of a code from the database.
  static func making(_ code: String) -> String {
    ShellCommand.invitectl(["redeem", "bucket"], [code], ["--init"])
  }
}
