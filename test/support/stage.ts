import type { Draft } from '../../src/actions/draft.ts'
import type { MessageRow } from '../../src/actions/rows.ts'
import { act, type Scope } from '../../src/actions/scope.ts'
import { sendMessage } from '../../src/actions/send-message.ts'
import { type ConversationChange, updateConversation } from '../../src/actions/update-conversations.ts'
import type { Member } from '../../src/model/actor.ts'
import type { Phone } from './graph-api.ts'
import { startServer, type TestServer } from './server.ts'
import { createOrganization, type Organization, type WhatsAppNumber } from './world.ts'

/** A conversation and the customer at its other end. */
export interface Talk {
  readonly id: number
  readonly phone: Phone
  readonly waId: string
}

/** A server, an organization and a WhatsApp number: where the laws are put to the test. */
export interface Stage {
  readonly server: TestServer
  readonly organization: Organization
  readonly number: WhatsAppNumber
  readonly owner: Member
  /** A new customer writes for the first time; to the stage's number unless said otherwise. */
  talk(to?: WhatsAppNumber): Promise<Talk>
  as<Result>(member: Member, work: (scope: Scope) => Promise<Result>): Promise<Result>
  /** The owner answers, in text unless said otherwise. */
  send(talk: Talk, text: string, more?: Partial<Draft>): Promise<MessageRow>
  change(talk: Talk, change: ConversationChange): Promise<unknown>
  rows<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>
  close(): Promise<void>
}

let nextCustomer = 0

export async function openStage(environment: Readonly<Record<string, string>> = {}): Promise<Stage> {
  const server = await startServer({ environment })
  const organization = await createOrganization(server)
  const number = await organization.whatsapp()
  const owner = organization.owner.member
  const as: Stage['as'] = (member, work) => act(server.app.house, member, work)
  const rows = <Row extends object>(text: string, values: readonly unknown[] = []) =>
    server.database.query<Row>({ text, values })

  return {
    server,
    organization,
    number,
    owner,
    as,
    rows,
    async talk(to = number) {
      const waId = `1555${String(++nextCustomer).padStart(7, '0')}`
      const phone = to.provider.phone({ waId, name: `Customer ${nextCustomer}` })
      await phone.says('Hello!')
      await server.settle()
      const [found] = await rows<{ id: number }>(
        `select c.id from conversations c join identity_addresses a
           on a.organization_id = c.organization_id and a.identity_id = c.identity_id
         where c.organization_id = $1 and a.address = $2`,
        [organization.id, waId]
      )
      if (!found) throw new Error('the first words began no conversation')
      return { id: found.id, phone, waId }
    },
    send: (talk, text, more = {}) =>
      as(owner, scope =>
        sendMessage(scope, { conversation_id: talk.id, message_type: 'text', message_text: text, ...more }, null)
      ),
    change: (talk, change) => as(owner, scope => updateConversation(scope, talk.id, change, null)),
    async close() {
      await number.provider.close()
      await server.stop()
    }
  }
}

/** Asks again until something is so; for what another process or the cluster decides. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + 10_000
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`waited in vain: ${what}`)
    await new Promise(resolve => setImmediate(resolve))
  }
}
