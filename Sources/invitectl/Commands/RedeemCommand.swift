import ArgumentParser

struct RedeemCommand: NotBuiltYet {
  static let configuration = CommandConfiguration(
    commandName: "redeem",
    abstract: "Redeem a code by hand. (not built yet)")

  @Argument(parsing: .captureForPassthrough, help: .hidden) var arguments: [String] = []
}
