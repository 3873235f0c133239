import ArgumentParser
import InviteDomain
import InviteOps
import InviteSettings

/// A command that works on the servers: `run()` makes the context, ``run(_:)`` does the work.
protocol ContextCommand: ParsableCommand {
  var global: GlobalOptions { get }
  /// Settings by flags of its own.
  var flags: [Setting: String] { get }
  /// - Throws: `Failure`; ``Invitectl/main()`` turns it into text and an exit code.
  func run(_ context: CommandContext) throws
}

extension ContextCommand {
  var flags: [Setting: String] { [:] }

  func run() throws {
    Presentation.current = Presentation(output: global.output, color: global.color)
    let trace = try CommandTrace(environment: processEnvironment())
    try trace.run(Self.traceName, complain: complain) {
      let context = try CommandContext(
        global, flags: flags, signals: Invitectl.signals, trace: trace.context)
      do {
        try run(context)
      } catch let failure as Failure {
        throw context.operation.explained(failure)
      }
    }
  }

  private func complain(_ text: String) {
    if !global.quiet { StandardStream.error.write("invitectl: \(Sanitizing.line(text))\n") }
  }

  /// `MigrateUpCommand` is `migrate up`: never a word that a user typed.
  static var traceName: String {
    let name = String(describing: Self.self)
    return (name.hasSuffix("Command") ? name.dropLast(7) : name[...]).reduce(into: "") {
      if $1.isUppercase, !$0.isEmpty { $0 += " " }
      $0 += $1.lowercased()
    }
  }
}
