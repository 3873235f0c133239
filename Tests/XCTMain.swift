import Testing

/// Where the tests begin. By this name SwiftPM takes it for its own, and then looks for no test of
/// XCTest in an index of all names, which takes a build longer to write than anything else
/// (docs/decisions/0202).
@main enum AllTests {
  static func main() async {
    let arguments = CommandLine.arguments
    // `swift test` asks for those of XCTest as well: there are none.
    guard let option = arguments.firstIndex(of: "--testing-library"),
      arguments.dropFirst(option + 1).first == "swift-testing"
    else { return }
    await Testing.__swiftPMEntryPoint() as Never
  }
}
