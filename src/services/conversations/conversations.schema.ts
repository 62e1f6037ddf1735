import { Type } from 'typebox'
import { describedBy, taggedWith } from '../../actions/contact-search.ts'
import { ofContact } from '../../actions/survivor.ts'
import type { Member } from '../../model/actor.ts'
import { CONVERSATION_STATES, CONVERSATION_STATUSES, PRIORITIES } from '../../model/conversation.ts'
import { CHANNEL_TYPES } from '../../model/message.ts'
import { closed, defineResource, field, orNull } from '../../platform/query/index.ts'
import { contactSummaryShape, controlShape, lastMessageShape } from '../shapes.ts'

const integerId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
const numericId = Type.Union([integerId, Type.String({ pattern: '^[1-9][0-9]{0,14}$' })])

const duration = Type.String({ minLength: 3, maxLength: 32 })

export const conversationPatchSchema = closed({
  status: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('closed')])),
  unread_count: Type.Optional(Type.Integer({ minimum: 0, maximum: 1 })),
  assigned_user_id: Type.Optional(orNull(numericId)),
  assigned_team_id: Type.Optional(orNull(numericId)),
  priority: Type.Optional(
    Type.Union([Type.Literal('low'), Type.Literal('normal'), Type.Literal('high'), Type.Literal('urgent')])
  ),
  snoozed_until: Type.Optional(orNull(Type.String({ format: 'date-time', maxLength: 40 }))),
  inactive_after: Type.Optional(orNull(duration)),
  close_after: Type.Optional(orNull(duration)),
  blocked: Type.Optional(Type.Boolean())
})

/** What can be asked of conversations; the fields stand in the order of the wire. */
export const conversationResource = defineResource<Member>({
  table: 'conversations',
  fields: {
    id: field.id({ sortable: true }),
    organization_id: field.id(),
    contact_id: field.id(),
    contact: field.derived(
      {
        id: 'k.id',
        first_name: 'k.first_name',
        last_name: 'k.last_name',
        email: 'k.email',
        phone: 'k.phone',
        company_name: 'k.company_name',
        avatar_url: 'k.avatar_url'
      },
      { join: 'contact', shape: contactSummaryShape }
    ),
    channel: field.choice(CHANNEL_TYPES),
    channel_id: field.id(),
    identity_id: field.uuid(),
    status: field.choice(CONVERSATION_STATUSES),
    state: field.choice(CONVERSATION_STATES),
    unread_count: field.integer(),
    assigned_user_id: field.id({ nullable: true }),
    assigned_team_id: field.id({ nullable: true }),
    assigned_ai_assistant_id: field.id({ nullable: true }),
    pipeline_id: field.id({ nullable: true }),
    pipeline_stage_id: field.id({ nullable: true }),
    ai_context_cut: field.time({ nullable: true }),
    ai_auto_assignment_disabled: field.boolean(),
    ai_auto_assignment_disabled_reason: field.text({ nullable: true }),
    blocked: field.boolean(),
    priority: field.choice(PRIORITIES, { sortable: true }),
    snoozed_until: field.time({ nullable: true }),
    inactive_after: field.text({ nullable: true, operators: [] }),
    close_after: field.text({ nullable: true, operators: [] }),
    last_interaction_at: field.time({ sortable: true }),
    last_message: field.json({ nullable: true, shape: lastMessageShape }),
    waiting_since: field.time({ nullable: true, sortable: true }),
    window_expires_at: field.time({ nullable: true }),
    control: field.derived(
      {
        application_id: 'page.control_application_id',
        kind: 'page.control_kind',
        epoch: 'page.control_epoch',
        since: 'page.control_since',
        lease_expires_at: 'page.control_lease_expires_at',
        span_id: 'page.control_span_id'
      },
      { shape: controlShape }
    ),
    session_id: field.uuid({ nullable: true }),
    last_seq: field.integer(),
    version: field.integer(),
    created_at: field.time({ sortable: true }),
    updated_at: field.time(),
    deleted_at: field.time({ nullable: true })
  },
  filters: {
    contact_id: {
      field: field.id(),
      where: (builder, asked, member) => ofContact(builder, 'contact_id', member.organization_id, asked)
    },
    searchTerm: {
      field: field.text({ operators: ['$eq'] }),
      where: (builder, { value }, member) => describedBy(builder, 'contact_id', member.organization_id, String(value))
    },
    tag_id: {
      field: field.id({ operators: ['$eq'] }),
      where: (builder, { value }, member) => taggedWith(builder, 'contact_id', member.organization_id, Number(value))
    },
    waitingResponseOnly: {
      field: field.boolean({ operators: ['$eq'] }),
      where: (builder, { value }) => {
        if (value) builder.whereNotNull('waiting_since')
      }
    },
    // Whoever is due has been woken.
    snoozed: {
      field: field.boolean({ operators: ['$eq'] }),
      where: (builder, { value }) => {
        builder.whereRaw(`(snoozed_until is not null) = ?`, [value === true])
      }
    }
  },
  joins: {
    contact: 'left join contacts k on k.organization_id = page.organization_id and k.id = page.contact_id'
  },
  defaultSort: [['last_interaction_at', 'desc']]
})
