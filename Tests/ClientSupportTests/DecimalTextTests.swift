import ClientSupport
import Testing

@Suite struct DecimalTextTests {
  @Test(arguments: [0, 7, 10, 99, 100, 1_000_000, -1, -10, .max, .min])
  func `writes what a string would`(number: Int) {
    var bytes = Array("x".utf8)
    bytes.append(decimal: number)
    #expect(String(decoding: bytes, as: UTF8.self) == "x\(number)")
  }
}
