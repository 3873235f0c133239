import InviteDomain
import Testing

/// The same size in its three forms.
@Suite struct ByteTextTests {
  struct Size: Sendable {
    let bytes: Int
    let format: String
    let whole: String
    let detailed: String

    init(_ bytes: Int, _ format: String, _ whole: String, _ detailed: String) {
      (self.bytes, self.format, self.whole, self.detailed) = (bytes, format, whole, detailed)
    }
  }

  @Test(arguments: [
    Size(0, "0 B", "0 bytes", "0 bytes"),
    Size(1023, "1023 B", "1023 bytes", "1023 bytes"),
    Size(1024, "1 kB", "1 kB", "1024 bytes"),
    Size(1536, "1.5 kB", "1 kB", "1536 bytes"),
    Size(10_239, "10 kB", "9 kB", "10239 bytes"),
    Size(10_240, "10 kB", "10 kB", "10 kB"),
    Size(1 << 20, "1 MB", "1 MB", "1024 kB"),
    Size(10 << 20, "10 MB", "10 MB", "10 MB"),
    Size(3 << 29, "1.5 GB", "1 GB", "1536 MB"),
    Size(5 << 40, "5 TB", "5120 GB", "5120 GB"),
    Size(20 << 40, "20 TB", "20480 GB", "20 TB"),
  ])
  func `each form has its own limits`(size: Size) {
    #expect(ByteText.format(size.bytes) == size.format)
    #expect(ByteText.whole(size.bytes) == size.whole)
    #expect(ByteText.detailed(size.bytes) == size.detailed)
  }
}
