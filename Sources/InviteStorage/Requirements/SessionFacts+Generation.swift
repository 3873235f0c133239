package import InviteDomain
internal import Localization

extension SessionFacts {
  /// Why the command writes nothing beside this backend, with the ways out.
  package func generationFailure(_ purpose: Purpose) -> Failure? {
    guard let generation, case .refused(let why) = purpose.support(generation.counting) else {
      return nil
    }
    return Failure(
      .error,
      tr(
        purpose.names.count,
        """
        \(purpose.title) does not work with a backend whose era is \
        \(generation.eraName) (tables of revision \(generation.tables.name)): \(why)
        """,
        """
        \(purpose.title) do not work with a backend whose era is \
        \(generation.eraName) (tables of revision \(generation.tables.name)): \(why)
        """),
      hint: wayOut(purpose), reason: Requirement.backendGeneration.rawValue)
  }

  private func wayOut(_ purpose: Purpose) -> String {
    let upgrade = tr("or bring the backend to revision 024 or later; see docs/backends.md")
    switch purpose {
    case .redeem, .redeemLook:
      return tr(
        "let the backend redeem: 'invitectl redeem CODE EMAIL --via http', with "
          + "INVITECTL_BACKEND_URL=\(BackendURL.standard) or where its API is, \(upgrade)")
    case .sync: return tr("'invitectl sync-counts --dry-run' shows what each side says, \(upgrade)")
    case .resync:
      return tr(
        "'invitectl sync-counts --dry-run' shows each code whose counts do not agree, \(upgrade)")
    default: return tr("see docs/backends.md for what works there")
    }
  }
}

extension Purpose {
  /// Its command, or commands.
  package var names: [Substring] { rawValue.split(separator: ", ") }

  /// `redeem --explain and --dry-run`.
  package var title: String {
    guard let last = names.last, names.count > 1 else { return rawValue }
    return tr("\(names.dropLast().joined(separator: ", ")) and \(last)")
  }
}
