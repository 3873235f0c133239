internal import InviteDomain
internal import InviteStorage
internal import Localization

extension IndexWitness {
  /// What the backend does with it, for a person.
  var purpose: String {
    switch index.name {
    case "ix_team_members_team_id": tr("seats taken in a team")
    case "ix_team_members_email": tr("whether an email is a member")
    case "ix_invite_records_team_id": tr("invites of a team")
    case "ix_invite_records_email": tr("the last invite of an email")
    case "ix_invite_records_status": tr("invites of a status")
    case "ix_invite_records_created_at": tr("invites of a day")
    case "ix_invite_queue_status": tr("rows of the queue by status")
    case "ix_redeem_codes_bound_email": tr("the code bound to an email")
    case "ix_invite_records_team_status_created": tr("seats that a day's invites hold")
    case "ix_team_members_team_email": tr("whether an email is in a team")
    default: tr("the next of a group in the queue")
    }
  }
}
