import TestSupport

/// One input: a template of a lane, and what some of its fields hold.
struct InputCase: Sendable, CustomStringConvertible {
  let lane: InputLane
  let bytes: [UInt8]

  var description: String {
    "\(lane.name): \(String(decoding: bytes.prefix(600), as: UTF8.self).debugDescription)"
  }

  /// Every value in every field once, in an order by chance; then fields by twos and damaged
  /// messages, as many as asked for.
  static func some(_ count: Int, _ generator: inout SeededGenerator) -> [InputCase] {
    var cases: [InputCase] = []
    for lane in InputLane.all {
      for template in lane.templates {
        for field in 0..<template.fields {
          for value in HostileValue.all {
            cases.append(InputCase(lane: lane, bytes: template.filled([field: value])))
          }
        }
      }
    }
    cases.shuffle(using: &generator)
    guard cases.count < count else { return Array(cases.prefix(count)) }
    while cases.count < count { cases.append(random(&generator)) }
    return cases
  }

  private static func random(_ generator: inout SeededGenerator) -> InputCase {
    let lane = InputLane.all.randomElement(using: &generator) ?? InputLane.all[0]
    let template = lane.templates.randomElement(using: &generator) ?? lane.templates[0]
    var fields: [Int: [UInt8]] = [:]
    for _ in 0..<2 {
      let field = Int.random(in: 0..<template.fields, using: &generator)
      fields[field] = HostileValue.all.randomElement(using: &generator)
    }
    let bytes = template.filled(fields)
    let isDamaged = Bool.random(using: &generator)
    return InputCase(
      lane: lane, bytes: isDamaged ? HostileValue.damage(bytes, &generator) : bytes)
  }
}
