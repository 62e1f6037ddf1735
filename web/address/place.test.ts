import assert from 'node:assert/strict'
import { addressOf, EVERYTHING_OPEN, isEverythingOpen, OWNERS, queryOf, readPlace, SORTS } from './place.ts'

describe('The address', () => {
  it('leads back to where one was', () => {
    for (const status of ['open', 'closed'] as const)
      for (const owner of OWNERS)
        for (const unread of [true, false])
          for (const sort of SORTS)
            for (const conversation of [null, 12]) {
              const place = { conversation, filters: { status, owner, unread, sort } }
              const { pathname, search } = new URL(addressOf(place), 'http://desk')
              assert.deepEqual(readPlace(pathname, search), place)
            }
  })

  it('says nothing of what is as usual', () => {
    assert.equal(addressOf({ conversation: null, filters: EVERYTHING_OPEN }), '/')
    assert.equal(addressOf({ conversation: 7, filters: { ...EVERYTHING_OPEN, unread: true } }), '/inbox/7?unread')
  })

  it('takes what it does not know for nothing', () => {
    assert.deepEqual(readPlace('/inbox/0x10', '?owner=everybody&sort=loudest&status=half'), {
      conversation: null,
      filters: EVERYTHING_OPEN
    })
  })

  it('is asked of the server in its own words', () => {
    const query = queryOf({ status: 'open', owner: 'unassigned', unread: true, sort: 'waiting' }, 4)
    assert.deepEqual(query, {
      status: 'open',
      channel: { $ne: 'playground' },
      assigned_user_id: null,
      unread_count: { $gt: 0 },
      waiting_since: { $ne: null },
      $sort: { waiting_since: 1 },
      $limit: 50
    })
    assert.equal(queryOf({ ...EVERYTHING_OPEN, owner: 'mine' }, 4).assigned_user_id, 4)
  })

  it('another order hides nothing', () => {
    assert.ok(isEverythingOpen({ ...EVERYTHING_OPEN, sort: 'oldest' }))
    assert.ok(!isEverythingOpen({ ...EVERYTHING_OPEN, unread: true }))
  })
})
