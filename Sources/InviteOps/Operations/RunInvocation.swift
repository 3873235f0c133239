internal import FoundationEssentials
internal import Glibc
internal import InviteDomain

/// Who runs this process, where, and with which arguments: what the run log says of it.
public struct RunInvocation: Sendable, Equatable {
  /// Without values that are somebody's; `nil` where nobody said.
  let arguments: [String]?

  /// - Parameter arguments: as they were typed, without the program's name.
  public init(arguments: [String]? = nil) {
    self.arguments = arguments.map { MaskedArguments($0).words }
  }

  var host: String { ProcessInfo.processInfo.hostName }

  var processID: Int { Int(getpid()) }

  /// By name, or by number where the system knows no name. Asked for only where it is recorded: names
  /// may come from a directory on the network.
  var user: String {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 16_384)
    guard getpwuid_r(geteuid(), &entry, &buffer, buffer.count, &found) == 0, found != nil,
      let name = entry.pw_name
    else { return String(geteuid()) }
    return String(cString: name)
  }
}
