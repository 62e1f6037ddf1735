import type { Filter, Query } from '../../src/client/query.ts'
import type { Conversation } from '../../src/client/wire.ts'

export const OWNERS = ['all', 'mine', 'unassigned'] as const
export const SORTS = ['newest', 'oldest', 'waiting', 'priority'] as const

export interface Filters {
  readonly status: 'open' | 'closed'
  readonly owner: (typeof OWNERS)[number]
  readonly unread: boolean
  readonly sort: (typeof SORTS)[number]
}

/** Where somebody is: which conversation stands open, and which are listed. All of it stands in the address. */
export interface Place {
  readonly conversation: number | null
  readonly filters: Filters
}

export const EVERYTHING_OPEN: Filters = { status: 'open', owner: 'all', unread: false, sort: 'newest' }

export function readPlace(path: string, search: string): Place {
  const asked = new URLSearchParams(search)
  const id = /^\/inbox\/([1-9]\d{0,15})\/?$/.exec(path)?.[1]
  return {
    conversation: id ? Number(id) : null,
    filters: {
      status: asked.get('status') === 'closed' ? 'closed' : 'open',
      owner: OWNERS.find(each => each === asked.get('owner')) ?? 'all',
      unread: asked.has('unread'),
      sort: SORTS.find(each => each === asked.get('sort')) ?? 'newest'
    }
  }
}

/** What is as usual is left out. */
export function addressOf({ conversation, filters }: Place): string {
  const { status, owner, unread, sort } = filters
  const asked = new URLSearchParams({
    ...(status !== 'open' && { status }),
    ...(owner !== 'all' && { owner }),
    ...(unread && { unread: '' }),
    ...(sort !== 'newest' && { sort })
  })
  const search = asked.size > 0 ? `?${String(asked).replace(/unread=(?=&|$)/, 'unread')}` : ''
  return `${conversation === null ? '/' : `/inbox/${conversation}`}${search}`
}

const ORDER = {
  newest: { last_interaction_at: -1 },
  oldest: { last_interaction_at: 1 },
  waiting: { waiting_since: 1 },
  priority: { priority: -1, last_interaction_at: -1 }
} as const satisfies Record<Filters['sort'], Query<Conversation>['$sort']>

/** What the list asks of the server. */
export function queryOf({ status, owner, unread, sort }: Filters, me: number): Query<Conversation> {
  const filter: Filter<Conversation> = {
    status,
    channel: { $ne: 'playground' },
    ...(owner === 'mine' && { assigned_user_id: me }),
    ...(owner === 'unassigned' && { assigned_user_id: null }),
    ...(unread && { unread_count: { $gt: 0 } }),
    ...(sort === 'waiting' && { waiting_since: { $ne: null } })
  }
  return { ...filter, $sort: ORDER[sort], $limit: 50 }
}

export function isEverythingOpen(filters: Filters): boolean {
  return addressOf({ conversation: null, filters: { ...filters, sort: 'newest' } }) === '/'
}
