import InviteOps
import Localization

/// The row feed for people.
extension MigrateRendering {
  /// A line; nothing where it is not there, as where nobody asked for it.
  static func rowFeed(_ state: RowFeedState, _ style: Style) -> String {
    switch state.standing {
    case .absent: ""
    case .there: "\(sentence(state))\n"
    case .partial: style.warning(sentence(state)) + "\n"
    }
  }

  static func sentence(_ state: RowFeedState) -> String {
    switch state.standing {
    case .absent: tr("row feed: not there")
    case .there:
      state.isCoarse
        ? tr("row feed: there, without naming rows, since a partition is on another server")
        : tr("row feed: there")
    case .partial:
      Sanitizing.line(
        tr(
          "row feed: \(state.fault ?? tr("not as it was made")); 'invitectl migrate up --optional row-feed' "
            + "makes it anew"))
    }
  }
}
