internal import CeleryProtocol
internal import InviteDomain
internal import Localization

extension SettingResolver {
  /// `broker.separator`, where `\\xHH` is a byte, and `broker.prioritySteps`, numbers with commas.
  mutating func queueLayout() throws(Failure) -> QueueLayout {
    let usual = QueueLayout()
    let steps = usual.steps.map(String.init).joined(separator: ",")
    let separator = try text(.brokerSeparator, default: PythonText.escaped(usual.separator))
    let written = try text(.brokerPrioritySteps, default: steps)
    guard let plain = Self.unescaped(separator), !plain.isEmpty, plain.utf8.count <= 32 else {
      throw Failure(
        .usage, tr("\(Setting.brokerSeparator.rawValue) is no separator of 1 to 32 bytes"),
        hint: tr("write it as broker_transport_options has it, control characters as \\x06"))
    }
    let parts = written.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int($0.filter { $0 != " " }) }
    guard numbers.count == parts.count, numbers.allSatisfy({ (0...255).contains($0) }),
      numbers == numbers.sorted(), Set(numbers).count == numbers.count
    else {
      throw Failure(
        .usage,
        tr("\(Setting.brokerPrioritySteps.rawValue) is no list of rising numbers from 0 to 255"),
        hint: tr("write it as priority_steps of broker_transport_options, e.g. 0,3,6,9"))
    }
    return QueueLayout(separator: plain, steps: numbers)
  }

  /// `nil` where a backslash begins nothing that is known.
  private static func unescaped(_ text: String) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        continue
      }
      let digits = rest.dropFirst().prefix(2)
      guard rest.first == UInt8(ascii: "x"), digits.count == 2,
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
      else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(3)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
