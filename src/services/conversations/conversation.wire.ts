import type { ThreadRow } from '../../actions/rows.ts'

/** A conversation as the outside sees it: the same for every reader and every transport. */
export function wireConversation(row: ThreadRow) {
  return {
    id: row.id,
    organization_id: row.organization_id,
    contact_id: row.contact_id,
    contact: row.contact,
    channel: row.channel,
    channel_id: row.channel_id,
    identity_id: row.identity_id,
    status: row.status,
    state: row.state,
    unread_count: row.unread_count,
    assigned_user_id: row.assigned_user_id,
    assigned_team_id: row.assigned_team_id,
    assigned_ai_assistant_id: row.assigned_ai_assistant_id,
    pipeline_id: row.pipeline_id,
    pipeline_stage_id: row.pipeline_stage_id,
    ai_context_cut: row.ai_context_cut,
    ai_auto_assignment_disabled: row.ai_auto_assignment_disabled,
    ai_auto_assignment_disabled_reason: row.ai_auto_assignment_disabled_reason,
    blocked: row.blocked,
    priority: row.priority,
    snoozed_until: row.snoozed_until,
    inactive_after: row.inactive_after,
    close_after: row.close_after,
    last_interaction_at: row.last_interaction_at,
    last_message: row.last_message,
    waiting_since: row.waiting_since,
    window_expires_at: row.window_expires_at,
    control: {
      application_id: row.control_application_id,
      kind: row.control_kind,
      epoch: row.control_epoch,
      since: row.control_since,
      lease_expires_at: row.control_lease_expires_at,
      span_id: row.control_span_id
    },
    session_id: row.session_id,
    last_seq: row.last_seq,
    version: row.version,
    created_at: row.created_at,
    updated_at: row.updated_at,
    deleted_at: row.deleted_at
  }
}
