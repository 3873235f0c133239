/// Wrong versions of the protocol, put in at the seams of the model. Each must be caught.
enum Mutant: String, CaseIterable {
  /// `used_count = max_uses - R`, as the Python job does.
  case absoluteWrite
  /// The script adjusts whatever version it finds.
  case noCompareAndSwap
  /// The shadow's sum is incremented in place of written.
  case shadowIncrement
  /// An unsettled intent is overwritten by a new one.
  case noRollForward
  /// What was read counts although another sync has changed the row since.
  case readBeforeLock
  /// The version moves down, into those that earlier initialisations used.
  case wrongSignOfVersion
  /// The version moves up without asking whether a backend could make the same one now.
  case unboundedVersion
  /// `used_count = GREATEST(used_count, max_uses - R)` in an epoch that is known.
  case greatestEverywhere
  /// A bucket is never set below 0.
  case clampAtZero
  /// The second transaction does not ask whose intent the row has.
  case unconditionalSettle
  /// The script's reply for a version that is the intent's target does not ask who made it.
  case anonymousDuplicate
  /// Every adjustment moves the version by exactly 1, whoever makes it.
  case fixedStep
  /// Whoever finds the intent of making a bucket makes it again.
  case madeAgain
  /// A bucket that was to be made and is not there leaves the count exact.
  case silentVoid
  /// What was said while a bucket was gone stays exact, whatever becomes of the next one.
  case lastingWord
  /// force-resync forgets what a backend may have read before it changed the count.
  case forgottenRooms
  /// What a replica, or whoever else answers in the middle of a run, says is believed.
  case noRoleCheck
  /// An intent is sent to whoever answers.
  case writesAnywhere
  /// Two servers are told apart by nothing.
  case namelessServer
  /// A row of ours that a policy hides is taken for none.
  case noVisibilityCheck
  /// A fold that found no row is taken for done.
  case uncountedFold
  /// Whether tokens are taken is asked of the code as it is now, not as it was at the last look.
  case presentType
  /// The same, of the last look alone.
  case formerType
  /// Nobody remembers that tokens of the bucket were taken once the type was edited back.
  case untakenForEver
  /// A look that only finds another type leaves the row as it is.
  case retypedUnseen
  /// The first transaction does not ask whether the type is still the one that was seen.
  case unguardedType
  /// While changes come, the rooms of all that came before are kept.
  case chainedRooms
  /// A window that begins forgets the one before.
  case forgottenWindow
  /// Every change begins a window.
  case oneChangeWindows
  /// A window begins with the look at its first change, not with the change before.
  case windowFromNow
  /// Windows are forgotten as if a count were committed the moment it was looked at.
  case windowWithoutCommit
  /// Windows are forgotten as if a bucket were written the moment its code was read.
  case windowWithoutLag
  /// An edit between the look and the commit is taken for one that came after it.
  case unmetEdit
  /// At first contact a backend is thought to have read nothing but what the code is now.
  case firstRoomAlone
  /// What is only bounded, not added, is written though the code has changed since it was seen.
  case unguardedBounds
  /// The floor stays where it was before an adjustment.
  case untouchedFloor
  /// The floor is that of the adjusted bucket, whatever was taken of it before.
  case unseenFloor
  /// A count that begins at 0 is called exact at first sight.
  case exactAtFirstSight
  /// The bucket that is there at first sight is taken for the code's first.
  case firstBucket
  /// Nothing that was given back is taken for uses of an earlier bucket.
  case noEarlierRefund
  /// A promoted replica that lacks the last byte of what was seen is thought to have all of it.
  case offsetByOne
  /// Offsets are compared whoever's history they are of.
  case anyOrigin
  /// How far the history is, is asked before the buckets are read.
  case offsetBeforeBuckets
  /// A code is at rest once it was looked at.
  case neverAtRest
  /// A server that was promoted is taken for one that was restarted.
  case noSuccessor

  /// A feed that lost a name is taken for whole.
  case brokenUnseen
  /// What was named is taken for looked at when the look is over, not when it begins.
  case namesTakenLate
  /// A look that another sync came in between of is taken for one.
  case forgottenLook
  /// A follower looks at what Redis names, and never at what the database has changed.
  case unreadRows
  /// A bucket that was named once has changed once.
  case nameIsOneChange

  /// What is known of backends that set buckets late changes nothing.
  case ignoredFinding
  /// It changes nothing of what was drawn before it was known.
  case forgottenPast

  /// Where it is caught.
  var fatalConfiguration: ModelConfiguration {
    switch self {
    case .shadowIncrement, .anonymousDuplicate, .fixedStep, .wrongSignOfVersion: .failover
    case .unboundedVersion: .initialisation
    case .noRoleCheck, .writesAnywhere: .stray
    case .namelessServer: .visit
    case .noVisibilityCheck, .uncountedFold: .hidden
    case .presentType: .retypedToLinuxDo
    case .formerType, .unguardedType: .retypedToDirect
    case .untakenForEver: .retypedToLinuxDo
    case .retypedUnseen: .retypedTwice
    case .chainedRooms, .windowFromNow: .busy
    case .forgottenWindow, .windowWithoutCommit, .windowWithoutLag: .busyInitialisation
    case .oneChangeWindows: .burstInitialisation
    case .firstRoomAlone: .contact
    case .untouchedFloor: .untaken
    case .unguardedBounds, .unmetEdit: .editedInitialisation
    case .unseenFloor: .emptied
    case .madeAgain, .silentVoid, .forgottenRooms: .rebuild
    case .lastingWord: .saidWhileGone
    case .exactAtFirstSight, .firstBucket: .firstSight
    case .noEarlierRefund: .firstSightOfCounted
    case .offsetByOne, .offsetBeforeBuckets: .promotionOfUsedUp
    case .neverAtRest: .promotion
    case .anyOrigin: .promotedTwice
    case .noSuccessor: .promotionInitialised
    case .brokenUnseen, .namesTakenLate, .forgottenLook, .unreadRows, .nameIsOneChange: .followed
    case .ignoredFinding, .forgottenPast: .lateWrites
    default: .epoch
    }
  }
}
