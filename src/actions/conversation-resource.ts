import type { Knex } from 'knex'
import { CONVERSATION_STATES, CONVERSATION_STATUSES, PRIORITIES } from '../model/conversation.ts'
import { CHANNEL_TYPES } from '../model/message.ts'
import {
  addConditions,
  type Condition,
  defineResource,
  field,
  type Resource,
  type Spelled
} from '../platform/query/index.ts'
import { type Findings, taggedWith } from './contact-search.ts'
import { addContactDescribed, addMessageSaid, searchKey } from './conversation-search.ts'
import { contactSummaryShape, controlShape, lastMessageShape } from './shapes.ts'
import { ofContact } from './survivor.ts'

/** What the filters of conversations need to know of whoever asks. */
export interface Asking {
  readonly organization_id: number
  /** What the views stand for that the query names, by their ids. */
  readonly views?: ReadonlyMap<number, readonly Condition[]>
  /** What has been found out about the terms that the query looks for. */
  readonly searches?: ReadonlyMap<string, Findings>
}

function addSpelled(builder: Knex.QueryBuilder, [text, ...bindings]: Spelled): void {
  builder.whereRaw(text, bindings)
}

/** What `conversation_marks` marks, by its number in an organization. */
const MARKS = { unread: 1, waiting: 2, snoozed: 3, blocked: 4, low: 5, high: 6, urgent: 7 } as const

function marked({ organization_id }: Asking, mark: keyof typeof MARKS): Spelled {
  const marks = 'conversation_marks(organization_id, unread_count, waiting_since, snoozed_until, blocked, priority)'
  return [`${marks} @> array[?::bigint]`, organization_id * 16 + MARKS[mark]]
}

/** What can be asked of conversations; the fields stand in the order of the wire. */
export const conversationResource: Resource<Asking> = defineResource<Asking>({
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
  shortcuts: {
    contact_id: (asked, asking) => ofContact('contact_id', asked, asking.organization_id),
    unread_count: ({ operator, value }, asking) =>
      (operator === '$gt' && value === 0) || (operator === '$gte' && value === 1)
        ? marked(asking, 'unread')
        : undefined,
    blocked: ({ operator, value }, asking) =>
      operator === '$eq' && value === true ? marked(asking, 'blocked') : undefined,
    priority: ({ operator, value }, asking) =>
      operator === '$eq' && (value === 'low' || value === 'high' || value === 'urgent')
        ? marked(asking, value)
        : undefined
  },
  steady: new Set(['organization_id', 'id', 'contact_id', 'status', 'assigned_user_id']),
  filters: {
    searchTerm: {
      field: field.text({ operators: ['$eq'] }),
      where: (builder, { value }, asking) => {
        const found = asking.searches?.get(searchKey('searchTerm', String(value)))
        if (found?.kind === 'few') builder.whereRaw('contact_id = any(?::bigint[])', [[...found.ids]])
        else if (found) addContactDescribed(builder, String(value))
        else throw new TypeError('nobody has looked how much is found')
      }
    },
    messageSearchTerm: {
      field: field.text({ operators: ['$eq'], shortest: 3 }),
      where: (builder, { value }, asking) => {
        const found = asking.searches?.get(searchKey('messageSearchTerm', String(value)))
        if (found?.kind === 'few') builder.whereRaw('conversations.id = any(?::bigint[])', [[...found.ids]])
        else if (found) addMessageSaid(builder, String(value))
        else throw new TypeError('nobody has looked how much is found')
      }
    },
    tag_id: {
      field: field.id({ operators: ['$eq'] }),
      where: (builder, { value }, asking) => taggedWith(builder, 'contact_id', asking.organization_id, Number(value))
    },
    waitingResponseOnly: {
      field: field.boolean({ operators: ['$eq'] }),
      where: (builder, { value }, asking) => {
        if (value) addSpelled(builder, marked(asking, 'waiting'))
      }
    },
    view_id: {
      field: field.id({ operators: ['$eq'] }),
      where: (builder, { value }, asking) => {
        const meant = asking.views?.get(Number(value))
        if (!meant) throw new TypeError(`nobody has looked up view ${value}`)
        addConditions(builder, conversationResource, meant, asking)
      }
    },
    // Whoever is due has been woken.
    snoozed: {
      field: field.boolean({ operators: ['$eq'] }),
      where: (builder, { value }, asking) => {
        if (value) addSpelled(builder, marked(asking, 'snoozed'))
        else builder.whereNull('snoozed_until')
      }
    }
  },
  joins: {
    contact: 'left join contacts k on k.organization_id = page.organization_id and k.id = page.contact_id'
  },
  defaultSort: [['last_interaction_at', 'desc']]
})
