public import LosslessJSON

/// Whom a call of `process_invite_task` invites, whichever way its arguments are given.
public struct InviteCall: Sendable, Hashable {
  /// As sent.
  public let email: String
  /// As sent; empty when the call names none.
  public let code: String
  public let isRebind: Bool

  /// The parameters by place (system of the backend since its first revision; later ones are only
  /// given by name).
  private static let parameters = ["email", "redeem_code", "group_id", "is_rebind"]

  /// - Returns: `nil` for a call without an email, which fails in the worker and invites nobody.
  /// - Throws: ``UnreadableMessage/arguments`` when what is given cannot be told.
  public init?(args: JSONValue, kwargs: JSONValue) throws(UnreadableMessage) {
    // An empty list as null, an empty mapping as null: as a call without them.
    guard args.array != nil || args.isNull, kwargs.object != nil || kwargs.isNull else {
      throw .arguments
    }
    func argument(_ place: Int) -> JSONValue? {
      kwargs[Self.parameters[place]] ?? args[place]
    }
    guard let email = try Self.text(argument(0)) else { return nil }
    self.email = email
    code = try Self.text(argument(1)) ?? ""
    isRebind = argument(3).map { !$0.isFalse } ?? false
  }

  /// A number goes into a column of texts as it is written.
  private static func text(_ value: JSONValue?) throws(UnreadableMessage) -> String? {
    switch value {
    case nil, .null: nil
    case .string(let text): text
    case .number(let number): number.literal
    default: throw .arguments
    }
  }
}

extension QueuedTask {
  /// The invites that this message makes or leads to: its own call, and calls of the same task in
  /// its chain, callbacks and the like. Empty for what invites nobody.
  ///
  /// - Throws: why it cannot be told whether it invites anybody.
  public func invites() throws(UnreadableMessage) -> [InviteCall] {
    if let unreadable {
      // Its name stands outside of what cannot be read. Celery's own tasks carry others' calls.
      if let name, name != InviteTask.name, !name.hasPrefix("celery.") { return [] }
      guard unreadable.mayBeReadByWorkers else { return [] }
      throw unreadable
    }
    return try Self.invites(of: name, args, kwargs, embedded)
  }

  /// The same of a call as a worker tells of it.
  static func invites(
    of name: String?, _ args: JSONValue, _ kwargs: JSONValue, _ embedded: JSONValue
  ) throws(UnreadableMessage) -> [InviteCall] {
    var calls: [InviteCall] = []
    if name == InviteTask.name, let call = try InviteCall(args: args, kwargs: kwargs) {
      calls.append(call)
    }
    if name?.hasPrefix("celery.") == true {
      try collect(args, &calls)
      try collect(kwargs, &calls)
    }
    try collect(embedded, &calls)
    return calls
  }

  /// A signature is a mapping with the task's name, its args and kwargs (celery/canvas.py).
  private static func collect(
    _ value: JSONValue, _ calls: inout [InviteCall]
  ) throws(UnreadableMessage) {
    switch value {
    case .array(let elements):
      for element in elements { try collect(element, &calls) }
    case .object(let object):
      if object["task"]?.string == InviteTask.name, object["args"] != nil || object["kwargs"] != nil
      {
        // Without an email of its own it takes what another task returns or what starmap deals out.
        guard
          let call = try InviteCall(
            args: object["args"] ?? .null, kwargs: object["kwargs"] ?? .null)
        else { throw .arguments }
        calls.append(call)
      }
      for member in object.members { try collect(member.value, &calls) }
    case .null, .bool, .number, .string: return
    }
  }
}

extension WorkerTask {
  /// As ``QueuedTask/invites()``. What is called besides is not told by a worker.
  public func invites() throws(UnreadableMessage) -> [InviteCall] {
    try QueuedTask.invites(of: name, args, kwargs, .null)
  }
}
