import assert from 'node:assert/strict'
import { afterInbound, afterOutbound, afterStatus, type Conversation, isSpoken, liveKey } from './conversation.ts'

const BEFORE = '2026-03-01T11:00:00.000Z'
const NOW = '2026-03-01T12:00:00.000Z'
const WINDOW = '2026-03-02T12:00:00.000Z'

const conversation: Conversation = {
  organization_id: 1,
  id: 2,
  contact_id: 3,
  channel: 'whatsapp',
  channel_id: 4,
  identity_id: 'i',
  live_key: 'identity:i',
  status: 'closed',
  state: 'closed',
  unread_count: 2,
  assigned_user_id: null,
  assigned_team_id: null,
  assigned_ai_assistant_id: null,
  pipeline_id: null,
  pipeline_stage_id: null,
  ai_context_cut: null,
  ai_auto_assignment_disabled: false,
  ai_auto_assignment_disabled_reason: null,
  blocked: false,
  priority: 'normal',
  snoozed_until: WINDOW,
  inactive_after: null,
  close_after: null,
  last_interaction_at: BEFORE,
  last_message: null,
  waiting_since: null,
  window_expires_at: null,
  control_application_id: 'inbox',
  control_kind: 'inbox',
  control_epoch: 1,
  control_since: BEFORE,
  control_lease_expires_at: null,
  control_span_id: null,
  session_id: null,
  session_number: 0,
  last_seq: 0,
  version: 1,
  created_at: BEFORE,
  updated_at: BEFORE,
  deleted_at: null
}

const said = {
  id: 'm',
  direction: 'inbound',
  message_type: 'text',
  message_text: 'Hello?',
  status: 'received',
  created_at: NOW
} as const

const shown = {
  id: 'm',
  direction: 'inbound',
  message_type: 'text',
  preview: 'Hello?',
  status: 'received',
  created_at: NOW
} as const

describe('A conversation in which the customer wrote', () => {
  it('is open, awake, unread and waiting', () => {
    assert.deepEqual(afterInbound(conversation, said, WINDOW), {
      last_interaction_at: NOW,
      last_message: shown,
      unread_count: 3,
      waiting_since: NOW,
      window_expires_at: WINDOW,
      snoozed_until: null,
      status: 'open',
      state: 'active'
    })
  })

  it('has waited since the first message that nobody answered', () => {
    assert.equal(afterInbound({ ...conversation, waiting_since: BEFORE }, said, null).waiting_since, BEFORE)
  })

  it('keeps its later window when a message comes late', () => {
    const late = afterInbound({ ...conversation, window_expires_at: WINDOW }, said, NOW)
    assert.equal(late.window_expires_at, WINDOW)
  })

  it('stays as it is where the customer is blocked, or only reacted', () => {
    assert.deepEqual(afterInbound({ ...conversation, blocked: true }, said, WINDOW), {})
    assert.deepEqual(afterInbound(conversation, { ...said, message_type: 'reaction' }, WINDOW), {})
  })
})

describe('A conversation in which somebody answered', () => {
  it('waits no longer and shows the answer', () => {
    const answer = { ...said, direction: 'outbound', status: 'queued' } as const
    const last_message = { ...shown, direction: 'outbound', status: 'queued' }
    assert.deepEqual(afterOutbound(conversation, answer), {
      last_interaction_at: NOW,
      last_message,
      waiting_since: null
    })
  })

  it('rests no longer', () => {
    const resting = { ...conversation, status: 'open', state: 'inactive' } as const
    assert.equal(afterOutbound(resting, said).state, 'active')
    assert.equal(afterOutbound(resting, { ...said, message_type: 'note' }).state, undefined)
  })

  it('still waits after a note, a reaction or a word of the system', () => {
    for (const message_type of ['note', 'reaction', 'system'] as const) {
      assert.equal(isSpoken(message_type), false)
      assert.deepEqual(afterOutbound(conversation, { ...said, message_type }), {})
    }
  })

  it('shows the present status of its last message, and of no other', () => {
    const answered = { ...conversation, last_message: shown }
    assert.deepEqual(afterStatus(answered, 'm', 'read'), { last_message: { ...shown, status: 'read' } })
    assert.deepEqual(afterStatus(answered, 'other', 'read'), {})
    assert.deepEqual(afterStatus(conversation, 'm', 'read'), {})
  })
})

describe('The key of a live thread', () => {
  it('is that of the identity, or of the contact where an organization unifies', () => {
    assert.equal(liveKey('identity', 'i', 3), 'identity:i')
    assert.equal(liveKey('contact', 'i', 3), 'contact:3')
  })
})
