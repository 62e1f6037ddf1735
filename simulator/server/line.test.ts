import assert from 'node:assert/strict'
import { createLine, type Line } from './line.ts'
import { describePerson } from './people.ts'

describe('A line of the simulator', () => {
  function line(): Line {
    return createLine({
      seed: 7,
      now: () => new Date(0),
      network: {
        request: () => Promise.reject(new Error('nobody listens')),
        fetchFile: () => Promise.reject(new Error('there are no files')),
        wake: () => {},
        heard: () => {}
      },
      number: {
        organizationId: 1,
        channelId: 1,
        name: 'Shop',
        phoneNumberId: '1',
        wabaId: '2',
        accessToken: 'token',
        appSecret: 'secret',
        verifyToken: 'verify',
        apiBaseUrl: 'http://127.0.0.1',
        callback: 'http://127.0.0.1/callback'
      }
    })
  }

  it('repeats its mishaps with its seed', () => {
    const one = line()
    const first = [one.random.next(), one.random.next()]
    one.reseed(7)
    assert.deepEqual([one.random.next(), one.random.next()], first)
  })

  it('gives no id twice, though its run is repeated and another line has the same seed', () => {
    const [one, other] = [line(), line()]
    const given = () =>
      [one, other].flatMap(each => {
        const { person } = each.add(describePerson({}, each.names))
        return [each.newMessageId(), person.id, person.waId, person.userId]
      })
    const before = given()
    one.reseed(7)
    const all = [...before, ...given()]
    assert.equal(new Set(all).size, all.length)
  })
})
