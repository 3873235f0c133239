internal import CHiredis

/// Has hiredis hand the strings of an array out where it has read them, instead of making an object of each.
///
/// Source: hiredis' read.h, `redisReplyObjectFunctions`: what is made of a string is the business of
/// `createString`, and stands in its array only if that puts it there; `freeReplyObject` passes over what
/// is not there.
final class ReplyLoan {
  /// hiredis' own.
  let usual: UnsafeMutablePointer<redisReplyObjectFunctions>
  /// The same but for strings.
  let functions: UnsafeMutablePointer<redisReplyObjectFunctions>
  /// Who gets them, with their places.
  var lend: ((Int, UnsafeRawBufferPointer) -> Void)?

  init(_ usual: UnsafeMutablePointer<redisReplyObjectFunctions>) {
    self.usual = usual
    functions = .allocate(capacity: 1)
    functions.initialize(to: usual.pointee)
    functions.pointee.createString = { task, text, count in
      guard let task, let text, let context = task.pointee.privdata else { return nil }
      let loan = Unmanaged<ReplyLoan>.fromOpaque(context).takeUnretainedValue()
      guard let lend = loan.lend, task.pointee.type == REDIS_REPLY_STRING,
        let parent = task.pointee.parent, parent.pointee.parent == nil
      else { return loan.usual.pointee.createString(task, text, count) }
      lend(Int(task.pointee.idx), UnsafeRawBufferPointer(start: text, count: count))
      // Nobody looks at it: it only has to be something.
      return context
    }
  }

  deinit {
    functions.deallocate()
  }
}
