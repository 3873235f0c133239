internal import Localization

/// Why the code of an invite that came to nothing is not to be redeemed any more, in the words of `redeem retry`
/// (``RetryRow/closure``): the two say the same of one invite.
///
/// That a code is off, or past its end, may be meant so: nothing that lets it be used again is to be typed but by
/// who wants that.
enum CodeClosure: Sendable, Equatable {
  case notActive
  case expired
  /// Bound to another email, to which alone the backend redeems it.
  case ofAnother
  /// Bound to its own email with capitals or blanks, which the backend equals with none.
  case misspelled

  var reason: String {
    switch self {
    case .notActive: tr("its code is not active")
    case .expired: tr("its code is past expires_at")
    case .ofAnother: tr("its code is bound to another email by now")
    case .misspelled:
      tr(
        "its code is bound to its email with capitals or blanks, which the backend equals with none"
      )
    }
  }

  /// Of a code that nobody can redeem: that there is a choice, and whose it is.
  static let unusable = tr("nothing is to be done, unless the code is to be usable again")
}
