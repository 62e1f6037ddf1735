import assert from 'node:assert/strict'
import { addressOf, EVERYTHING_OPEN, isEverythingOpen, OWNERS, queryOf, readPlace, SORTS, STATUSES } from './place.ts'

describe('The address', () => {
  it('leads back to where one was', () => {
    for (const status of STATUSES)
      for (const owner of [...OWNERS, 12])
        for (const [unread, waiting] of [
          [true, false],
          [false, true]
        ] as const)
          for (const sort of SORTS)
            for (const [conversation, channel, tag, search, within] of [
              [null, 3, null, 'Ada & Söhne = ?', 'messages'],
              [12, null, 4, '', 'people']
            ] as const) {
              const place = {
                conversation,
                filters: { status, owner, unread, waiting, channel, tag, stage: tag, search, within, sort }
              }
              const address = new URL(addressOf(place), 'http://desk')
              assert.deepEqual(readPlace(address.pathname, address.search), place)
            }
  })

  it('says nothing of what is as usual', () => {
    assert.equal(addressOf({ conversation: null, filters: EVERYTHING_OPEN }), '/')
    assert.equal(addressOf({ conversation: 7, filters: { ...EVERYTHING_OPEN, unread: true } }), '/inbox/7?unread')
  })

  it('takes what it does not know for nothing', () => {
    assert.deepEqual(readPlace('/inbox/0x10', '?owner=everybody&sort=loudest&status=half&channel=-1'), {
      conversation: null,
      filters: EVERYTHING_OPEN
    })
  })

  it('is asked of the server in its own words', () => {
    const query = queryOf(
      { ...EVERYTHING_OPEN, status: 'closed', owner: 'unassigned', unread: true, sort: 'waiting' },
      4
    )
    assert.deepEqual(query, {
      status: 'closed',
      channel: { $ne: 'playground' },
      assigned_user_id: null,
      unread_count: { $gt: 0 },
      waiting_since: { $ne: null },
      $sort: { waiting_since: 1 },
      $limit: 50
    })
    assert.equal(queryOf({ ...EVERYTHING_OPEN, owner: 'mine' }, 4).assigned_user_id, 4)
    assert.equal(queryOf({ ...EVERYTHING_OPEN, owner: 9 }, 4).assigned_user_id, 9)
  })

  it('asks for one channel, one tag and a term only where they are wanted', () => {
    const { channel, channel_id, tag_id, searchTerm } = queryOf(
      { ...EVERYTHING_OPEN, channel: 3, tag: 5, search: 'ada' },
      4
    )
    assert.deepEqual([channel, channel_id, tag_id, searchTerm], [undefined, 3, 5, 'ada'])
    assert.deepEqual(Object.keys(queryOf({ ...EVERYTHING_OPEN, status: 'all' }, 4)), ['channel', '$sort', '$limit'])
  })

  it('looks for a term in people or in what was said, there for three letters and more', () => {
    const asked = (search: string, within: 'people' | 'messages') => {
      const { searchTerm, messageSearchTerm } = queryOf({ ...EVERYTHING_OPEN, search, within }, 4)
      return [searchTerm, messageSearchTerm]
    }
    assert.deepEqual(asked('ada', 'people'), ['ada', undefined])
    assert.deepEqual(asked('blue', 'messages'), [undefined, 'blue'])
    assert.deepEqual(asked('bl', 'messages'), [undefined, undefined])
  })

  it('leaves out what sleeps, unless its customer has written', () => {
    assert.deepEqual(queryOf(EVERYTHING_OPEN, 4).$or, [{ snoozed_until: null }, { unread_count: { $gt: 0 } }])
  })

  it('another order hides nothing', () => {
    assert.ok(isEverythingOpen({ ...EVERYTHING_OPEN, sort: 'oldest' }))
    assert.ok(!isEverythingOpen({ ...EVERYTHING_OPEN, unread: true }))
  })
})
