import assert from 'node:assert/strict'
import { fields, items, words } from '../../../simulator/server/fields.ts'
import type { News } from '../../../simulator/server/index.ts'
import { signature } from '../../../simulator/server/signature.ts'
import { whatsapp as channel } from '../../../src/channels/whatsapp/index.ts'
import type { TestServer } from '../server.ts'
import { simulatedNumber } from '../simulated.ts'
import type { Organization } from '../world.ts'
import type { Booth, Call, Examiner, Manner } from './examiner.ts'
import { samples } from './whatsapp-samples.ts'

/** Parameter missing, parameter missing, parameter of no value, count and format of a template. */
const MISSING = [100, 131008, 131009, 132000, 132012]

export const whatsapp: Examiner = {
  channel,
  samples,
  spare: ['recipient_type', 'biz_opaque_callback_data', 'context'],
  isRefusal(body) {
    const { code, type, message, fbtrace_id } = fields(body['error'])
    return MISSING.includes(Number(code)) && type === 'OAuthException' && Boolean(message) && Boolean(fbtrace_id)
  },
  provocations: {
    accepted: null,
    retry: { kind: 'unavailable', times: 1 },
    rejected: { kind: 'error', code: 131026, times: 1 },
    unknown: { kind: 'cut_after_accepting', times: 1 },
    credentials: { kind: 'error', code: 190, times: 1 }
  },
  stumbles: [
    { kind: 'error', code: 131026 },
    { kind: 'too_many_requests' },
    { kind: 'server_error' },
    { kind: 'unavailable' },
    { kind: 'cut_before_accepting' },
    { kind: 'cut_after_accepting' },
    { kind: 'error_after_accepting' },
    { kind: 'malformed_answer' },
    { kind: 'fail_later' }
  ],
  haste: [4, 80007, 130429, 131056],
  open
}

async function open(server: TestServer, organization: Organization): Promise<Booth> {
  const { house, simulation } = server.app
  const { channel: row, line, phone } = await simulatedNumber(server, organization)
  const account = (await house.accounts.byId(organization.id, row.id))?.account
  assert.ok(account)
  const brought: string[] = []
  const calls: Call[] = []
  simulation.simulator.listen(news => {
    if (news.number.channelId !== row.id) return
    if (news.kind === 'webhook') brought.push(news.body)
    if (news.kind === 'call' && news.path.endsWith('/messages')) calls.push(callOf(news, line.now()))
  })

  const booth: Booth = {
    channelId: row.id,
    account,
    line,
    brought,
    calls,
    phone,
    // The house names itself without the port that it was given.
    reach: url => url.replace(house.publicUrl, server.url),
    addressOf: ({ person }) => person.waId,
    babble: someone => someone.sends('hologram', { depth: 3 }).id,
    rumour: () =>
      line.postman.bring({ kind: 'value', field: 'weather', value: { outlook: 'fair' }, aboutNumber: true }),
    leave: mimeType => line.media.keep({ bytes: Buffer.from('bytes'), mimeType, filename: null, from: 'business' }).id,
    sizeOf: webhook => itemsIn(JSON.parse(webhook)),
    async knock(webhook, manner) {
      const { callback, appSecret } = line.number
      const { body, headers } = letter(webhook, manner, appSecret)
      return (await fetch(booth.reach(callback), { method: 'POST', headers, body })).status
    }
  }
  return booth
}

function letter(webhook: string, manner: Manner, secret: string) {
  const type = { 'content-type': 'application/json' }
  if (manner === 'unsigned') return { body: webhook, headers: type }
  const signed = signature(webhook, manner === 'signed by somebody else' ? `${secret}?` : secret)
  const body = manner === 'changed after signing' ? `${webhook} ` : webhook
  return { body, headers: { ...type, 'x-hub-signature-256': signed } }
}

function callOf({ body, answer }: Extract<News, { kind: 'call' }>, at: Date): Call {
  const { to, recipient } = fields(body)
  const code = fields(fields(answer)['error'])['code']
  return { at: at.getTime(), to: words(to) ?? words(recipient) ?? '', code: typeof code === 'number' ? code : null }
}

function itemsIn(webhook: unknown): number {
  const changes = items(fields(webhook)['entry']).flatMap(entry => items(fields(entry)['changes']))
  const values = changes.map(change => fields(fields(change)['value']))
  return values.reduce((sum, value) => sum + items(value['messages']).length + items(value['statuses']).length, 0)
}
