import type { ConversationQuery, Filter } from '../../src/client/query.ts'
import type { Conversation } from '../../src/client/wire.ts'

export const OWNERS = ['all', 'mine', 'unassigned'] as const
export const STATUSES = ['open', 'snoozed', 'closed', 'all'] as const
/** Where a term is looked for: in whom one talks to, or in what was said. */
export const PLACES = ['people', 'messages'] as const
export const SORTS = ['newest', 'oldest', 'waiting', 'priority'] as const

export interface Filters {
  readonly status: (typeof STATUSES)[number]
  /** A number is somebody's. */
  readonly owner: (typeof OWNERS)[number] | number
  readonly unread: boolean
  readonly waiting: boolean
  readonly channel: number | null
  readonly tag: number | null
  readonly stage: number | null
  readonly search: string
  readonly within: (typeof PLACES)[number]
  readonly sort: (typeof SORTS)[number]
}

/** Where somebody is: which conversation stands open, and which are listed. All of it stands in the address. */
export interface Place {
  readonly conversation: number | null
  readonly filters: Filters
}

export const EVERYTHING_OPEN: Filters = {
  status: 'open',
  owner: 'all',
  unread: false,
  waiting: false,
  channel: null,
  tag: null,
  stage: null,
  search: '',
  within: 'people',
  sort: 'newest'
}

export function readPlace(path: string, search: string): Place {
  const asked = new URLSearchParams(search)
  return {
    conversation: idIn(/^\/inbox\/(\d+)\/?$/.exec(path)?.[1]),
    filters: {
      status: STATUSES.find(each => each === asked.get('status')) ?? 'open',
      owner: OWNERS.find(each => each === asked.get('owner')) ?? idIn(asked.get('owner')) ?? 'all',
      unread: asked.has('unread'),
      waiting: asked.has('waiting'),
      channel: idIn(asked.get('channel')),
      tag: idIn(asked.get('tag')),
      stage: idIn(asked.get('stage')),
      search: asked.get('q')?.trim() ?? '',
      within: PLACES.find(each => each === asked.get('in')) ?? 'people',
      sort: SORTS.find(each => each === asked.get('sort')) ?? 'newest'
    }
  }
}

function idIn(text: string | null | undefined): number | null {
  return text && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null
}

/** What is as usual is left out. */
export function addressOf({ conversation, filters }: Place): string {
  const { status, owner, unread, waiting, channel, tag, stage, search, within, sort } = filters
  const asked = new URLSearchParams({
    ...(status !== 'open' && { status }),
    ...(owner !== 'all' && { owner: String(owner) }),
    ...(unread && { unread: '' }),
    ...(waiting && { waiting: '' }),
    ...(channel !== null && { channel: String(channel) }),
    ...(tag !== null && { tag: String(tag) }),
    ...(stage !== null && { stage: String(stage) }),
    ...(search !== '' && { q: search }),
    ...(within !== 'people' && { in: within }),
    ...(sort !== 'newest' && { sort })
  })
  const query = asked.size > 0 ? `?${String(asked).replace(/=(?=&|$)/g, '')}` : ''
  return `${conversation === null ? '/' : `/inbox/${conversation}`}${query}`
}

const ORDER = {
  newest: { last_interaction_at: -1 },
  oldest: { last_interaction_at: 1 },
  waiting: { waiting_since: 1 },
  priority: { priority: -1, last_interaction_at: -1 }
} as const satisfies Record<Filters['sort'], ConversationQuery['$sort']>

// What sleeps is out of the way, unless its customer has something new.
const STANDING = {
  open: { status: 'open', $or: [{ snoozed_until: null }, { unread_count: { $gt: 0 } }] },
  snoozed: { status: 'open', snoozed_until: { $ne: null } },
  closed: { status: 'closed' },
  all: {}
} as const satisfies Record<Filters['status'], Filter<Conversation>>

/** What the list asks of the server. */
export function queryOf(filters: Filters, me: number): ConversationQuery {
  const { status, owner, unread, waiting, channel, tag, stage, sort } = filters
  return {
    ...STANDING[status],
    ...(channel === null ? { channel: { $ne: 'playground' } } : { channel_id: channel }),
    ...(owner !== 'all' && { assigned_user_id: ownerId(owner, me) }),
    ...(unread && { unread_count: { $gt: 0 } }),
    ...((waiting || sort === 'waiting') && { waiting_since: { $ne: null } }),
    ...(tag !== null && { tag_id: tag }),
    ...(stage !== null && { pipeline_stage_id: stage }),
    ...termOf(filters),
    $sort: ORDER[sort],
    $limit: 50
  }
}

/** The server looks for three letters and more in messages. */
const SHORTEST = 3

function termOf({ search, within }: Filters): Pick<ConversationQuery, 'searchTerm' | 'messageSearchTerm'> {
  if (within === 'messages') return search.length < SHORTEST ? {} : { messageSearchTerm: search }
  return search === '' ? {} : { searchTerm: search }
}

function ownerId(owner: Exclude<Filters['owner'], 'all'>, me: number): number | null {
  if (typeof owner === 'number') return owner
  return owner === 'mine' ? me : null
}

export function isEverythingOpen(filters: Filters): boolean {
  return addressOf({ conversation: null, filters: { ...filters, sort: 'newest' } }) === '/'
}
