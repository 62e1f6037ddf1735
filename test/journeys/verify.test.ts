import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type StockClient, socketAs } from '../support/clients.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type SimulatedNumber, simulatedNumber } from '../support/simulated.ts'
import { createOrganization, type Organization, PASSWORD } from '../support/world.ts'

interface Found {
  readonly ok: boolean
  readonly steps: readonly { readonly step: string; readonly state: string; readonly message: string }[]
}

describe('Verifying a channel', () => {
  let server: TestServer
  let organization: Organization
  let number: SimulatedNumber
  let admin: StockClient

  before(async () => {
    server = await startServer({ environment: { EGRESS_ALLOW: '', DEMO: 'false' } })
    organization = await createOrganization(server)
    number = await simulatedNumber(server, organization)
    admin = await socketAs(server.url, { email: organization.owner.email, password: PASSWORD })
  })
  afterEach(() => number.line.faults.clear())
  after(async () => {
    admin.close()
    await server.stop()
  })

  const verify = (): Promise<Found> => admin.app.service(`channels/${number.channel.id}/verify`).create({})
  const statesOf = ({ steps }: Found) => Object.fromEntries(steps.map(({ step, state }) => [step, state]))
  const change = (patch: object) => admin.app.service('channels').patch(number.channel.id, patch)

  it('says step by step that everything works, and that nothing has come in yet', async () => {
    const found = await verify()
    assert.deepEqual(statesOf(found), {
      credentials: 'ok',
      app_secret: 'ok',
      number: 'ok',
      callback: 'ok',
      webhook: 'ok',
      subscription: 'ok',
      sending: 'ok',
      inbound: 'unknown'
    })
    assert.equal(found.ok, true)
  })

  it('says when something came in', async () => {
    const phone = await number.phone({ name: 'Ada Okafor' })
    phone.writes('Hello?')
    await server.settle()
    assert.equal(statesOf(await verify())['inbound'], 'ok')
  })

  it('finds a revoked token, and says it in the provider’s words', async () => {
    number.line.faults.add({ kind: 'revoked_token' })
    const { ok, steps } = await verify()
    const [first] = steps
    assert.equal(ok, false)
    assert.deepEqual([first?.step, first?.state], ['credentials', 'failed'])
    assert.match(first?.message ?? '', /^WhatsApp refuses the token: .*invalidated/)
  })

  it('finds that the channel is switched off', async () => {
    await change({ active: false })
    const found = await verify()
    assert.deepEqual([found.ok, statesOf(found)['sending']], [false, 'failed'])
    await change({ active: true })
    assert.equal(statesOf(await verify())['sending'], 'ok')
  })

  it('is nothing that an agent may ask for, nor for a channel that is not there', async () => {
    const { email } = await organization.hire('agent')
    const agent = await socketAs(server.url, { email, password: PASSWORD })
    await assert.rejects(agent.app.service(`channels/${number.channel.id}/verify`).create({}), { code: 403 })
    agent.close()
    await assert.rejects(admin.app.service('channels/999999/verify').create({}), { code: 404 })
    await assert.rejects(admin.app.service(`channels/${randomUUID()}/verify`).create({}), { code: 404 })
  })
})
