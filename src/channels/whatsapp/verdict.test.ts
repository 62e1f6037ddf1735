import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { ProviderResponse } from '../channel.ts'
import { interpret } from './verdict.ts'

function answer(status: number, body: unknown, headers: Record<string, string> = {}): ProviderResponse {
  return { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }
}

function refused(code: number, status = 400, more: object = {}): ProviderResponse {
  return answer(status, { error: { message: 'No', type: 'OAuthException', code, fbtrace_id: 'A', ...more } })
}

function shortly(response: ProviderResponse): string {
  const verdict = interpret(response)
  return verdict.kind === 'accepted' ? 'accepted' : `${verdict.kind} ${verdict.error.class}`
}

/** Every code of the provider's table, by what is made of it. */
const MEANINGS: Readonly<Record<string, readonly number[]>> = {
  'retry temporary': [1, 2, 131000, 131016, 131057, 133004],
  'retry rate_limited': [4, 80007, 130429],
  'retry pair_rate_limited': [131056],
  'retry held_back': [131049],
  'rejected template': [132007, 132015, 132016],
  'rejected outside_window': [131047],
  'rejected unreachable': [130472, 131021, 131026, 131030, 131062],
  'rejected opted_out': [131050],
  'rejected bad_request': [33, 100, 131008, 131009, 131051, 132000, 132001, 132005, 132012, 132068, 132069, 135000],
  'rejected media': [131052, 131053],
  'credentials account': [368, 131031, 131037, 131042, 131045, 131048, 133010],
  'rejected account': [130497],
  'credentials credentials': [0, 3, 10, 190, 200, 299],
  'rejected identity_changed': [137000]
}

describe('What an answer of WhatsApp means', () => {
  it('is accepted with the id, and the addresses that Meta really uses', () => {
    const body = {
      messaging_product: 'whatsapp',
      contacts: [{ input: '+5592981723241', wa_id: '559281723241', user_id: 'BR.1' }],
      messages: [{ id: 'wamid.1', message_status: 'accepted' }]
    }
    assert.deepEqual(interpret(answer(200, body)), {
      kind: 'accepted',
      provider_message_id: 'wamid.1',
      recipient_addresses: ['BR.1', '559281723241']
    })
  })

  it('is accepted while Meta holds the message or has paused the campaign', () => {
    for (const message_status of ['held_for_quality_assessment', 'paused']) {
      const verdict = interpret(answer(200, { messages: [{ id: 'wamid.1', message_status }] }))
      assert.deepEqual(verdict, { kind: 'accepted', provider_message_id: 'wamid.1' })
    }
  })

  for (const [meaning, codes] of Object.entries(MEANINGS)) {
    it(`is ${meaning} for ${codes.join(', ')}`, () => {
      for (const code of codes) assert.equal(shortly(refused(code)), meaning, String(code))
    })
  }

  it('goes by the status where the code is not known', () => {
    assert.equal(shortly(refused(987654, 500)), 'retry temporary')
    assert.equal(shortly(refused(987654, 429)), 'retry rate_limited')
    assert.equal(shortly(refused(987654, 401)), 'credentials credentials')
    assert.equal(shortly(refused(987654, 400)), 'rejected bad_request')
    assert.equal(shortly(refused(987654, 400, { is_transient: true })), 'retry temporary')
  })

  it("keeps the provider's code, details and wish to wait", () => {
    const body = { error: { code: 130429, message: 'Rate limit hit', error_data: { details: 'Slow down.' } } }
    assert.deepEqual(interpret(answer(429, body, { 'retry-after': '7' })), {
      kind: 'retry',
      error: { class: 'rate_limited', provider_code: '130429', message: 'Slow down.' },
      after_ms: 7_000
    })
  })

  it('is a retry when the servers say so without words', () => {
    assert.equal(shortly(answer(429, '')), 'retry rate_limited')
    assert.equal(shortly(answer(500, '<html>')), 'retry temporary')
    assert.equal(shortly(answer(503, '')), 'retry temporary')
  })

  it('is doubt when it cannot be read, or a gateway gave up waiting', () => {
    const doubtful = [
      answer(200, '<html>'),
      answer(200, ''),
      answer(200, '{}'),
      answer(200, { messages: [] }),
      answer(302, ''),
      answer(400, 'no'),
      answer(502, '<html>'),
      answer(504, '')
    ]
    for (const response of doubtful) assert.equal(shortly(response), 'unknown ambiguous', JSON.stringify(response))
  })

  it('is doubt without an answer, unless the request never left', () => {
    const silent = { status: 0, headers: {}, body: '' }
    assert.equal(shortly({ ...silent, failure: { reason: 'timeout', sent: true } }), 'unknown ambiguous')
    assert.equal(shortly({ ...silent, failure: { reason: 'reset', sent: true } }), 'unknown ambiguous')
    assert.equal(shortly({ ...silent, failure: { reason: 'refused', sent: false } }), 'retry temporary')
    assert.equal(shortly({ ...silent, failure: { reason: 'dns', sent: false } }), 'retry temporary')
    assert.equal(shortly(silent), 'unknown ambiguous')
  })

  it('is some verdict for anything at all', () => {
    const bodies = fc.oneof(
      fc.json(),
      fc.string(),
      fc.jsonValue().map(error => JSON.stringify({ error, messages: error }))
    )
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999 }), bodies, (status, body) => {
        const { kind } = interpret(answer(status, body))
        assert.ok(kind !== 'accepted' || (status >= 200 && status < 300))
      }),
      { numRuns: 1_000 }
    )
  })
})
