import ArgumentParser
import Localization

struct ExitCodesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exit-codes",
    abstract: tr("Show what each exit code means."),
    discussion: table)

  static var table: String {
    ExitStatus.allCases.map { status in
      let code = String(status.rawValue)
      return String(repeating: " ", count: 5 - code.count) + code + "  " + status.meaning
    }.joined(separator: "\n")
  }

  func run() {
    StandardStream.output.write(Self.table + "\n")
  }
}
