import ArgumentParser

/// A command that works on the servers: `run()` makes the context, ``run(_:)`` does the work.
protocol ContextCommand: ParsableCommand {
  var global: GlobalOptions { get }
  /// - Throws: `Failure`; ``Invitectl/main()`` turns it into text and an exit code.
  func run(_ context: CommandContext) throws
}

extension ContextCommand {
  func run() throws {
    Presentation.current = Presentation(output: global.output, color: global.color)
    try run(CommandContext(global, signals: Invitectl.signals))
  }
}
