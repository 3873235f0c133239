import InviteOps
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// What `doctor` says of buckets that nobody can count with.
@Suite struct BucketValueTests {
  @Test func `buckets that hold no count are named by their codes, masked`() throws {
    let redis = try TestRedis()
    let context = try OperationContext.test(redis: redis)
    let bucket = try TestRedis.connect(redis.bucket)
    for index in 0..<20 {
      try bucket.send("SETEX", "redeem:SOUND\(index):remaining", 80_000, index)
    }
    try bucket.send(
      "HSET", "redeem:SOUND1:remaining:sync", "e", "1", "base", "1", "cum", "0",
      "seq", "1", "token", "5")
    #expect(try context.doctor(.bucketValues).verdict == .pass)
    #expect(try context.doctor(.bucketValues).detail == "20 buckets, each with a count")

    try bucket.send("SETEX", "redeem:TEXT567890:remaining", 80_000, "007")
    try bucket.send("HSET", "redeem:TYPE567890:remaining", "a", "1")
    try bucket.send("RPUSH", "redeem:LIST567890:remaining", "a")
    try bucket.send("SETEX", "redeem:MUCH567890:remaining", 80_000, "9223372036854775807")
    try bucket.send("SETEX", "redeem:LESS567890:remaining", 80_000, "-3")
    try bucket.send("SETEX", "redeem:FINE567890:remaining", 80_000, "3")
    try bucket.send("SET", "redeem:FINE567890:remaining:sync", "x")
    try bucket.send("HSET", "redeem:SOUND2:remaining:sync", "e", "1", "seq", "1e300")
    let check = try context.doctor(.bucketValues)
    #expect(check.verdict == .warn)
    for words in [
      "3 buckets that hold no integer (LIST****90, TEXT****90, TYPE****90)",
      "1 bucket out of the range of a count (MUCH****90)", "1 bucket below zero (LESS****90)",
      "2 buckets with a hash beside that no sync wrote (FINE****90, SO****)",
    ] {
      #expect(check.detail.contains(words), "\(check.detail)")
    }
    #expect(!check.detail.contains("567890"))
    #expect(check.fix?.contains("invitectl sync-counts") == true)
  }

  @Test func `of many only the first are named`() throws {
    let redis = try TestRedis()
    let bucket = try TestRedis.connect(redis.bucket)
    for index in 0..<5000 {
      try bucket.send("SET", "redeem:CODE\(10_000 + index):remaining", "x")
    }
    let check = try OperationContext.test(redis: redis).doctor(.bucketValues)
    #expect(
      check.detail
        == "5000 buckets that hold no integer (CODE****00, CODE****01, CODE****02 and 4997 more)")
  }
}
