import CountProtocol
import InviteOps
import Testing

@Suite struct BucketValueTests {
  @Test(arguments: [
    ("0", 0), ("1", 1), ("-1", -1), ("10", 10), ("2147483647", 2_147_483_647),
    ("-2147483647", -2_147_483_647),
  ])
  func `what Redis writes is a count`(text: String, count: Int) {
    #expect(BucketValue(text.utf8) == .count(count))
  }

  @Test(arguments: [
    "", "-", "+1", "-0", "00", "007", "-007", " 1", "1 ", "1\n", "1.0", "1e3", "0x1", "١", "\0",
    "1\0", "--1", "9a", "nan", "inf", "null",
  ])
  func `anything else is no integer`(text: String) {
    #expect(BucketValue(text.utf8) == .defect(.notInteger))
  }

  @Test(arguments: [
    "2147483648", "-2147483648", "4294967296", "9007199254740993", "9223372036854775807",
    "-9223372036854775808", "9223372036854775808", "18446744073709551616",
    "1" + String(repeating: "0", count: 400),
  ])
  func `what no code can have is out of range`(text: String) {
    #expect(BucketValue(text.utf8) == .defect(.outOfRange))
  }
}
